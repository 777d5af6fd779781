"""Encodings, numbers without their zeros, agencies' own lists: what is mended and what is asked."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lms.bench import roster
from lms.classes.actions import imports, imports_writing
from lms.classes.models import AgencyInvitation
from lms.people.models import Organization

TCVN3, VNI = "NguyÔn V¨n Hïng", "Nguyeãn Vaên Huøng"
TEXT = "STT;Họ và tên;Năm sinh;Đơn vị\n1;Nguyễn Văn Hùng;1985;Sở Nội vụ\n"


def name_of(received) -> str:
    return imports.rows_of(received)[0]["name"]


def as_1258(text: str) -> bytes:
    """As old Windows writes Vietnamese: some tones as signs of their own behind the letter."""
    import unicodedata

    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base, *tones = unicodedata.normalize("NFD", char)
            letter = unicodedata.normalize("NFC", base + "".join(tone for tone in tones if tone in "\u0302\u0306\u031b"))
            out += letter.encode("cp1258") + "".join(tone for tone in tones if tone not in "\u0302\u0306\u031b").encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (as_1258(TEXT), "Windows-1258"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 without mark", "cp1258"],
)
def test_text_files_are_read_in_their_encoding_and_it_is_named(receive, client_of, officer, data, encoding):
    received = receive(data=data, filename="ds.csv")

    page = client_of(officer).get(reverse("import-show", args=[received.pk])).text
    assert name_of(received) == "Nguyễn Văn Hùng"
    assert (f"Tệp dùng bảng mã {encoding}" in page) is bool(encoding)


@pytest.mark.parametrize(("raw", "kind"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
def test_old_encodings_are_converted_with_a_preview_that_can_be_refused(receive, client_of, officer, raw, kind):
    received = receive([(raw, "1985", None, None, "SNV", "", "")])
    browser = client_of(officer)
    address = reverse("import-show", args=[received.pk])

    before = browser.get(address).text
    browser.post(reverse("import-options", args=[received.pk]), {"keep_encoding": "yes"})
    kept = browser.get(address).text
    received.refresh_from_db()
    kept_name = name_of(received)
    browser.post(reverse("import-options", args=[received.pk]), {"keep_encoding": "no"})

    assert f"1 họ tên gõ bằng bảng mã cũ {kind}" in before
    assert f"<td>{raw}</td><td><strong>Nguyễn Văn Hùng</strong></td>" in before
    assert "giữ nguyên như trong tệp" in kept
    assert kept_name == raw
    received.refresh_from_db()
    assert name_of(received) == "Nguyễn Văn Hùng"


def test_numbers_that_lost_a_zero_are_offered_back(receive, client_of, officer):
    received = receive([("Lê Thị Kim", "1985", "79085001234", None, "SNV", "", "")])
    browser = client_of(officer)
    assert received.counts["refused"] == 1
    assert "1 số định danh cá nhân chỉ có 10 hoặc 11 chữ số" in browser.get(reverse("import-show", args=[received.pk])).text

    browser.post(reverse("import-options", args=[received.pk]), {"pad_ids": "yes"})

    received.refresh_from_db()
    [row] = imports.rows_of(received)
    assert (row["outcome"], row["personal_id"]) == ("new", "079*******34")


@pytest.fixture
def invitation(training_class, science, officer):
    return AgencyInvitation.objects.create(
        training_class=training_class, agency=science, expires_at=timezone.now() + timezone.timedelta(days=3), by=officer
    )


def test_an_invited_agency_needs_no_agency_column(receive, invitation, science):
    data = "STT;Họ và tên;Năm sinh\n1;Lê Thị Kim;1990\n".encode()

    received = receive(data=data, filename="ds.csv", invitation=invitation, source="agency", by=None)

    assert [(row["agency"], row["outcome"]) for row in imports.rows_of(received)] == [(science.name, "new")]
    assert received.by is None


def test_an_invited_agency_names_itself_and_what_belongs_to_it(receive, invitation, science):
    Organization.objects.create(code="H29.SKHCN.TT", name="Trung tâm Đổi mới sáng tạo", parent=science)
    rows = [
        ("Lê Thị Kim", "1990", None, None, "Trung tâm Đổi mới sáng tạo", "", ""),
        ("Trần Văn Tám", "1991", None, None, "Sở Nội vụ", "", ""),
    ]

    received = receive(rows, invitation=invitation, source="agency", by=None)

    own, foreign = imports.rows_of(received)
    assert own["outcome"] == "new"
    assert foreign["errors"] == [
        "“Sở Nội vụ” không phải “Sở Khoa học và Công nghệ”, đơn vị được đề nghị gửi danh sách này; hãy sửa tên đơn vị."
    ]


@contextmanager
def counted():
    """How many statements run, without the log of them, which takes longer than they do."""
    numbers = []

    def count(execute, sql, params, many, context):
        numbers.append(1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield numbers


def test_a_thousand_rows_take_few_queries(training_class, officer):
    data = roster.spreadsheet(1_000, roster.ensure_agencies(20))
    with counted() as checking:
        received = imports.receive(training_class=training_class, data=data, filename="ds.xlsx", source="file", by=officer)
    imports.begin(roster_import=received, by=officer)

    with counted() as writing:
        writer = imports_writing.Writer(received)
        while writer.write_batch():
            pass

    received.refresh_from_db()
    assert (received.counts["written"], training_class.trainees.count()) == (1_000, 1_000)
    assert len(checking) < 20
    assert len(writing) < 300
