"""Who writes a course. A course's team edits and publishes in that course's pages and nowhere else."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from courses.actions import site_tree
from courses.models import CoursePage, CourseTeam
from lms.foundation import audit

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
FILE_PERMISSIONS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


@transaction.atomic
def appoint(*, course: CoursePage, person: Any, by: Any | None) -> CourseTeam:
    """`person` may open the editor and work on `course` in all its languages; publishing waits for the first review. Twice changes nothing."""
    team = team_of(course)
    if not person.groups.filter(pk=team.group_id).exists():
        person.groups.add(team.group)
        audit.record(by, "course.appoint", course, after={"person": person.handle})
    return team


@transaction.atomic
def dismiss(*, course: CoursePage, person: Any, by: Any | None) -> None:
    """`person` no longer works on `course`; what was written stays."""
    team = team_of(course)
    if person.groups.filter(pk=team.group_id).exists():
        person.groups.remove(team.group)
        audit.record(by, "course.dismiss", course, after={"person": person.handle})


@transaction.atomic
def appoint_reviewer(*, person: Any, by: Any | None) -> None:
    """`person` joins those who pass a course before its first publication."""
    group = site_tree.reviewers()
    if not person.groups.filter(pk=group.pk).exists():
        person.groups.add(group)
        audit.record(by, "course.appoint_reviewer", group, after={"person": person.handle})


def team_of(course: CoursePage) -> CourseTeam:
    """The course's team, with its rights on every language version that exists by now."""
    team = CourseTeam.objects.filter(course_uid=course.content_uid).select_related("group", "collection").first() or _new_team(course)
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS)
    for page in CoursePage.objects.with_uid(course.content_uid):
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=team.group, page_id=page.pk, permission=permission)
    return team


def _new_team(course: CoursePage) -> CourseTeam:
    name = f"Khóa học: {course.title}"[:110] + f" ({str(course.content_uid)[:8]})"
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    collection = Collection.get_first_root_node().add_child(name=name)
    for app_label, model in FILE_PERMISSIONS:
        for permission in Permission.objects.filter(
            content_type__app_label=app_label, codename__in=[f"{verb}_{model}" for verb in ("add", "change", "choose")]
        ):
            GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    return CourseTeam.objects.create(course_uid=course.content_uid, group=group, collection=collection)
