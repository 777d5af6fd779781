"""The pages about a lab as it is set: what they say, what they take, and for whom they are not there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.foundation.models import AccessEntry
from lms.learning.actions import enrollments, runs
from notebooks.actions import assignments, groups, moves
from notebooks.actions.assignments import Plan
from notebooks.models import Assignment, Extension, GradingRun, VersionMove, WorkGroup

from .conftest import grade_next, hand_in
from .material.labs import RIGHT

pytestmark = pytest.mark.django_db
RUN, LAB = "BDAI-2026-03", "trung-binh-cong"


def url(name, *more):
    return reverse(name, args=[RUN, LAB, *more])


def page_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def partner(person_factory, run_of_course):
    return enrollments.enroll(person=person_factory("Bùi Minh Châu", "chau@hoc.example"), run=run_of_course, by=None)


@pytest.fixture
def assignment(place, lab, teacher):
    plan = Plan(closes_at=timezone.now() + timedelta(days=3), group_size=2, attempts=3)
    return assignments.set_rules(run=place.run, lab=lab, plan=plan, by=teacher)


@pytest.fixture
def as_teacher(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def as_trainee(client, trainee):
    client.force_login(trainee)
    return client


RULES = {
    "opens_at": "",
    "closes_at": "2026-12-03T17:00",
    "accepts_until": "2026-12-10T17:00",
    "late_percent_per_day": "10",
    "late_percent_most": "50",
    "attempts": "",
    "group_size": "1",
}


# --- who may ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["assignment-edit", "extension-list", "group-list", "version-move-list"])
def test_staff_pages_are_for_staff_alone(client, place, teacher, trainee, stranger, name):
    for person, status in [(teacher, 200), (trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(url(name)).status_code == status


@pytest.mark.parametrize(("name", "more"), [("group-dissolve", 1), ("version-move-back", 1), ("lab-regrade", None), ("version-move", 1)])
def test_staff_addresses_with_ids_are_for_staff_alone(client, assignment, trainee, stranger, name, more):
    address = url(name, *([more] if more else []))
    for person, status in [(trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.post(address).status_code == status


def test_groups_and_moves_of_another_run_are_not_found(as_teacher, assignment, place, partner, course, lab, teacher):
    group = groups.make(assignment=assignment, members=[place, partner], by=teacher)
    hand_in(place, lab)
    grade_next()
    [move] = moves.regrade_all(run=place.run, lab=lab, reason="Thử", by=teacher)
    runs.appoint_staff(run=runs.open_run(course=course, code="khac", by=None), person=teacher, by=None)

    def there(name, *more):
        return reverse(name, args=["khac", LAB, *more])

    assert as_teacher.get(there("assignment-edit")).status_code == 200
    assert as_teacher.post(there("group-dissolve", group.pk)).status_code == 404
    assert as_teacher.post(there("group-member-remove", group.pk, group.members.first().pk)).status_code == 404
    assert as_teacher.get(there("version-move", move.pk)).status_code == 404
    assert as_teacher.post(there("version-move-back", move.pk), {"reason": "x"}).status_code == 404
    assert WorkGroup.objects.exists()


# --- rules --------------------------------------------------------------------------------------------------------------
def test_assignment_edit_takes_site_time_and_says_what_it_means(as_teacher, place):
    assert as_teacher.post(url("assignment-edit"), RULES).status_code == 302

    row = Assignment.objects.get()
    assert timezone.localtime(row.closes_at).isoformat() == "2026-12-03T17:00:00+07:00"
    page = page_of(as_teacher.get(url("assignment-edit")))
    assert "Nộp đến 17:00 ngày 3/12/2026; muộn mỗi ngày trừ 10 %, nhiều nhất 50 %; nhận bài muộn đến 17:00 ngày 10/12/2026." in page
    assert 'value="2026-12-03T17:00"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opens_at": "2026-12-04T17:00"}, "Hạn nộp phải sau lúc mở bài."),
        ({"accepts_until": "2026-12-01T17:00"}, "Hạn nhận bài muộn không được sớm hơn hạn nộp."),
        ({"closes_at": ""}, "Muốn nhận bài muộn thì phải có hạn nộp"),
        ({"closes_at": "hôm nay"}, "form-field__error"),
        ({"late_percent_per_day": "101"}, "form-field__error"),
        ({"attempts": "0"}, "form-field__error"),
        ({"group_size": "4"}, "form-field__error"),
    ],
)
def test_assignment_edit_says_what_is_wrong_and_keeps_what_was_typed(as_teacher, place, change, words):
    response = as_teacher.post(url("assignment-edit"), RULES | change)

    assert response.status_code == 422
    assert words in page_of(response)
    assert 'value="50"' in page_of(response)
    assert not Assignment.objects.exists()


def test_assignment_edit_of_standing_rules_asks_why(as_teacher, place):
    as_teacher.post(url("assignment-edit"), RULES)

    unchanged = as_teacher.post(url("assignment-edit"), RULES | {"reason": ""})
    silent = as_teacher.post(url("assignment-edit"), RULES | {"attempts": "2", "reason": ""})
    said = as_teacher.post(url("assignment-edit"), RULES | {"attempts": "2", "reason": "Mạng yếu"})

    assert (unchanged.status_code, silent.status_code, said.status_code) == (302, 422, 302)
    assert Assignment.objects.get().attempts == 2


# --- more time ----------------------------------------------------------------------------------------------------------
def test_extension_list_finds_a_learner_without_marks_and_gives_time(as_teacher, assignment, place, partner):
    page = page_of(as_teacher.get(url("extension-list"), {"q": "chau"}))
    assert "Bùi Minh Châu" in page
    assert "Trần Ngọc Ánh" not in page

    later = (timezone.localtime(assignment.closes_at) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = as_teacher.post(url("extension-list"), {"enrollment": partner.pk, "closes_at": later, "reason": "Ốm"})

    assert response.status_code == 302
    assert Extension.objects.get().enrollment == partner
    assert "Ốm" in page_of(as_teacher.get(url("extension-list")))


def test_extension_list_refuses_what_makes_no_sense(as_teacher, assignment, partner, course, person_factory):
    other_run = runs.open_run(course=course, code="khac", by=None)
    elsewhere = enrollments.enroll(person=person_factory("Người Khác", "khac@hoc.example"), run=other_run, by=None)

    foreign = as_teacher.post(url("extension-list"), {"enrollment": elsewhere.pk, "closes_at": "2030-01-01T00:00", "reason": "Ốm"})
    early = as_teacher.post(url("extension-list"), {"enrollment": partner.pk, "closes_at": "2020-01-01T00:00", "reason": "Ốm"})

    assert (foreign.status_code, early.status_code) == (422, 422)
    assert "Người Khác" not in page_of(foreign)
    assert "Hạn mới không được sớm hơn hạn chung của lớp" in page_of(early)
    assert not Extension.objects.exists()


def test_extension_list_without_a_due_date_leads_to_the_rules(as_teacher, place):
    assert url("assignment-edit") in page_of(as_teacher.get(url("extension-list")))


# --- groups -------------------------------------------------------------------------------------------------------------
def test_group_list_makes_and_takes_apart(as_teacher, assignment, place, partner):
    as_teacher.post(url("group-list"), {"members": [place.pk, partner.pk]})
    group = WorkGroup.objects.get()
    page = page_of(as_teacher.get(url("group-list")))
    assert "Bùi Minh Châu" in page

    as_teacher.post(url("group-member-remove", group.pk, group.members.first().pk))

    assert not WorkGroup.objects.exists()


def test_group_list_refuses_a_group_of_one(as_teacher, assignment, place):
    response = as_teacher.post(url("group-list"), {"members": [place.pk]})

    assert response.status_code == 422
    assert "Hãy chọn thêm ít nhất một người." in page_of(response)


def test_group_dissolve_leaves_everybody_alone(as_teacher, assignment, place, partner, teacher):
    group = groups.make(assignment=assignment, members=[place, partner], by=teacher)

    assert as_teacher.post(url("group-dissolve", group.pk)).status_code == 302
    assert not WorkGroup.objects.exists()


def test_lab_group_is_made_by_name_and_left_again(as_trainee, assignment, place, partner):
    assert "Bùi Minh Châu" not in page_of(as_trainee.get(url("lab-group")))
    assert "Bùi Minh Châu" not in page_of(as_trainee.get(url("lab-group"), {"q": "c"}))
    assert "Bùi Minh Châu" in page_of(as_trainee.get(url("lab-group"), {"q": "minh chau"}))

    as_trainee.post(url("lab-group"), {"members": [partner.pk]})
    page = page_of(as_trainee.get(url("lab-group")))
    assert WorkGroup.objects.get().made_by == place.person
    assert "Trần Ngọc Ánh ghép nhóm" in page

    as_trainee.post(url("lab-group-leave"))
    assert not WorkGroup.objects.exists()


def test_lab_group_refuses_too_many_and_somebody_from_elsewhere(as_trainee, assignment, partner, person_factory, run_of_course, course):
    third = enrollments.enroll(person=person_factory("Cao Dũng", "dung@hoc.example"), run=run_of_course, by=None)
    other_run = runs.open_run(course=course, code="khac", by=None)
    elsewhere = enrollments.enroll(person=person_factory("Người Khác", "khac@hoc.example"), run=other_run, by=None)

    many = as_trainee.post(url("lab-group"), {"members": [partner.pk, third.pk]})
    foreign = as_trainee.post(url("lab-group"), {"members": [elsewhere.pk]})

    assert (many.status_code, foreign.status_code) == (422, 422)
    assert "Mỗi nhóm nhiều nhất 2 người" in page_of(many)
    assert "Người Khác" not in page_of(foreign)
    assert not WorkGroup.objects.exists()


def test_lab_group_where_everybody_hands_in_alone_leads_back(as_trainee, place):
    assert as_trainee.get(url("lab-group")).headers["Location"] == url("lab-detail")


@pytest.mark.parametrize("name", ["lab-group", "lab-group-leave"])
def test_lab_group_is_not_found_by_a_stranger(client, assignment, stranger, name):
    client.force_login(stranger)

    assert client.post(url(name)).status_code == 404


def test_a_member_reads_the_groups_submission_and_nobody_else(
    client, assignment, place, partner, lab, teacher, person_factory, run_of_course
):
    groups.make(assignment=assignment, members=[place, partner], by=teacher)
    submission = hand_in(place, lab)
    grade_next()
    mate = enrollments.enroll(person=person_factory("Cao Dũng", "dung@hoc.example"), run=run_of_course, by=None)
    address = reverse("submission-detail", args=[submission.pk])

    client.force_login(partner.person)
    assert client.get(address).status_code == 200
    assert address in page_of(client.get(url("lab-detail")))
    assert not AccessEntry.objects.exists()
    client.force_login(mate.person)
    assert client.get(address).status_code == 404


def test_submission_detail_shows_points_before_and_after_lateness(as_trainee, place, lab, teacher):
    now = timezone.now()
    plan = Plan(closes_at=now - timedelta(hours=1), accepts_until=now + timedelta(days=1), late_percent_per_day=Decimal(10))
    assignments.set_rules(run=place.run, lab=lab, plan=plan, by=teacher)
    submission = hand_in(place, lab, {"mean": RIGHT})
    grade_next()

    page = page_of(as_trainee.get(reverse("submission-detail", args=[submission.pk])))

    assert "Trước khi trừ: 5/8; điểm được tính: 4,50/8." in page


# --- versions -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def move(place, lab, teacher):
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()
    return moves.regrade_all(run=place.run, lab=lab, reason="Máy chấm lỗi", by=teacher)[0]


def test_version_move_follows_by_itself_and_then_shows_both_points(as_teacher, move, place):
    waiting = page_of(as_teacher.get(url("version-move", move.pk)))
    polled = page_of(as_teacher.get(url("version-move", move.pk), headers={"HX-Request": "true"}))
    grade_next()
    done = page_of(as_teacher.get(url("version-move", move.pk)))

    assert ("hx-get" in waiting, 'http-equiv="refresh"' in waiting, "0/1" in waiting) == (True, True, True)
    assert polled.lstrip().startswith("<div")
    assert "hx-get" not in done
    assert done.count("5/8") == 2
    assert place.person.full_name in done


def test_version_move_of_a_lab_without_names_names_nobody(as_teacher, move, place):
    Assignment.objects.create(run=place.run, lab=move.lab, is_anonymous=True)
    grade_next()

    assert place.person.full_name not in page_of(as_teacher.get(url("version-move", move.pk)))


def test_version_move_list_without_a_reason_says_so(as_teacher, move, lab):
    response = as_teacher.post(url("version-move-list"), {"version": lab.current_version_id, "reason": ""})

    assert response.status_code == 422
    assert VersionMove.objects.count() == 1


def test_lab_regrade_queues_and_leads_to_the_progress(as_teacher, move):
    grade_next()

    response = as_teacher.post(url("lab-regrade"), {"reason": "Lần nữa"})

    assert response.headers["Location"] == url("version-move", VersionMove.objects.first().pk)
    assert GradingRun.objects.waiting().count() == 1
    assert as_teacher.post(url("lab-regrade"), {"reason": "Lần nữa"}).status_code == 422


def test_version_move_back_with_nothing_to_undo_says_so(as_teacher, move):
    grade_next()

    page = page_of(as_teacher.post(url("version-move-back", move.pk), {"reason": "Nhầm"}, follow=True))

    assert "Không có gì để chấm" in page
