"""Two or three learners at one machine, who hand in together. What was handed in before stays with whom it was credited to."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.models import Assignment, WorkGroup, WorkGroupMember


@transaction.atomic
def make(*, assignment: Assignment, members: Sequence[Enrollment], by: User) -> WorkGroup:
    """A group of these learners. The very same group again is the one that there is.

    Raises AssignmentRefused no_groups, not_in_run, group_too_small, group_too_large, in_another_group.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    chosen = {member.pk: member for member in members}
    refuse_members(assignment, list(chosen.values()))
    taken = WorkGroupMember.objects.filter(assignment=assignment, enrollment__in=chosen).select_related("group", "enrollment__person")
    if standing := list(taken):
        group = standing[0].group
        if set(group.members.values_list("enrollment", flat=True)) == set(chosen):
            return group
        raise AssignmentRefused("in_another_group", name=standing[0].enrollment.person.full_name)
    group = WorkGroup.objects.create(assignment=assignment, made_by=by)
    WorkGroupMember.objects.bulk_create(WorkGroupMember(group=group, assignment=assignment, enrollment=each) for each in chosen.values())
    audit.record(by, "group.make", assignment, after={"group": group.pk, "enrollments": sorted(chosen)})
    return group


@transaction.atomic
def add(*, group: WorkGroup, members: Sequence[Enrollment], by: User) -> WorkGroup:
    """More learners for a group; it then is as `by` made it. Who is in it already changes nothing.

    Raises AssignmentRefused group_is_gone, no_groups, not_in_run, group_too_large, in_another_group.
    """
    assignment = Assignment.objects.select_for_update().get(pk=group.assignment_id)
    standing = WorkGroup.objects.select_related("made_by").filter(pk=group.pk).first()
    if standing is None:
        raise AssignmentRefused("group_is_gone")
    group = standing
    known = [each.enrollment for each in group.members.select_related("enrollment")]
    new = [each for each in members if each not in known]
    if not new:
        return group
    refuse_members(assignment, [*known, *new])
    taken = WorkGroupMember.objects.filter(assignment=assignment, enrollment__in=new).select_related("enrollment__person").first()
    if taken:
        raise AssignmentRefused("in_another_group", name=taken.enrollment.person.full_name)
    WorkGroupMember.objects.bulk_create(WorkGroupMember(group=group, assignment=assignment, enrollment=each) for each in new)
    before = {"group": group.pk, "made_by": group.made_by.handle, "made_at": group.made_at}
    audit.record(by, "group.add", assignment, before=before, after={"group": group.pk, "enrollments": [each.pk for each in new]})
    group.made_by, group.made_at = by, timezone.now()
    group.save(update_fields=["made_by", "made_at"])
    return group


@transaction.atomic
def leave(*, group: WorkGroup, member: Enrollment, by: User) -> None:
    """Takes one learner out; who would be left alone is no group any more. Only later submissions follow. Leaving twice changes nothing."""
    assignment = Assignment.objects.select_for_update().get(pk=group.assignment_id)
    gone, _each = WorkGroupMember.objects.filter(group=group, enrollment=member).delete()
    if not gone:
        return
    audit.record(by, "group.leave", assignment, before={"group": group.pk, "enrollment": member.pk})
    if group.members.count() < 2:
        WorkGroup.objects.filter(pk=group.pk).delete()


@transaction.atomic
def dissolve(*, group: WorkGroup, by: User) -> None:
    """Everybody hands in alone from now on."""
    assignment = Assignment.objects.select_for_update().get(pk=group.assignment_id)
    enrollments = list(group.members.order_by("enrollment").values_list("enrollment", flat=True))
    if not WorkGroup.objects.filter(pk=group.pk).exists():
        return
    audit.record(by, "group.dissolve", assignment, before={"group": group.pk, "enrollments": enrollments})
    WorkGroup.objects.filter(pk=group.pk).delete()


def refuse_members(assignment: Assignment, members: Sequence[Enrollment]) -> None:
    if assignment.group_size < 2:
        raise AssignmentRefused("no_groups")
    if any(each.run_id != assignment.run_id or each.state != Enrollment.State.ACTIVE for each in members):
        raise AssignmentRefused("not_in_run")
    if len(members) < 2:
        raise AssignmentRefused("group_too_small")
    if len(members) > assignment.group_size:
        raise AssignmentRefused("group_too_large", limit=assignment.group_size)
