"""Where the editor meets rooms that it does not know."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from courses.models import CoursePage, LessonPage
from courses.publishing import course_path
from lms.learning.actions import gradebook


@hooks.register("after_publish_page")
@hooks.register("after_unpublish_page")
def follow_in_gradebooks(request: HttpRequest, page: Any) -> None:
    """A lesson was published or taken down: its quizzes and labs appear in the gradebooks at once."""
    if not isinstance(page, LessonPage):
        return
    course = CoursePage.objects.filter(path=course_path(page)).first()
    if course is not None:
        gradebook.sync_runs_of(course=course)


@hooks.register("construct_help_menu")
def keep_help_at_home(request: HttpRequest, menu_items: list[Any]) -> None:
    """Without the links to English pages elsewhere."""
    menu_items[:] = [item for item in menu_items if not str(getattr(item, "url", "")).startswith("http")]
