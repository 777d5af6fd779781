"""Groups: who may be in one, what is refused, what stays after leaving."""

import pytest
from django.db import transaction

from lms.foundation.models import AuditEntry
from lms.learning.actions import enrollments, runs
from notebooks.actions import assignments, groups
from notebooks.actions.assignments import Plan
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.models import WorkGroup, WorkGroupMember

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def assignment(place, lab, teacher):
    return assignments.set_rules(run=place.run, lab=lab, plan=Plan(group_size=3), by=teacher)


@pytest.fixture
def mates(place, person_factory, run_of_course):
    people = [person_factory(name, f"{n}@hoc.example") for n, name in enumerate(["Bùi An", "Cao Bình", "Đỗ Chi"])]
    return [enrollments.enroll(person=person, run=run_of_course, by=None) for person in people]


def members_of(group):
    return set(group.members.values_list("enrollment", flat=True))


def refused(call) -> str:
    with pytest.raises(AssignmentRefused) as refusal:
        call()
    assert "%(" not in str(refusal.value)
    return refusal.value.code


def test_make_is_a_group_once(assignment, place, mates, trainee):
    group = groups.make(assignment=assignment, members=[place, mates[0]], by=trainee)
    again = groups.make(assignment=assignment, members=[mates[0], place], by=mates[0].person)

    assert (again, again.made_by) == (group, trainee)
    assert AuditEntry.objects.filter(verb="group.make", actor_handle=trainee.handle).count() == 1


def test_make_is_refused(assignment, place, mates, trainee, course, lab, teacher, person_factory):
    def make(*members):
        return lambda: groups.make(assignment=assignment, members=list(members), by=trainee)

    other_run = runs.open_run(course=course, code="khac", by=None)
    elsewhere = enrollments.enroll(person=person_factory("Người Khác", "khac@hoc.example"), run=other_run, by=None)

    assert refused(make(place)) == "group_too_small"
    assert refused(make(place, *mates)) == "group_too_large"
    assert refused(make(place, elsewhere)) == "not_in_run"
    make(place, mates[0])()
    assert refused(make(mates[0], mates[1])) == "in_another_group"
    assert WorkGroup.objects.count() == 1


def test_make_where_everybody_hands_in_alone_is_refused(place, mates, lab, teacher, trainee):
    alone = assignments.set_rules(run=place.run, lab=lab, plan=Plan(), by=teacher)

    assert refused(lambda: groups.make(assignment=alone, members=[place, mates[0]], by=trainee)) == "no_groups"


def test_make_rolled_back_leaves_nobody_taken(assignment, place, mates, trainee):
    with transaction.atomic():
        groups.make(assignment=assignment, members=[place, mates[0]], by=trainee)
        transaction.set_rollback(True)

    assert not WorkGroupMember.objects.exists()


def test_add_says_who_made_the_group_as_it_is(assignment, place, mates, trainee):
    group = groups.make(assignment=assignment, members=[place, mates[0]], by=trainee)

    groups.add(group=group, members=[mates[1]], by=mates[0].person)
    groups.add(group=group, members=[mates[1]], by=trainee)

    group.refresh_from_db()
    assert members_of(group) == {place.pk, mates[0].pk, mates[1].pk}
    assert group.made_by == mates[0].person
    assert refused(lambda: groups.add(group=group, members=[mates[2]], by=trainee)) == "group_too_large"


def test_add_of_somebody_in_another_group_or_to_a_group_that_is_gone_is_refused(assignment, place, mates, trainee):
    group = groups.make(assignment=assignment, members=[place, mates[0]], by=trainee)
    other = groups.make(assignment=assignment, members=mates[1:], by=trainee)

    assert refused(lambda: groups.add(group=group, members=[mates[1]], by=trainee)) == "in_another_group"
    groups.dissolve(group=other, by=trainee)
    assert refused(lambda: groups.add(group=other, members=[mates[1]], by=trainee)) == "group_is_gone"


def test_leave_of_two_ends_the_group_and_of_three_does_not(assignment, place, mates, trainee):
    group = groups.make(assignment=assignment, members=[place, mates[0], mates[1]], by=trainee)
    for _ in range(2):
        groups.leave(group=group, member=place, by=trainee)

    assert members_of(group) == {mates[0].pk, mates[1].pk}
    groups.leave(group=group, member=mates[0], by=mates[0].person)
    assert not WorkGroup.objects.exists()
    assert AuditEntry.objects.filter(verb="group.leave").count() == 2


def test_dissolve_twice_is_once(assignment, place, mates, trainee, teacher):
    group = groups.make(assignment=assignment, members=[place, mates[0]], by=trainee)
    for _ in range(2):
        groups.dissolve(group=group, by=teacher)

    assert not WorkGroup.objects.exists()
    assert AuditEntry.objects.get(verb="group.dissolve").before["enrollments"] == sorted([place.pk, mates[0].pk])
