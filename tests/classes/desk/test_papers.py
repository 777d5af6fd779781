import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import attendance, papers
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassDocument, ClassSession, CurrentAttendance
from lms.classes.paper_typing import PaperSheet, next_of
from lms.classes.sheets import Order
from lms.foundation import uploads
from lms.foundation.models import AccessEntry

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def picture(name="to-1.png", data=PNG):
    return SimpleUploadedFile(name, data, content_type="image/png")


@pytest.fixture
def paper(session, teacher):
    return papers.attach(session=session, paper=uploads.keep(picture()), by=teacher)


def typed(session, **fields):
    return PaperSheet.of(session, None, Order.NAME, fields)


def test_attach_keeps_the_same_file_once(session, teacher, paper):
    assert papers.attach(session=session, paper=uploads.keep(picture()), by=teacher) == paper
    assert (paper.kind, paper.session, paper.is_public) == ("signed_sheet", session, False)


def test_attach_refuses_too_many(session, teacher, paper, monkeypatch):
    monkeypatch.setattr(papers, "PAPERS_PER_SESSION", 1)

    with pytest.raises(ClassError) as refusal:
        papers.attach(session=session, paper=uploads.keep(picture(data=PNG + b"1")), by=teacher)

    assert refusal.value.code == "papers_full"


def test_remove_hides_and_not_after_the_book_is_closed(session, teacher, paper):
    papers.remove(document=paper, by=teacher)
    assert not papers.papers_of(session).exists()

    again = papers.attach(session=session, paper=uploads.keep(picture()), by=teacher)
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=timezone.now())
    with pytest.raises(ClassError) as refusal:
        papers.remove(document=again, by=teacher)
    assert refusal.value.code == "book_closed"


@pytest.mark.parametrize(("status", "after"), [("", "unexcused"), ("unexcused", "late"), ("late", "present"), ("present", "unexcused")])
def test_next_of_goes_round(status, after):
    assert next_of(status) == after


def test_paper_sheet_understands_numbers_and_letters(session, two_places):
    sheet = typed(session, quick="1 2m")

    assert [(row.number, row.status) for row in sheet.rows] == [(1, "unexcused"), (2, "late")]
    assert [mark.periods_missed for mark in sheet.marks()] == [0, 1]


def test_paper_sheet_refuses_numbers_that_are_not_on_it(session, two_places):
    sheet = typed(session, quick="3 1z 2v")

    assert len(sheet.errors) == 2
    assert [row.status for row in sheet.rows] == ["", "unexcused"]


def test_paper_sheet_fills_the_rest_and_keeps_what_was_chosen(session, two_places):
    sheet = typed(session, rest_present="1", **{f"status-{two_places[0].pk}": "excused"})

    assert [row.status for row in sheet.rows] == ["excused", "present"]
    assert sheet.unmarked == 0


def test_paper_typing_writes_only_when_asked(client_of, teacher, session, two_places):
    browser, address = client_of(teacher), reverse("paper-typing", args=[session.pk])

    browser.post(address, {"quick": "1", "apply": "1"})
    assert not AttendanceRecord.objects.exists()

    browser.post(address, {f"status-{two_places[0].pk}": "unexcused", f"status-{two_places[1].pk}": "present", "write": "1"})
    marks = dict(CurrentAttendance.objects.values_list("trainee", "status"))
    assert marks == {two_places[0].pk: "unexcused", two_places[1].pk: "present"}
    assert set(AttendanceRecord.objects.values_list("source", flat=True)) == {"paper"}


def test_paper_typing_leaves_alone_what_says_the_same(client_of, teacher, session, place):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    client_of(teacher).post(reverse("paper-typing", args=[session.pk]), {f"status-{place.pk}": "present", "write": "1"})

    assert AttendanceRecord.objects.get().source == "manual"


def test_paper_typing_needs_a_reason_to_say_something_else(client_of, teacher, session, place):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)
    browser, address = client_of(teacher), reverse("paper-typing", args=[session.pk])

    refused = browser.post(address, {f"status-{place.pk}": "unexcused", "reason": " ", "write": "1"})
    assert refused.status_code == 422
    assert CurrentAttendance.objects.get().status == "present"

    browser.post(address, {f"status-{place.pk}": "unexcused", "reason": "Theo bảng giấy", "write": "1"})
    assert CurrentAttendance.objects.get().status == "unexcused"


def test_paper_typing_is_for_those_who_mark(client_of, session, place, trainee, officer, stranger):
    address = reverse("paper-typing", args=[session.pk])

    assert [client_of(person).get(address).status_code for person in (trainee, officer, stranger)] == [403, 403, 404]


def test_session_papers_keeps_several_photos_at_once(client_of, teacher, session, place):
    files = [picture("1.png"), picture("2.png", PNG + b"2"), picture("virus.exe", b"MZ")]

    response = client_of(teacher).post(reverse("session-papers", args=[session.pk]), {"papers": files}, follow=True)

    assert "Đã lưu 2 tờ" in response.text
    assert "virus.exe" in response.text
    assert ClassDocument.objects.count() == 2


def test_session_papers_without_a_file_say_so(client_of, teacher, session):
    assert "Hãy chọn ảnh chụp" in client_of(teacher).post(reverse("session-papers", args=[session.pk]), follow=True).text


def test_session_papers_are_read_by_readers_and_kept_by_markers(client_of, session, officer, trainee, place, stranger):
    address = reverse("session-papers", args=[session.pk])

    assert [client_of(person).get(address).status_code for person in (officer, trainee, stranger)] == [200, 403, 404]
    assert client_of(officer).post(address, {"papers": [picture()]}).status_code == 403


def test_paper_file_is_given_to_readers_and_noted(client_of, session, paper, officer, trainee, place):
    address = reverse("session-paper-file", args=[session.pk, paper.pk])

    response = client_of(officer).get(address)
    assert b"".join(response.streaming_content) == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert AccessEntry.objects.filter(what="signed_sheet", actor_handle=officer.handle).count() == 1
    assert client_of(trainee).get(address).status_code == 403


def test_paper_file_of_another_session_is_404(client_of, officer, sessions, paper):
    assert client_of(officer).get(reverse("session-paper-file", args=[sessions[1].pk, paper.pk])).status_code == 404
