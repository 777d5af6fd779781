import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from certificates.actions import blank_matching, hand_overs
from certificates.models import Blank, BlankRange, Certificate, DocumentClass, HandOver, PrintLine, PrintRun
from lms.foundation.models import AccessEntry
from lms.people.models import OrganizationRole
from tests.certificates.conftest import today
from tests.certificates.paper.conftest import make_run, numbers

RANGE = {"letters": "b", "first": "1", "last": "5", "digits": "4", "received_on": "2026-01-05", "note": "Phiếu 12"}


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


@pytest.fixture
def matched(run, package, registrar) -> PrintRun:
    mark = blank_matching.mark_of(blank_matching.plan(run, "A000101"))
    blank_matching.match(run=run, first="A000101", mark=mark, by=registrar)
    return run


def addresses(papers, matched) -> dict[str, str]:
    """Every address with an id in it."""
    line, blank = matched.lines.get(position=1), Blank.objects.get(text="A000110")
    hand_over = HandOver.objects.create(certificate=papers["dung"], taken_on=today(), receiver="Lê Hoàng Dũng", by=matched.made_by)
    training_class = matched.training_class_id
    ids = {
        "blank-range-withdraw": [blank.range_id], "blank-spoil": [blank.pk], "blank-restore": [blank.pk],
        "print-run-list": [training_class], "alignment-show": [training_class],
        **{f"print-run-{verb}": [matched.pk] for verb in ("show", "pdf", "dividers", "move", "discard", "match", "unmatch", "spoil")},
        "print-line-spoil": [line.pk], "hand-over-list": [training_class], "hand-over-sheet": [training_class, "pdf"],
        "ceremony-sheet": [training_class, "pdf"], "hand-over-proxy": [papers["anh"].pk], "hand-over-correct": [hand_over.pk],
        "hand-over-scan": [hand_over.pk], "paper-remind": [training_class],
    }  # fmt: skip
    return {name: reverse(name, args=args) for name, args in ids.items()}


OFFICER_READS = ("hand-over-list", "ceremony-sheet")
ISSUERS_OWN = ("blank-range-withdraw", "blank-spoil", "blank-restore")


def test_nothing_of_it_exists_for_a_stranger(client, stranger, papers, matched):
    client.force_login(stranger)

    for name, url in addresses(papers, matched).items():
        assert client.get(url).status_code in (404, 405 if name in ("blank-restore", "print-run-move") else 404), name
        assert client.post(url).status_code in (404, 405), name
    assert numbers(matched) == ["A000101", "A000102", "A000103"]


def test_officer_of_the_organizer_reads_lists_and_writes_nothing(client, officer, papers, matched):
    client.force_login(officer)

    for name, url in addresses(papers, matched).items():
        expected = 200 if name in OFFICER_READS else 404 if name in ISSUERS_OWN else 403
        assert client.get(url).status_code in (expected, 405), name
        assert client.post(url).status_code in (expected if name not in OFFICER_READS else 403, 405), name
    assert HandOver.objects.count() == 1


def test_trainee_gets_no_list_of_names(client, trainee, papers, matched):
    client.force_login(trainee)

    for name, url in addresses(papers, matched).items():
        assert client.get(url).status_code in (403, 404, 405), name


@pytest.mark.parametrize("name", ["blank-list", "blank-range-enter", "paper-due-list"])
def test_pages_of_registrars_are_for_registrars(client, officer, name):
    assert client.get(reverse(name)).status_code == 302

    client.force_login(officer)
    assert client.get(reverse(name)).status_code == 403


def test_registrar_of_another_issuer_sees_none_of_these_blanks(client, person_factory, city, package):
    from lms.people.models import Organization
    from tests.conftest import with_role

    other = Organization.objects.create(code="H29.TCT", name="Trường Chính trị", kind=Organization.Kind.TRAINING_INSTITUTION, parent=city)
    client.force_login(with_role(person_factory("Trần Khác", "khac@hoc.example"), other, "registrar"))

    assert "A000101" not in client.get(reverse("blank-list")).text
    assert client.get(reverse("blank-spoil", args=[package.blanks.first().pk])).status_code == 404


