from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import attendance, claims, scans
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.flags import raise_flag
from lms.classes.models import AttendanceRecord, BrowserBinding, ClaimDecision, ClassSession, CurrentAttendance, Scan


def claimed(session, trainee, minutes=15):
    shown = timezone.now() - timedelta(minutes=minutes)
    return scans.accept(session=session, trainee=trainee, shown_at=shown, received_at=timezone.now(), way="offline").scan


@pytest.fixture
def claim(session, place):
    return claimed(session, place)


def test_accept_makes_a_mark_with_the_codes_time(claim, teacher):
    claims.accept(scan=claim, by=teacher)

    record = AttendanceRecord.objects.get()
    assert (record.status, record.source, record.happened_at, record.by) == ("present", "offline", claim.shown_at, teacher)
    assert ClaimDecision.objects.get().accepted


def test_accept_twice_is_refused(claim, teacher):
    claims.accept(scan=claim, by=teacher)

    with pytest.raises(ClassError) as refusal:
        claims.accept(scan=Scan.objects.get(pk=claim.pk), by=teacher)

    assert refusal.value.code == "already_decided"


def test_accept_corrects_an_absence_that_was_marked_meanwhile(session, place, claim, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)

    claims.accept(scan=claim, by=teacher)

    current = CurrentAttendance.objects.get()
    assert (current.status, current.record.supersedes.status) == ("present", "unexcused")
    assert current.record.reason == "Người phụ trách lớp xác nhận lượt quét"


def test_accept_leaves_a_mark_that_says_the_same(session, place, claim, teacher):
    attendance.record(session=session, marks=[NewMark(place, "late", 1)], by=teacher)

    claims.accept(scan=claim, by=teacher)

    assert CurrentAttendance.objects.get().status == "late"


def test_refuse_needs_a_reason_and_makes_no_mark(claim, teacher):
    with pytest.raises(ClassError) as refusal:
        claims.refuse(scan=claim, reason=" ", by=teacher)
    claims.refuse(scan=claim, reason="Không có mặt khi gọi tên", by=teacher)

    assert refusal.value.code == "reason_missing"
    assert (ClaimDecision.objects.get().accepted, AttendanceRecord.objects.count()) == (False, 0)


@pytest.mark.parametrize("decide", ["accept", "refuse"])
def test_nothing_is_decided_after_the_book_was_closed(session, claim, teacher, decide):
    session_actions.close_book(session=session, by=teacher)

    with pytest.raises(ClassError) as refusal:
        claims.accept(scan=claim, by=teacher) if decide == "accept" else claims.refuse(scan=claim, reason="Vắng", by=teacher)

    assert refusal.value.code == "book_closed"


def test_accept_all_at_once(session, two_places, teacher):
    for place in two_places:
        claimed(session, place)

    assert claims.accept_all(session=session, by=teacher) == 2
    assert claims.waiting(session) == []


def test_session_claims_lists_and_takes_one_tap(client_of, session, claim, trainee, teacher):
    browser = client_of(teacher)
    page = browser.get(reverse("session-claims", args=[session.pk]))

    answer = browser.post(reverse("claim-decide", args=[session.pk, claim.pk]), {"decision": "accept"}, follow=True)

    assert trainee.full_name in page.text
    assert "đã được tính" in answer.text
    assert CurrentAttendance.objects.get().status == "present"


def test_session_claims_refuses_with_a_reason(client_of, session, claim, teacher):
    browser = client_of(teacher)

    without = browser.post(reverse("claim-decide", args=[session.pk, claim.pk]), {"decision": "refuse"}, follow=True)
    browser.post(reverse("claim-decide", args=[session.pk, claim.pk]), {"decision": "refuse", "reason": "Vắng"})

    assert "lý do" in without.text
    assert ClaimDecision.objects.get().reason == "Vắng"


def test_claims_accept_takes_all(client_of, session, claim, teacher):
    client_of(teacher).post(reverse("claims-accept", args=[session.pk]))

    assert ClaimDecision.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("trainee", 403), ("officer", 403)])
def test_claims_are_for_those_who_mark(request, client_of, session, claim, who, status):
    browser = client_of(request.getfixturevalue(who))

    assert browser.get(reverse("session-claims", args=[session.pk])).status_code == status
    assert browser.post(reverse("claim-decide", args=[session.pk, claim.pk]), {"decision": "accept"}).status_code == status
    assert browser.post(reverse("claims-accept", args=[session.pk])).status_code == status
    assert browser.post(reverse("binding-release", args=[session.pk, claim.trainee_id])).status_code == status


def test_claim_decide_of_another_session_is_not_found(client_of, sessions, session, claim, teacher):
    assert client_of(teacher).post(reverse("claim-decide", args=[sessions[2].pk, claim.pk])).status_code == 404


def test_binding_release_frees_the_name(client_of, session, place, teacher):
    from lms.classes import browsers
    from lms.classes.actions import bindings

    bindings.bind(browser=browsers.known_or_new("a" * 32), trainee=place, confirmed_by="ticket")
    raise_flag(session=session, kind="name_taken", trainee=place)
    browser = client_of(teacher)
    assert place.enrollment.person.full_name in browser.get(reverse("session-claims", args=[session.pk])).text

    browser.post(reverse("binding-release", args=[session.pk, place.pk]))

    assert BrowserBinding.objects.get().ended_by == teacher


def test_session_claims_lists_who_has_not_checked_out(client_of, session, two_places, teacher):
    for place in two_places:
        scans.accept(session=session, trainee=place, shown_at=timezone.now(), received_at=timezone.now(), way="qr")
    type(session.training_class).objects.update(with_check_out=True)
    ClassSession.objects.filter(pk=session.pk).update(check_out_opened_at=timezone.now())
    scans.accept(session=session, trainee=two_places[0], shown_at=timezone.now(), received_at=timezone.now(), way="qr")

    part = client_of(teacher).get(reverse("session-claims", args=[session.pk])).text.split("chưa quét ra")[1]

    assert two_places[1].enrollment.person.full_name in part
    assert two_places[0].enrollment.person.full_name not in part


def test_session_claims_queries_do_not_grow(client_of, session, two_places, teacher, django_assert_max_num_queries):
    browser = client_of(teacher)
    claimed(session, two_places[0])
    browser.get(reverse("session-claims", args=[session.pk]))
    claimed(session, two_places[1])

    with django_assert_max_num_queries(14):
        browser.get(reverse("session-claims", args=[session.pk]))
