"""The pages of the register books, for registrars, auditors and strangers."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from certificates import register
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, HandOver, RegisterBook, RegisterEntry
from certificates.tasks_register import make_closing_file
from certificates.views import register as views
from lms.foundation.models import AccessEntry
from tests.conftest import with_role

PAGES = (
    "register-book",
    "register-book-export",
    "register-book-pdf",
    "register-book-close",
    "register-book-closing-file",
    "register-audit-book",
)


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


@pytest.fixture
def auditor(person_factory, academy):
    return with_role(person_factory("Ngô Kiểm Toán", "kiemtoan@hoc.example"), academy, "auditor")


@pytest.fixture
def past(book) -> RegisterBook:
    RegisterBook.objects.filter(pk=book.pk).update(year=2020)
    return RegisterBook.objects.get(pk=book.pk)


def hand_over(certificate, registrar, receiver="Trần Ngọc Ánh", **fields) -> None:
    HandOver.objects.create(certificate=certificate, taken_on="2026-03-05", receiver=receiver, by=registrar, **fields)


def void_number(book, registrar, number: int, reason: str) -> None:
    held = RegisterBook.objects.get(pk=book.pk)
    held.last_number = number
    ledger.append(book=held, entries=[NewEntry(RegisterEntry.Event.VOIDED, register_number=number, more={"reason": reason})], by=registrar)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_book_do_not_exist_for_others(client, stranger, officer, book, name):
    for person in (stranger, officer):
        client.force_login(person)
        assert client.get(reverse(name, args=[book.pk])).status_code == 404


@pytest.mark.parametrize("name", ["register-book-list", "register-audit"])
def test_lists_are_for_registrars_and_auditors(client, stranger, registrar, auditor, book, name):
    for person, status in ((stranger, 403), (registrar, 200), (auditor, 200)):
        client.force_login(person)
        assert client.get(reverse(name)).status_code == status


def test_auditor_reads_everything_and_closes_nothing(client, auditor, past):
    client.force_login(auditor)

    page = client.get(reverse("register-book", args=[past.pk]))

    assert page.status_code == 200
    assert reverse("register-book-close", args=[past.pk]) not in page.text
    assert reverse("certificate-class-list") not in page.text
    assert client.post(reverse("register-book-close", args=[past.pk])).status_code == 403


def test_registrar_of_the_successor_finds_and_closes_the_books_of_a_merged_issuer(client, past, academy, city, person_factory):
    from lms.people.models import Organization

    last_day = timezone.localdate() - timedelta(days=40)
    successor = Organization.objects.create(code="H29.HVM", name="Học viện mới", parent=city, valid_from=last_day)
    successor.predecessors.add(academy)
    Organization.objects.filter(pk=academy.pk).update(valid_to=last_day)
    client.force_login(with_role(person_factory("Lý Kế Thừa", "kethua@hoc.example"), successor, "registrar"))

    page = client.get(reverse("register-book", args=[past.pk]))
    answer = client.post(reverse("register-book-close", args=[past.pk]))

    assert "Học viện mới tiếp nhận và giữ sổ này" in page.text
    assert answer.url == reverse("register-book", args=[past.pk])
    assert RegisterBook.objects.get().is_closed


def test_register_book_shows_hand_over_and_notes_the_reader(desk, book, both, registrar):
    hand_over(both[0], registrar, receiver="Lê Văn Nhận", is_proxy=True, authority="Giấy ủy quyền")

    page = desk.get(reverse("register-book", args=[book.pk]))

    assert "Lê Văn Nhận (nhận thay)" in page.text
    assert "05/03/2026" in page.text
    assert AccessEntry.objects.filter(object_id=str(book.pk), what="birth_dates").exists()


def test_register_book_has_a_row_for_every_unused_number_with_its_reason(desk, book, both, registrar):
    void_number(book, registrar, 3, "In nhầm phôi")

    page = desk.get(reverse("register-book", args=[book.pk]))

    assert [row.number for row in page.context["rows"]] == [1, 2, 3]
    assert "Không dùng: In nhầm phôi" in page.text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("q=anh", [1]), ("q=Lê Hoàng", [2]), ("q=2", [2]), ("q=3", [3]), ("q=hvcb-26", [1, 2]), ("q=BDAI-2026", [1, 2]), ("state=void", [3]), ("state=valid", [1, 2]), ("q=zzz", [])],
)  # fmt: skip
@pytest.mark.db
def test_register_book_finds_by_name_number_class_and_state(desk, book, both, registrar, query, numbers):
    void_number(book, registrar, 3, "In nhầm phôi")

    page = desk.get(reverse("register-book", args=[book.pk]) + "?" + query)

    assert [row.number for row in page.context["rows"]] == numbers
    assert ("Không có dòng nào phù hợp" in page.text) is (not numbers)


def test_register_book_survives_a_snapshot_that_was_tampered_with(desk, book, both, tamper):
    tamper(Certificate, both[0].pk, snapshot={})

    assert desk.get(reverse("register-book", args=[book.pk])).status_code == 200
    assert desk.get(reverse("register-book-pdf", args=[book.pk])).status_code == 200


def test_register_book_asks_the_same_queries_for_more_rows(desk, book, both, registrar, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as few:
        desk.get(reverse("register-book", args=[book.pk]))
    for number in range(3, 9):
        void_number(book, registrar, number, "Phôi hỏng")
    with django_assert_max_num_queries(len(few)):
        desk.get(reverse("register-book", args=[book.pk]))


def test_register_book_without_entries_says_so(desk, academy):
    book = RegisterBook.objects.create(issuer=academy, document_kind="official_certificate", year=2026)

    assert "Sổ chưa có mục nào" in desk.get(reverse("register-book", args=[book.pk])).text


def test_export_fills_the_columns_of_practice(desk, book, both, registrar, tamper):
    hand_over(both[0], registrar)
    tamper(Certificate, both[1].pk, state=Certificate.State.REVOKED)

    response = desk.get(reverse("register-book-export", args=[book.pk]))

    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    header = next(index for index, row in enumerate(rows) if row[0] == "STT")
    assert rows[header][-3:] == ("Người nhận ký", "Ngày nhận", "Ghi chú (cấp lại, thu hồi, hủy)")
    assert rows[header][:3] == ("STT", "Họ và tên", "Ngày sinh")
    assert rows[header + 1][:4] == (1, "Trần Ngọc Ánh", "1990", None)
    assert rows[header + 2][:4] == (2, "Lê Hoàng Dũng", "05/11/1979", "Nam")
    assert rows[header + 2][10].date() == both[1].issued_on
    assert rows[header + 1][11] == "Trần Ngọc Ánh"
    assert rows[header + 2][13] == "Thu hồi"


def test_pdf_is_a_landscape_page_with_every_name_and_both_numbers(desk, book, both):
    response = desk.get(reverse("register-book-pdf", args=[book.pk]))

    page = PdfReader(io.BytesIO(response.content)).pages[0]
    text = page.extract_text()
    assert page.mediabox.width > page.mediabox.height
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert all(certificate.snapshot["holder"].split()[-1] in text for certificate in both)
    assert "Tổng số: 2 số, trong đó đã cấp 2, không dùng 0." in text


def test_pdf_of_a_big_book_comes_in_volumes(desk, book, both, monkeypatch):
    monkeypatch.setattr(register, "VOLUME", 1)
    address = reverse("register-book-pdf", args=[book.pk])

    asked = desk.get(address, follow=True)
    second = PdfReader(io.BytesIO(desk.get(address + "?quyen=2").content)).pages[0].extract_text()

    assert "hãy chọn quyển cần in" in asked.text
    assert "Quyển 2: từ số 2 đến số 2" in asked.text
    assert "Từ số 2 đến số 2" in second
    assert both[1].serial_no in second
    assert both[0].serial_no not in second
    assert desk.get(address + "?quyen=9").status_code == 302


def test_close_asks_first_and_then_keeps_a_pdf(desk, past):
    address = reverse("register-book-close", args=[past.pk])

    asked = desk.get(address)
    closed = desk.post(address, follow=True)

    assert "Khóa rồi thì không mở lại được" in asked.text
    assert RegisterBook.objects.get().closing_sha256 in closed.text
    file = desk.get(reverse("register-book-closing-file", args=[past.pk]))
    assert file.getvalue().startswith(b"%PDF")


def test_closing_file_of_a_big_book_is_left_to_the_worker(desk, past, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    rung: list[int] = []
    monkeypatch.setattr(make_closing_file, "delay", rung.append)

    desk.post(reverse("register-book-close", args=[past.pk]))
    page = desk.get(reverse("register-book-closing-file", args=[past.pk]), follow=True)

    assert rung == [past.pk]  # the closing itself rings when its transaction is committed, which a test's never is
    assert "vài phút nữa tải được" in page.text
    make_closing_file(past.pk)
    assert desk.get(reverse("register-book-closing-file", args=[past.pk])).getvalue().startswith(b"%PDF")


def test_close_of_this_year_says_when(desk, book):
    RegisterBook.objects.filter(pk=book.pk).update(year=timezone.localdate().year)

    page = desk.get(reverse("register-book-close", args=[book.pk]))

    assert "chưa hết" in page.text
    assert "Kiểm tra và khóa" not in page.text


def test_close_of_a_damaged_book_says_where_to_look(desk, past, both, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)

    answer = desk.post(reverse("register-book-close", args=[past.pk]))

    assert answer.status_code == 409
    assert "Kiểm toán sổ" in answer.text


def test_closing_file_of_an_open_book_says_that_there_is_none(desk, book):
    page = desk.get(reverse("register-book-closing-file", args=[book.pk]), follow=True)

    assert "chưa khóa nên chưa có bản khóa sổ" in page.text
