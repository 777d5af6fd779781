"""Who may publish what: a course goes live for the first time through a review, after that its team publishes corrections."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PagePermissionTester

STEPS_TO_COURSE = {"coursepage": 0, "modulepage": 1, "lessonpage": 2}


def course_path(page: Page) -> str:
    """The tree path of the course that a course, module or lesson page belongs to."""
    return page.path[: len(page.path) - page.steplen * STEPS_TO_COURSE[page._meta.model_name]]


class CoursePermissionTester(PagePermissionTester):
    """Wagtail's rules, and one more: the right to publish that is given on the course itself sleeps until its first review is passed."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if not user.is_active or user.is_superuser or "publish" not in self.permissions:
            return
        if not self._may_publish_from_above() and not self._course_was_published():
            self.permissions.discard("publish")

    def _may_publish_from_above(self) -> bool:
        path = course_path(self.page)
        return any(
            grant.permission.codename == "publish_page" and path.startswith(grant.page.path) and grant.page.path != path
            for grant in self.permission_policy.get_cached_permissions_for_user(self.user)
        )

    def _course_was_published(self) -> bool:
        reviewed = Q(live=True) | Q(first_published_at__isnull=False)
        return Page.objects.filter(reviewed, path=course_path(self.page)).exists()