def test_blank_range_enter_asks_first_how_many(desk, academy, document_class):
    data = RANGE | {"issuer": academy.pk, "document_kind": document_class.kind}

    page = desk.post(reverse("blank-range-enter"), data)
    assert "Nhập 5 phôi?" in page.text
    assert "B0001–B0005" in page.text
    assert not BlankRange.objects.exists()

    desk.post(reverse("blank-range-enter"), data | {"confirm": "1"})
    assert list(Blank.objects.values_list("text", flat=True)) == ["B0001", "B0002", "B0003", "B0004", "B0005"]


def test_blank_range_enter_says_which_number_clashes_and_keeps_what_was_typed(desk, academy, document_class, package):
    data = RANGE | {
        "issuer": academy.pk,
        "document_kind": document_class.kind,
        "letters": "A",
        "first": "105",
        "last": "120",
        "digits": "6",
    }

    page = desk.post(reverse("blank-range-enter"), data)

    assert "Phôi số A000105 đã có trong lô nhận ngày 05/01/2026; dải này trùng 6 số." in page.text
    assert 'value="Phiếu 12"' in page.text
    assert Blank.objects.count() == 10


def test_blank_range_enter_chooses_no_kind_by_itself(desk, academy):
    page = desk.post(reverse("blank-range-enter"), RANGE | {"issuer": academy.pk, "document_kind": ""})

    assert "Hãy chọn phôi này dùng cho loại giấy nào." in page.text


def test_blank_list_finds_a_number_and_shows_its_document(desk, matched):
    page = desk.get(reverse("blank-list"), {"so": "000102"})

    assert [blank.text for blank in page.context["page_obj"]] == ["A000102"]
    assert "Nguyễn Thị Thanh Bình" in page.text


