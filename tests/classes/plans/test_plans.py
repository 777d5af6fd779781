"""The life of a year plan."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from lms.classes.actions import classes, plans
from lms.classes.actions.classes import ClassPlan
from lms.classes.exceptions import ClassError
from lms.classes.models import PlanApproval, PlannedClass, TrainingClass, YearPlan
from lms.classes.plan_overview import overview_of


@pytest.fixture
def refused():
    """The code of the refusal, and nothing written in between."""

    def run(call) -> str:
        with pytest.raises(ClassError) as refusal, transaction.atomic():
            call()
        assert str(refusal.value)
        return refusal.value.code

    return run


def class_plan(line, course, **values) -> ClassPlan:
    known = {"code": "BDAI-2026-01", "title": line.title, "programme": line.programme, "course": course}
    return ClassPlan(**{**known, "organizer": line.organizer, "issuer": line.issuer, **values})


def test_answer_of_one_agency_is_not_enough(submitted, home_affairs, officer):
    plans.answer(plan=submitted, organization=home_affairs, approved=True, by=officer)

    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    assert [(each.organization.abbreviation, each.holds) for each in plans.answers_of(submitted)] == [("SKHCN", False), ("SNV", True)]


def test_answer_of_both_approves(approved):
    assert approved.state == "approved"


def test_answer_that_returns_needs_a_note_and_makes_a_draft(submitted, science, science_officer, refused):
    assert refused(lambda: plans.answer(plan=submitted, organization=science, approved=False, note=" ", by=science_officer)) == (
        "plan_note_missing"
    )

    plans.answer(plan=submitted, organization=science, approved=False, note="Thêm một lớp cho phường, xã", by=science_officer)

    submitted.refresh_from_db()
    assert submitted.state == "draft"
    assert PlanApproval.objects.get().note == "Thêm một lớp cho phường, xã"


def test_submit_anew_asks_every_agency_again(submitted, home_affairs, science, officer, science_officer):
    plans.answer(plan=submitted, organization=home_affairs, approved=True, by=officer)
    plans.answer(plan=submitted, organization=science, approved=False, note="Sửa quý", by=science_officer)

    plans.submit(plan=submitted, by=officer)
    plans.answer(plan=submitted, organization=science, approved=True, by=science_officer)

    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    assert PlanApproval.objects.count() == 3


def test_answer_of_the_same_agency_twice_the_newest_holds(submitted, home_affairs, officer):
    plans.answer(plan=submitted, organization=home_affairs, approved=True, by=officer)
    second = plans.answer(plan=submitted, organization=home_affairs, approved=True, note="Đã xem lại", by=officer)

    [_science, mine] = plans.answers_of(submitted)
    assert mine.given == second


@pytest.mark.parametrize("role", ["registrar", "teacher"])
def test_answer_in_the_name_of_an_agency_needs_an_officer_role_there(submitted, science, person_factory, refused, role):
    from ...conftest import with_role

    somebody = with_role(person_factory("Người khác", "khac@hoc.example"), science, role)

    assert refused(lambda: plans.answer(plan=submitted, organization=science, approved=True, by=somebody)) == "plan_not_officer_there"
    assert not PlanApproval.objects.exists()


def test_answer_of_an_officer_above_does_not_stand_for_the_agency(submitted, city, science, person_factory, refused):
    from ...conftest import with_role

    above = with_role(person_factory("Cán bộ Thành phố", "tp@hoc.example"), city, "officer")

    assert refused(lambda: plans.answer(plan=submitted, organization=science, approved=True, by=above)) == "plan_not_officer_there"


def test_answer_for_the_other_agency_is_refused(submitted, science, officer, refused):
    assert refused(lambda: plans.answer(plan=submitted, organization=science, approved=True, by=officer)) == "plan_not_officer_there"


def test_answer_of_an_agency_that_does_not_approve(submitted, academy, person_factory, refused):
    from ...conftest import with_role

    somebody = with_role(person_factory("Cán bộ Học viện", "hv@hoc.example"), academy, "officer")

    assert refused(lambda: plans.answer(plan=submitted, organization=academy, approved=True, by=somebody)) == "plan_not_approver"


def test_answer_to_a_draft_is_refused(year_plan, home_affairs, officer, refused):
    assert refused(lambda: plans.answer(plan=year_plan, organization=home_affairs, approved=True, by=officer)) == "plan_not_submitted"


@pytest.mark.db
def test_answers_cannot_be_changed_or_deleted(submitted, home_affairs, officer):
    given = plans.answer(plan=submitted, organization=home_affairs, approved=True, by=officer)

    for attempt in (lambda: PlanApproval.objects.update(approved=False), lambda: given.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert PlanApproval.objects.get().approved is True


def test_submit_refuses_an_empty_plan_and_one_without_approvers(year_plan, officer, programme, home_affairs, refused):
    assert refused(lambda: plans.submit(plan=year_plan, by=officer)) == "plan_empty"
    values = {"programme": programme, "title": "Lớp", "quarter": 1, "quota": 10, "organizer": home_affairs}
    plans.add_line(plan=year_plan, values=values, by=officer)
    year_plan.approvers.clear()
    assert refused(lambda: plans.submit(plan=year_plan, by=officer)) == "plan_without_approver"


def test_submit_twice_changes_nothing(submitted, officer):
    first = plans.submitted_at(submitted)

    plans.submit(plan=submitted, by=officer)

    assert plans.submitted_at(submitted) == first


def test_a_submitted_plan_is_not_changed_until_it_is_taken_back(submitted, line, officer, refused):
    values = {"title": "Tên khác"}
    assert refused(lambda: plans.change_line(line=line, values=values, by=officer)) == "plan_not_draft"
    assert refused(lambda: plans.remove_line(line=line, by=officer)) == "plan_not_draft"
    assert refused(lambda: plans.add_line(plan=submitted, values=values, by=officer)) == "plan_not_draft"
    assert refused(lambda: plans.change(plan=submitted, year=2026, title="X", approvers=[], by=officer)) == "plan_not_draft"

    plans.take_back(plan=submitted, by=officer)

    assert plans.change_line(line=line, values=values, by=officer).title == "Tên khác"


def test_create_twice_is_refused(year_plan, home_affairs, officer, refused):
    assert refused(lambda: plans.create(year=2026, title=year_plan.title, organizer=home_affairs, approvers=[], by=officer)) == "plan_twice"


def test_copy_takes_lines_and_approvers_into_another_year(approved, line, officer, science, home_affairs):
    line.title = "Lớp AI năm 2026"
    line.save()

    made = plans.copy(plan=approved, year=2027, title="Kế hoạch mở lớp AI năm 2027", by=officer)

    copied = made.planned_classes.get()
    assert (made.state, made.year, set(made.approvers.all())) == ("draft", 2027, {science, home_affairs})
    assert (copied.title, copied.quarter, copied.quota, copied.training_class) == ("Lớp AI năm 2027", 4, 60, None)
    assert PlannedClass.objects.count() == 2


def test_open_class_once(approved, line, course, officer, refused):
    made = plans.open_class(line=line, plan=class_plan(line, course), by=officer)

    line.refresh_from_db()
    assert (line.training_class, made.quota) == (made, None)
    again = class_plan(line, course, code="BDAI-2026-02")
    assert refused(lambda: plans.open_class(line=line, plan=again, by=officer)) == "line_opened"
    assert TrainingClass.objects.count() == 1


def test_open_class_needs_an_approved_plan(submitted, line, course, officer, refused):
    assert refused(lambda: plans.open_class(line=line, plan=class_plan(line, course), by=officer)) == "plan_not_approved"


def test_open_class_that_fails_leaves_the_line_unopened(approved, line, course, officer, refused):
    closes_first = {"opening_on": date(2026, 12, 2), "closing_on": date(2026, 12, 1)}
    assert refused(lambda: plans.open_class(line=line, plan=class_plan(line, course, **closes_first), by=officer)) == (
        "closing_before_opening"
    )

    line.refresh_from_db()
    assert line.training_class is None


def test_open_class_anew_after_it_was_cancelled(approved, line, course, officer):
    first = plans.open_class(line=line, plan=class_plan(line, course), by=officer)
    classes.cancel(training_class=first, by=officer)
    line.refresh_from_db()

    second = plans.open_class(line=line, plan=class_plan(line, course, code="BDAI-2026-02"), by=officer)

    line.refresh_from_db()
    assert line.training_class == second


def test_remove_line_that_was_opened_is_refused(approved, line, course, officer, refused):
    plans.open_class(line=line, plan=class_plan(line, course), by=officer)
    plans.take_back(plan=approved, by=officer)
    line.refresh_from_db()

    assert refused(lambda: plans.remove_line(line=line, by=officer)) == "line_opened"


def test_decide_may_follow_the_approval(approved, officer):
    plans.decide(plan=approved, decision_no=" 12/KH-SNV ", decision_on=date(2026, 2, 28), by=officer)

    plan = YearPlan.objects.get()
    assert (plan.decision_no, plan.decision_on, plan.state) == ("12/KH-SNV", date(2026, 2, 28), "approved")


def test_overview_counts_by_planned_quarter_and_names_what_was_moved(approved, line, course, officer, programme, home_affairs):
    opened = plans.open_class(line=line, plan=class_plan(line, course, opening_on=date(2027, 1, 4)), by=officer)
    plans.take_back(plan=approved, by=officer)
    values = {"programme": programme, "title": "Lớp quý I", "quarter": 1, "quota": 40, "organizer": home_affairs}
    plans.add_line(plan=approved, values=values, by=officer)

    overview = overview_of(approved.planned_classes.select_related("training_class"), 2026)

    whole, fourth = overview.whole, overview.quarters["IV"]
    assert (whole.planned, whole.places, whole.opened, whole.still_to_open) == (2, 100, 1, 1)
    assert (fourth.planned, fourth.opened, fourth.bar()[2]) == (1, 1, ("opened", "0.00", "100.00"))
    # Planned for quarter IV of 2026, it opens in quarter I of 2027.
    assert [each.training_class for each in overview.shifted] == [opened]


def test_overview_counts_states(approved, line, course, officer):
    made = plans.open_class(line=line, plan=class_plan(line, course), by=officer)
    classes.start(training_class=made, by=officer)

    whole = overview_of(approved.planned_classes.select_related("training_class"), 2026).whole

    assert (whole.opened, whole.running, whole.closed, whole.still_to_open) == (0, 1, 0, 0)
