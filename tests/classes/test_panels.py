from dataclasses import replace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from lms.classes import panels
from lms.classes.actions import attendance, classes
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.due import dues_of
from lms.classes.models import TrainingClass

from .conftest import at, session_plan


def codes(training_class) -> list[str]:
    counted = TrainingClass.objects.with_counts().get(pk=training_class.pk)
    return [due.code for due in dues_of(counted, timezone.now())]


def show(tag: str, person) -> str:
    request = RequestFactory().get("/toi/")
    request.user = person
    with translation.override("vi"):
        return Template(f"{{% load classes_panels %}}{{% {tag} %}}").render(Context({"request": request}))


def test_dues_of_a_bare_class_names_everything(plan, officer):
    bare = classes.create(plan=replace(plan, decision_no="", decision_on=None), by=officer)

    assert codes(bare) == ["no_sessions", "roster_empty", "no_manager", "decision_missing"]


def test_dues_of_a_finished_class_is_to_close_it(training_class, place, sessions, officer):
    assert codes(training_class) == []

    session_actions.cancel(session=sessions[2], by=officer)
    assert codes(training_class) == ["to_close"]

    classes.close(training_class=training_class, closing_on=at(0).date(), decision_no="1/QĐ", decision_on=at(-9).date(), by=officer)
    assert codes(training_class) == []


def test_for_officer_shows_today_and_what_is_due(officer, teacher, training_class, place, django_assert_num_queries):
    today = session_actions.add(training_class=training_class, plan=session_plan(0, hour=20), by=officer)
    attendance.record(session=today, marks=[NewMark(place, "present")], by=teacher)

    with django_assert_num_queries(4):
        panel = panels.for_officer(officer)

    assert [(session.present, session.expected) for session in panel.sessions_today] == [(1, 1)]
    assert (panel.due, panel.under_way) == ([], 1)
    assert "đã có mặt 1/1" in show("officer_panel", officer)


def test_for_officer_of_another_agency_is_empty(stranger, training_class, science):
    from lms.people.actions import roles

    roles.grant(person=stranger, organization=science, role="officer", by=None)

    panel = panels.for_officer(stranger)

    assert (panel.sessions_today, panel.due, panel.under_way) == ([], [], 0)


def test_for_manager_shows_the_next_session_and_open_books(teacher, training_class, sessions, django_assert_num_queries):
    with django_assert_num_queries(2):
        panel = panels.for_manager(teacher)

    assert panel.next_session == sessions[2]
    assert panel.open_books == sessions[:2]
    page = show("manager_panel", teacher)
    assert "Mở điểm danh" in page
    assert "Sổ điểm danh chưa khóa" in page


def test_manager_panel_of_somebody_without_a_class_is_silent(stranger):
    assert show("manager_panel", stranger).strip() == ""


@pytest.mark.parametrize("others", [0, 2])
def test_places_of_costs_the_same_for_one_class_and_three(trainee, place, plan, officer, others, home_affairs, django_assert_num_queries):
    from lms.classes.models import Trainee
    from lms.learning.actions import enrollments

    for number in range(others):
        other = classes.create(plan=replace(plan, code=f"KHAC-{number}"), sessions=[session_plan(1)], by=officer)
        Trainee.objects.create(
            training_class=other, enrollment=enrollments.enroll(person=trainee, run=other.run, by=officer), agency=home_affairs
        )

    with django_assert_num_queries(5):
        places = panels.places_of(trainee)

    assert len(places) == others + 1


def test_places_of_tells_what_is_still_needed(trainee, teacher, place, sessions):
    for session in sessions[:2]:
        attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    [mine] = panels.places_of(trainee)

    assert (mine.attendance.attended, mine.attendance.held, mine.next_session) == (8, 8, sessions[2])
    assert mine.shortfall == "Bạn cần dự thêm 2 tiết nữa."
    assert "Bạn cần dự thêm 2 tiết nữa." in show("trainee_panel", trainee)


def test_places_of_does_not_count_a_session_that_goes_on(trainee, teacher, place, training_class, officer, admit, person_factory):
    now = timezone.now()
    plan = replace(session_plan(0), starts_at=now - timezone.timedelta(hours=1), ends_at=now + timezone.timedelta(hours=1))
    running = session_actions.add(training_class=training_class, plan=plan, by=officer)
    other = admit(person_factory("Bùi Thị Bích", "bich@hoc.example"))
    attendance.record(session=running, marks=[NewMark(other, "present")], by=teacher)

    [mine] = panels.places_of(trainee)

    assert mine.attendance.held == 8


def test_places_of_a_stranger_is_empty(stranger, training_class):
    assert panels.places_of(stranger) == []
    assert show("trainee_panel", stranger).strip() == ""