def test_blank_list_asks_as_often_for_many_as_for_one(desk, matched, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        desk.get(reverse("blank-list"))


def test_blank_list_of_nobody_says_what_to_do(desk, academy):
    assert "Chưa nhập phôi nào" in desk.get(reverse("blank-list")).text


def test_blank_spoil_and_restore(desk, package):
    blank = package.blanks.first()
    assert "Hãy ghi vì sao phôi hỏng" in desk.post(reverse("blank-spoil", args=[blank.pk]), {"reason": ""}).text

    desk.post(reverse("blank-spoil", args=[blank.pk]), {"reason": "Rách góc"})
    blank.refresh_from_db()
    assert (blank.state, blank.reason) == ("spoiled", "Rách góc")

    desk.post(reverse("blank-restore", args=[blank.pk]))
    blank.refresh_from_db()
    assert blank.state == "free"


def test_blank_range_withdraw_asks_and_takes_out(desk, package):
    url = reverse("blank-range-withdraw", args=[package.pk])
    assert "A000101–A000110" in desk.get(url).text
    assert Blank.objects.count() == 10

    desk.post(url)
    assert not Blank.objects.exists()


def test_blank_release_left_notes_blanks_of_void_documents(desk, matched, papers):
    Certificate.objects.filter(pk=papers["binh"].pk).update(state="void")
    assert "Phôi của giấy không còn dùng" in desk.get(reverse("blank-list")).text

    desk.post(reverse("blank-release-left"))
    assert Blank.objects.get(text="A000102").state == "spoiled"


RUN = {"which": "tat-ca", "order": "agency", "shift_x_mm": "1.5", "shift_y_mm": "-0.5"}


def test_print_run_list_makes_a_run(desk, closed_class, papers, document_class):
    response = desk.post(reverse("print-run-list", args=[closed_class.pk]), RUN | {"document_class": document_class.pk})

    made = PrintRun.objects.get()
    assert response.url == reverse("print-run-show", args=[made.pk])
    assert (made.order, str(made.shift_x_mm), made.with_frame, made.lines.count()) == ("agency", "1.5", False, 3)
    again = desk.get(reverse("print-run-list", args=[closed_class.pk]))
    assert 'value="1.5"' in again.text


def test_print_run_list_prints_one_person_and_refuses_nobody(desk, closed_class, papers, document_class):
    url, data = reverse("print-run-list", args=[closed_class.pk]), RUN | {"document_class": document_class.pk, "which": "mot"}

    assert "Không có giấy nào để in" in desk.post(url, data | {"person": "Không Có"}).text
    desk.post(url, data | {"person": "thanh binh"})

    assert [line.certificate for line in PrintLine.objects.all()] == [papers["binh"]]


def test_print_run_list_before_anything_is_prepared(desk, closed_class):
    assert "Chưa có gì để in" in desk.get(reverse("print-run-list", args=[closed_class.pk])).text


@pytest.mark.parametrize(
    ("original", "words"), [("paper", "bản gốc là bản giấy"), ("signed_pdf", "không cần phôi, không đóng dấu, không ký nhận")]
)
def test_print_pages_say_which_one_is_the_original(desk, matched, document_class, original, words):
    DocumentClass.objects.filter(pk=document_class.pk).update(original=original)

    assert words in desk.get(reverse("print-run-list", args=[matched.training_class_id])).text
    page = desk.get(reverse("print-run-show", args=[matched.pk])).text
    assert words in page
    assert ("Phôi có số" in page) == (original == "paper")


def pdf_pages(response) -> list[str]:
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


def test_print_run_pdf_of_the_whole_stack_and_of_a_part(desk, matched):
    url = reverse("print-run-pdf", args=[matched.pk])

    assert len(pdf_pages(desk.get(url))) == 3
    [only] = pdf_pages(desk.get(url, {"tu": "2", "den": "2"}))
    assert "Nguyễn Thị Thanh Bình" in only
    assert AccessEntry.objects.filter(what="certificate_files", object_id=str(matched.pk)).exists()
    assert "Không có giấy nào để in" in desk.get(url, {"tu": "9"}, follow=True).text


def test_dividers_and_alignment_page_are_files_of_their_own(desk, closed_class, papers, registrar):
    run = make_run(closed_class, registrar, "venue")

    assert len(pdf_pages(desk.get(reverse("print-run-dividers", args=[run.pk])))) == 3
    [page] = pdf_pages(desk.get(reverse("alignment-show", args=[closed_class.pk]), {"shift_x_mm": "2", "shift_y_mm": ""}))
    assert "sang phải 2,0 mm" in page
    [page] = pdf_pages(desk.get(reverse("alignment-show", args=[closed_class.pk]), {"shift_x_mm": "rác"}))
    assert "sang phải 0,0 mm" in page


def test_print_run_move_keeps_the_shift_or_says_why_not(desk, matched):
    url = reverse("print-run-move", args=[matched.pk])

    assert "Đã lưu độ dịch mới" in desk.post(url, {"shift_x_mm": "2.5", "shift_y_mm": ""}, follow=True).text
    assert "ra ngoài tờ giấy" in desk.post(url, {"shift_x_mm": "99", "shift_y_mm": "0"}, follow=True).text
    assert "mi-li-mét" in desk.post(url, {"shift_x_mm": "hai", "shift_y_mm": "0"}, follow=True).text

    matched.refresh_from_db()
    assert str(matched.shift_x_mm) == "2.5"


def test_print_run_match_shows_first_and_writes_what_was_confirmed(desk, run, package):
    url = reverse("print-run-match", args=[run.pk])

    page = desk.get(url, {"phoi": "a 000104"})
    assert [(pair.line.position, pair.blank.text) for pair in page.context["pairs"]] == [(1, "A000104"), (2, "A000105"), (3, "A000106")]
    assert not Blank.objects.filter(state="used").exists()

    desk.post(url, {"phoi": "A000104", "mark": page.context["mark"]})
    assert numbers(run) == ["A000104", "A000105", "A000106"]


def test_print_run_match_says_what_is_wrong_with_the_number(desk, run, package):
    url = reverse("print-run-match", args=[run.pk])

    assert "Không có phôi số “Z9”" in desk.get(url, {"phoi": "Z9"}).text
    assert "Hãy nhập số in trên tờ phôi trên cùng." in desk.get(url).text
    assert "hãy xem lại danh sách rồi mới xác nhận" in desk.post(url, {"phoi": "A000101", "mark": "1"}).text


def test_print_run_show_warns_when_blanks_are_used_up(desk, run):
    assert "Không còn phôi trống của loại này" in desk.get(reverse("print-run-show", args=[run.pk])).text


def test_print_run_show_asks_as_often_for_three_as_for_one(desk, matched, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        desk.get(reverse("print-run-show", args=[matched.pk]))


def test_print_run_unmatch_spoil_and_discard_ask_first(desk, matched):
    for name in ("print-run-unmatch", "print-run-spoil", "print-run-discard"):
        assert desk.get(reverse(name, args=[matched.pk])).status_code == 200
    assert numbers(matched) == ["A000101", "A000102", "A000103"]

    assert "hãy bỏ ghép trước" in desk.post(reverse("print-run-discard", args=[matched.pk]), follow=True).text
    desk.post(reverse("print-run-spoil", args=[matched.pk]), {"reason": "In ngược"})
    assert numbers(matched) == ["", "", ""]
    desk.post(reverse("print-run-unmatch", args=[matched.pk]))
    desk.post(reverse("print-run-discard", args=[matched.pk]))
    assert not PrintRun.objects.exists()


@pytest.mark.parametrize(("way", "expected"), [("rieng", ["A000104", "A000102", "A000103"]), ("lui", ["A000102", "A000103", "A000104"])])
def test_print_line_spoil_shows_both_numbers_and_does_what_is_chosen(desk, matched, way, expected):
    url = reverse("print-line-spoil", args=[matched.lines.get(position=1).pk])

    page = desk.get(url).text
    assert "tôi in riêng tờ này trên phôi A000104" in page
    assert "trên phôi kế tiếp A000102; mọi tờ sau lùi một phôi, tờ cuối ở phôi A000104" in page

    desk.post(url, {"reason": "Kẹt giấy", "way": way})
    assert numbers(matched) == expected


def test_print_line_spoil_offers_no_shift_over_a_paper_that_left(desk, matched, papers, registrar):
    hand_overs.record(certificates=[papers["dung"]], taken_on=today(), by=registrar)

    page = desk.get(reverse("print-line-spoil", args=[matched.lines.get(position=1).pk])).text

    assert "tôi in riêng tờ này trên phôi A000104" in page
    assert "lùi một phôi" not in page


def tick(papers, *names, **more) -> dict:
    return {"taken_on": today().isoformat(), "giay": [str(papers[name].pk) for name in names]} | more


def test_hand_over_list_asks_before_it_writes(desk, closed_class, papers):
    url = reverse("hand-over-list", args=[closed_class.pk])

    page = desk.post(url, tick(papers, "anh", "binh"))
    assert "2 giấy đã được nhận?" in page.text
    assert not HandOver.objects.exists()

    page = desk.post(url, tick(papers, "anh", "binh", confirm="1"), follow=True)
    assert "Đã ghi 2 giấy là đã trao." in page.text
    assert set(HandOver.objects.values_list("certificate", flat=True)) == {papers["anh"].pk, papers["binh"].pk}


def test_hand_over_list_change_keeps_what_was_ticked(desk, closed_class, papers):
    page = desk.post(reverse("hand-over-list", args=[closed_class.pk]), tick(papers, "binh", change="1"))

    assert page.context["chosen"] == {str(papers["binh"].pk)}
    assert page.text.count(" checked") == 1


def test_hand_over_list_refuses_nobody_and_no_day(desk, closed_class, papers):
    url = reverse("hand-over-list", args=[closed_class.pk])

    assert "Chưa chọn ai" in desk.post(url, tick(papers)).text
    assert "Hãy nhập ngày." in desk.post(url, tick(papers, "anh") | {"taken_on": ""}).text


def test_hand_over_list_takes_only_papers_of_this_class(desk, closed_class, papers):
    page = desk.post(
        reverse("hand-over-list", args=[closed_class.pk]),
        {"taken_on": today().isoformat(), "giay": ["00000000-0000-0000-0000-000000000000"]},
    )

    assert "Chưa chọn ai" in page.text


def test_hand_over_list_says_whose_paper_lies_on_no_blank(desk, closed_class, papers, run, package):
    assert desk.get(reverse("hand-over-list", args=[closed_class.pk])).text.count("chưa có số phôi") == 3

    mark = blank_matching.mark_of(blank_matching.plan(run, "A000101"))
    blank_matching.match(run=run, first="A000101", mark=mark, by=run.made_by)
    assert "chưa có số phôi" not in desk.get(reverse("hand-over-list", args=[closed_class.pk])).text


def test_hand_over_list_asks_as_often_for_three_as_for_one(desk, closed_class, papers, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        desk.get(reverse("hand-over-list", args=[closed_class.pk]))


def test_hand_over_proxy_takes_a_scan_that_the_registrar_reads_again(desk, closed_class, papers):
    scan = SimpleUploadedFile("uy-quyen.pdf", b"%PDF-1.7 giay uy quyen")
    data = {"receiver": "Lý Văn Thay", "authority": "", "scan": scan, "taken_on": today().isoformat()}

    desk.post(reverse("hand-over-proxy", args=[papers["anh"].pk]), data)

    row = HandOver.objects.get()
    assert (row.receiver, row.is_proxy) == ("Lý Văn Thay", True)
    response = desk.get(reverse("hand-over-scan", args=[row.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 giay uy quyen"
    assert AccessEntry.objects.filter(what="letter_of_authority").exists()
    assert "Lý Văn Thay" in desk.get(reverse("hand-over-list", args=[closed_class.pk])).text


def test_hand_over_proxy_refuses_without_a_letter_and_other_files(desk, papers):
    url = reverse("hand-over-proxy", args=[papers["anh"].pk])
    data = {"receiver": "Lý Văn Thay", "authority": "", "taken_on": today().isoformat()}

    assert "Hãy nhập số, ngày của giấy ủy quyền" in desk.post(url, data).text
    assert "hãy chọn" in desk.post(url, data | {"scan": SimpleUploadedFile("a.exe", b"MZ")}).text
    assert not HandOver.objects.exists()


def test_hand_over_correct_changes_the_name(desk, papers, registrar):
    row = hand_overs.record_proxy(
        certificate=papers["anh"], proxy=hand_overs.Proxy("Lý Văn Thay", "GGT 12"), taken_on=today(), by=registrar
    )

    desk.post(reverse("hand-over-correct", args=[row.pk]), {"receiver": "Lý Văn Thái"})

    row.refresh_from_db()
    assert row.receiver == "Lý Văn Thái"


def test_hand_over_scan_does_not_exist_without_one(desk, papers, registrar):
    row = hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar).done[0]

    assert desk.get(reverse("hand-over-scan", args=[row.pk])).status_code == 404


def test_hand_over_sheet_as_pdf_and_spreadsheet(desk, matched, papers, registrar):
    hand_overs.record_proxy(certificate=papers["binh"], proxy=hand_overs.Proxy("Lý Văn Thay", "GGT 12"), taken_on=today(), by=registrar)
    pk = matched.training_class_id

    text = "\n".join(pdf_pages(desk.get(reverse("hand-over-sheet", args=[pk, "pdf"]), {"theo": "ten"})))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "DANH SÁCH NHẬN GIẤY CHỨNG NHẬN",
        "A000101",
        papers["anh"].serial_no.rpartition("-")[2],
        "Tổng số: 3 giấy",
        "Ký nhận",
    ):
        assert words in text
    sheet = load_workbook(io.BytesIO(desk.get(reverse("hand-over-sheet", args=[pk, "xlsx"]), {"theo": "ten"}).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Đơn vị",
        "Số hiệu",
        "Số vào sổ",
        "Số phôi",
        "Ngày nhận",
        "Ký nhận",
        "Ghi chú (người nhận thay)",
    ]
    assert rows[2][1:3] == ["Nguyễn Thị Thanh Bình", "09/02/1988"]
    assert rows[2][6:] == ["A000102", rows[2][7], None, "Lý Văn Thay (GGT 12)"]
    assert rows[2][7].date() == today()
    assert desk.get(reverse("hand-over-sheet", args=[pk, "docx"])).status_code == 404


def test_ceremony_sheet_reads_in_the_order_of_the_stack_in_groups(desk, matched):
    pk = matched.training_class_id

    text = "\n".join(pdf_pages(desk.get(reverse("ceremony-sheet", args=[pk, "pdf"]), {"theo": "don-vi", "luot": "1"})))
    places = [
        text.index(words)
        for words in ("Sở Nội vụ", "Lượt 1: 1 người", "Trần Ngọc Ánh", "Lượt 2: 1 người", "Lê Hoàng Dũng", "phường Bến Nghé", "Thanh Bình")
    ]
    assert places == sorted(places)
    sheet = load_workbook(io.BytesIO(desk.get(reverse("ceremony-sheet", args=[pk, "xlsx"]), {"theo": "don-vi"}).content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=4)] == ["Trần Ngọc Ánh", "Lê Hoàng Dũng", "Nguyễn Thị Thanh Bình"]


def test_paper_due_list_counts_over_all_classes(desk, closed_class, papers, registrar):
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)

    page = desk.get(reverse("paper-due-list"))
    assert "Còn 2 giấy chưa nhận" in page.text
    assert [(row.code, row.due, row.papers) for row in page.context["page_obj"]] == [(closed_class.code, 2, 3)]

    hand_overs.record(certificates=[papers["binh"], papers["dung"]], taken_on=today(), by=registrar)
    assert "Mọi giấy đã được nhận" in desk.get(reverse("paper-due-list")).text


def test_papers_of_a_signed_file_are_never_due(desk, papers, document_class):
    DocumentClass.objects.filter(pk=document_class.pk).update(original="signed_pdf")

    assert "Mọi giấy đã được nhận" in desk.get(reverse("paper-due-list")).text


def test_staff_records_are_for_officers_of_the_agency_and_registrars(client, officer, registrar, stranger, home_affairs, ward, papers):
    query = {"tu": "2026-01-01"}
    own, other = reverse("staff-record-export", args=[home_affairs.pk]), reverse("staff-record-export", args=[ward.pk])

    client.force_login(stranger)
    assert [client.get(url, query).status_code for url in (reverse("staff-record-list"), own)] == [403, 403]
    client.force_login(officer)
    assert [client.get(url, query).status_code for url in (reverse("staff-record-list"), own, other)] == [200, 200, 404]
    assert "phường Bến Nghé" not in client.get(reverse("staff-record-list"), query).text
    OrganizationRole.objects.filter(person=officer).update(valid_to="2020-01-01")
    assert client.get(own, query).status_code == 403
    client.force_login(registrar)
    assert [client.get(url, query).status_code for url in (own, other)] == [200, 200]
    assert AccessEntry.objects.filter(what="staff_records", object_id=str(ward.pk)).count() == 1
