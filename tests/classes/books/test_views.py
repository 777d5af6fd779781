import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.classes.actions import attendance, excuses, look_agains
from lms.classes.actions.attendance import NewMark
from lms.classes.flags import raise_flag
from lms.classes.models import BookSeal, CurrentAttendance, Excuse, Flag, HeadCount, Impersonation, LookAgain
from lms.foundation.models import AccessEntry

PDF = b"%PDF-1.4 giay"


@pytest.fixture
def excuse(place, sessions):
    return excuses.ask(trainee=place, sessions=sessions[:1], reason="Đi công tác", by=place.enrollment.person)


@pytest.fixture
def asked(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    return look_agains.ask(session=session, trainee=place, text="Tôi có mặt", by=place.enrollment.person)


def test_every_page_is_404_for_a_stranger(client_of, stranger, training_class, session, place, excuse, asked):
    browser = client_of(stranger)
    of_class = [
        "class-books",
        "class-evidence",
        "class-at-risk",
        "class-at-risk-pdf",
        "class-requests",
        "excuse-add",
        "excuse-ask",
        "class-flags",
    ]
    of_session = ["session-book-close", "book-text", "look-again-ask", "impersonation-add", "session-flags"]
    addresses = [reverse(name, args=[training_class.pk]) for name in of_class]
    addresses += [reverse(name, args=[session.pk]) for name in of_session]
    addresses += [reverse("excuse-file", args=[excuse.pk]), reverse("look-again-answer", args=[asked.pk])]
    addresses += [reverse("look-again-file", args=[asked.pk])]

    assert {browser.get(address).status_code for address in addresses} == {404}
    posts = [
        ("excuse-decide", excuse.pk),
        ("excuse-withdraw", excuse.pk),
        ("look-again-withdraw", asked.pk),
        ("flag-settle", training_class.pk),
    ]
    assert {browser.post(reverse(name, args=[pk])).status_code for name, pk in posts} == {404}


def test_pages_of_staff_are_403_for_a_trainee(client_of, training_class, session, place):
    browser = client_of(place.enrollment.person)
    addresses = [reverse(name, args=[training_class.pk]) for name in ("class-books", "class-evidence", "class-at-risk", "class-requests")]
    addresses += [reverse(name, args=[session.pk]) for name in ("session-book-close", "impersonation-add", "session-flags", "book-text")]

    assert {browser.get(address).status_code for address in addresses} == {403}


def test_another_trainee_s_request_is_404(client_of, two_places, excuse):
    browser = client_of(two_places[1].enrollment.person)

    assert browser.get(reverse("excuse-file", args=[excuse.pk])).status_code == 404
    assert browser.post(reverse("excuse-withdraw", args=[excuse.pk])).status_code == 404


def test_book_close_shows_first_and_closes_then(client_of, closer, teacher, session, two_places):
    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present")], by=teacher)
    browser = client_of(closer)
    address = reverse("session-book-close", args=[session.pk])

    page = browser.get(address).text
    refused = browser.post(address, {"absent": [second.pk]})
    done = browser.post(address, {"absent": [second.pk], "mark_absent": "1"})

    assert "Ghi vắng không phép cho 1 người chưa có dấu" in page
    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Còn 1 người chưa có dấu" in refused.text
    assert BookSeal.objects.get().by == closer
    assert CurrentAttendance.objects.get(trainee=second).status == "unexcused"


def test_book_close_by_the_marker_asks_why(client_of, teacher, marked):
    browser = client_of(teacher)
    address = reverse("session-book-close", args=[marked.pk])

    refused = browser.post(address)
    done = browser.post(address, {"same_person_reason": "Chỉ có một cán bộ"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "cần người khác khóa sổ" in refused.text
    assert "Chỉ có một cán bộ" in browser.get(reverse("class-books", args=[marked.training_class_id])).text


def test_book_close_by_the_officer_marks_nobody(client_of, officer, teacher, session, two_places):
    """The officer may close what is complete, but says of nobody that he was absent."""
    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present")], by=teacher)
    browser = client_of(officer)
    address = reverse("session-book-close", args=[session.pk])
    assert browser.post(address, {"absent": [second.pk], "mark_absent": "1"}).status_code == 422
    assert not CurrentAttendance.objects.filter(trainee=second).exists()

    attendance.record(session=session, marks=[NewMark(second, "excused")], by=teacher)

    assert browser.post(address).status_code == 302
    assert BookSeal.objects.get().by == officer


def test_book_close_is_403_for_the_registrar(client_of, registrar, marked):
    assert client_of(registrar).post(reverse("session-book-close", args=[marked.pk])).status_code == 403


def test_class_books_shows_states_and_gives_the_text(client_of, officer, closed):
    browser = client_of(officer)
    page = browser.get(reverse("class-books", args=[closed.training_class_id])).text
    text = browser.get(reverse("book-text", args=[closed.pk]))

    assert "Nguyên vẹn" in page
    assert BookSeal.objects.get().seal[:12] in page
    assert "Huỳnh Thị Cẩm Tú" in page
    assert b"".join(text.streaming_content).startswith(b'{"cancelled":false,"class":"BDAI-2026-03"')  # type: ignore[attr-defined]


def test_excuse_ask_with_a_paper(client_of, place, sessions, training_class):
    browser = client_of(place.enrollment.person)
    address = reverse("excuse-ask", args=[training_class.pk])
    paper = SimpleUploadedFile("cong-van.pdf", PDF, "application/pdf")

    done = browser.post(address, {"sessions": [sessions[2].pk], "reason": "Đi công tác", "file": paper})

    excuse = Excuse.objects.get()
    assert (done.status_code, excuse.file_name, excuse.trainee) == (302, "cong-van.pdf", place)
    got = browser.get(reverse("excuse-file", args=[excuse.pk]))
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    assert AccessEntry.objects.filter(what="paper").count() == 1


def test_excuse_ask_with_something_missing_is_422(client_of, place, sessions, training_class):
    browser, address = client_of(place.enrollment.person), reverse("excuse-ask", args=[training_class.pk])
    incomplete = [{"reason": "Đi công tác"}, {"sessions": ["x"], "reason": "Việc"}, {"sessions": [sessions[0].pk], "reason": " "}]

    assert {browser.post(address, values).status_code for values in incomplete} == {422}
    assert not Excuse.objects.exists()


def test_excuse_ask_with_a_program_instead_of_a_paper_is_refused(client_of, place, sessions, training_class):
    virus = SimpleUploadedFile("don.pdf", b"MZ\x90\x00", "application/pdf")
    values = {"sessions": [sessions[0].pk], "reason": "Ốm", "file": virus}

    response = client_of(place.enrollment.person).post(reverse("excuse-ask", args=[training_class.pk]), values)

    assert response.status_code == 422
    assert "hãy chọn tệp PDF hoặc ảnh" in response.text
    assert not Excuse.objects.exists()


def test_excuse_add_on_behalf_of_an_agency(client_of, officer, place, sessions, training_class):
    values = {"trainee": place.pk, "sessions": [sessions[0].pk], "reason": "Công văn 12/SNV"}

    assert client_of(officer).post(reverse("excuse-add", args=[training_class.pk]), values).status_code == 302
    assert Excuse.objects.get().asked_by == officer


def test_class_requests_counts_in_the_tab_and_decides(client_of, teacher, excuse, training_class):
    browser = client_of(teacher)
    page = browser.get(reverse("class-requests", args=[training_class.pk])).text
    assert "Đơn, đề nghị (1)" in page
    browser.post(reverse("excuse-decide", args=[excuse.pk]), {"decision": "refuse", "answer": ""})
    excuse.refresh_from_db()
    assert excuse.state == "asked"

    browser.post(reverse("excuse-decide", args=[excuse.pk]), {"decision": "grant", "answer": "Đồng ý"})

    excuse.refresh_from_db()
    assert (excuse.state, excuse.answer) == ("granted", "Đồng ý")
    assert "Đơn, đề nghị (" not in browser.get(reverse("class-requests", args=[training_class.pk])).text


def test_excuse_decide_is_403_for_the_registrar(client_of, registrar, excuse):
    assert client_of(registrar).post(reverse("excuse-decide", args=[excuse.pk]), {"decision": "grant"}).status_code == 403


def test_class_requests_costs_the_same_for_one_and_three(client_of, teacher, excuse, admit, person_factory, sessions, training_class):
    browser = client_of(teacher)
    address = reverse("class-requests", args=[training_class.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for number in range(3):
        other = admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example"))
        excuses.ask(trainee=other, sessions=sessions, reason="Việc", by=other.enrollment.person)

    with CaptureQueriesContext(connection) as four:
        browser.get(address)
    assert len(four) == len(one)


def test_look_again_is_asked_and_answered(client_of, place, teacher, session):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    browser = client_of(place.enrollment.person)
    address = reverse("look-again-ask", args=[session.pk])
    assert "Vắng không phép" in browser.get(address).text
    assert browser.post(address, {"text": "Tôi có mặt"}).status_code == 302
    asked = LookAgain.objects.get()

    browser = client_of(teacher)
    answer = reverse("look-again-answer", args=[asked.pk])
    assert "Tôi có mặt" in browser.get(answer).text
    refused = browser.post(answer, {"decision": "grant", f"status-{place.pk}": "present", "answer": ""})
    done = browser.post(answer, {"decision": "grant", f"status-{place.pk}": "present", "answer": "Có tên ở bảng ký"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert CurrentAttendance.objects.get().status == "present"


def test_look_again_answer_that_the_mark_stays(client_of, teacher, asked, place):
    address = reverse("look-again-answer", args=[asked.pk])

    client_of(teacher).post(address, {"decision": "refuse", f"status-{place.pk}": "present", "answer": "Không ai thấy"})

    asked.refresh_from_db()
    assert (asked.state, CurrentAttendance.objects.get().status) == ("refused", "unexcused")


def test_impersonation_add_asks_first(client_of, teacher, marked, two_places):
    browser = client_of(teacher)
    address = f"{reverse('impersonation-add', args=[marked.pk])}?trainee={two_places[0].pk}"
    page = browser.get(address).text
    assert "Dấu điểm danh sẽ bị hủy" in page
    assert not Impersonation.objects.exists()

    done = browser.post(address, {"substitute": "Không rõ", "reason": "Gọi tên, người khác trả lời"})

    assert done.status_code == 302
    assert "Gọi tên, người khác trả lời" in browser.get(reverse("session-rollcall", args=[marked.pk])).text


def test_impersonation_add_of_nobody_is_404(client_of, teacher, marked):
    browser, address = client_of(teacher), reverse("impersonation-add", args=[marked.pk])

    assert {browser.get(f"{address}?trainee={key}").status_code for key in ("", "x", "0", "²", "999999")} == {404}


def test_flags_are_shown_counted_and_settled(client_of, teacher, session, two_places):
    flags = [raise_flag(session=session, kind=Flag.Kind.NAME_TAKEN, trainee=place, details={"arrived_at": "x"}) for place in two_places]
    HeadCount.objects.create(session=session, n=1, recorded=2, called=[{"trainee": two_places[1].pk, "answered": False}], by=teacher)
    browser = client_of(teacher)

    page = browser.get(reverse("session-flags", args=[session.pk])).text
    assert "Cần người xem (2)" in page
    assert "Bùi Thị Bích" in page
    settle = reverse("flag-settle", args=[session.training_class_id])
    browser.post(settle, {"flag": [flags[0].pk], "note": ""})
    assert Flag.objects.filter(settled_at__isnull=True).count() == 2
    browser.post(settle, {"flag": [flags[0].pk], "note": "Đổi máy"})

    assert Flag.objects.get(settled_at__isnull=False).settlement == "Đổi máy"
    assert "Cần người xem (1)" in browser.get(reverse("class-flags", args=[session.training_class_id])).text


def test_flag_settle_is_403_for_the_officer(client_of, officer, session, place):
    flag = raise_flag(session=session, kind=Flag.Kind.NAME_TAKEN, trainee=place)

    assert (
        client_of(officer).post(reverse("flag-settle", args=[session.training_class_id]), {"flag": [flag.pk], "note": "x"}).status_code
        == 403
    )


def test_rollcall_fills_in_granted_leave(client_of, teacher, excuse, sessions, place):
    later = sessions[2]
    excuse.sessions.set([later])
    excuses.grant(excuse=excuse, by=teacher)

    page = client_of(teacher).get(reverse("session-rollcall", args=[later.pk])).text

    assert re.search(rf'name="status-{place.pk}" value="excused" checked', page)
    assert "Đơn xin phép:" in page


def test_class_evidence_is_a_zip_for_the_registrar(client_of, registrar, closed):
    response = client_of(registrar).get(reverse("class-evidence", args=[closed.training_class_id]))

    names = zipfile.ZipFile(BytesIO(response.content)).namelist()
    assert any(name.endswith("so-diem-danh/buoi-1.jsonl") for name in names)
    assert AccessEntry.objects.filter(what="attendance_evidence").count() == 1


def test_my_requests_shows_answers_to_the_trainee(rf, place, teacher, excuse, training_class):
    from django.template import Context, Template

    excuses.refuse(excuse=excuse, answer="Lớp đã nhắc trước", by=teacher)
    request = rf.get("/")
    request.user = place.enrollment.person

    html = Template("{% load classes_books %}{% my_requests training_class %}").render(
        Context({"request": request, "training_class": training_class})
    )

    assert "Lớp đã nhắc trước" in html
    assert reverse("excuse-ask", args=[training_class.pk]) in html
    assert reverse("look-again-ask", args=[training_class.sessions.get(number=1).pk]) in html
    assert reverse("look-again-ask", args=[training_class.sessions.get(number=3).pk]) not in html
