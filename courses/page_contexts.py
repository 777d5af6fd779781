"""What the templates of course, module and lesson pages are given."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from courses.catalogue import course_card
from courses.models import Audience, AudienceGroup, CoursePage, LessonPage, ModulePage, ProgramPage
from courses.outline import LessonEntry, Outline, course_of, course_outline


def course_context(course: CoursePage, reader: Any) -> dict[str, Any]:
    outline = course_outline(course)
    return {
        "course": course,
        "outline": outline,
        "first_lesson": next(iter(outline.lessons), None),
        "for_pupils": is_for_pupils(course.audiences.all()),
        "may_edit": may_edit(course, reader),
        **_trail(course),
    }


def module_context(module: ModulePage) -> dict[str, Any]:
    course = course_of(module)
    outline = course_outline(course)
    entry = next((entry for entry in outline.modules if entry.uid == module.content_uid), None)
    return {"course": course, "outline": outline, "module_entry": entry, **_trail(course, (module.title, ""))}


def lesson_context(lesson: LessonPage, reader: Any) -> dict[str, Any]:
    course = course_of(lesson)
    outline = course_outline(course)
    module = next((module for module in outline.modules for entry in module.lessons if entry.uid == lesson.content_uid), None)
    before, after = neighbours(outline, lesson)
    trail = [(module.title, module.url), (lesson.title, "")] if module else [(lesson.title, "")]
    return {
        "course": course,
        "lesson": lesson,
        "outline": outline,
        "sidebar": _sidebar(outline, lesson),
        "for_pupils": is_for_pupils(lesson.audiences.all() or course.audiences.all()),
        "previous_lesson": before,
        "next_lesson": after,
        "may_edit": may_edit(lesson, reader),
        **_trail(course, *trail),
    }


def is_for_pupils(audiences: Iterable[Audience]) -> bool:
    """Pupils and nobody else: the page says «em» to them."""
    groups = {audience.group for audience in audiences}
    return groups == {AudienceGroup.PUPILS}


def neighbours(outline: Outline, lesson: LessonPage) -> tuple[LessonEntry | None, LessonEntry | None]:
    """The lessons before and after this one, across modules; a draft that is not in the outline has none."""
    lessons = outline.lessons
    place = next((number for number, entry in enumerate(lessons) if entry.uid == lesson.content_uid), None)
    if place is None:
        return None, None
    return lessons[place - 1] if place else None, lessons[place + 1] if place + 1 < len(lessons) else None


def program_context(program: ProgramPage) -> dict[str, Any]:
    index_url = (program.get_url() or "").rstrip("/").rpartition("/")[0] + "/"
    cards = [course_card(course, index_url=index_url) for course in program.courses_in_order()]
    return {"cards": cards, "catalogue_url": index_url, "trail": [(program.title, "")]}


def may_edit(page: Page, user: Any) -> bool:
    """Whether to show this reader the way into the editor; one question for a learner, who is in no group."""
    if not user.is_authenticated or not (user.is_superuser or user.groups.exists()):
        return False
    return bool(page.permissions_for_user(user).can_edit())


def _sidebar(outline: Outline, lesson: LessonPage) -> list[dict[str, Any]]:
    return [
        {
            "title": module.title,
            "lessons": [
                {"title": entry.title, "url": entry.url, "uid": entry.uid, "current": entry.uid == lesson.content_uid}
                for entry in module.lessons
            ],
        }
        for module in outline.modules
    ]


def _trail(course: CoursePage, *rest: tuple[str, str]) -> dict[str, Any]:
    url = course.get_url() or ""
    catalogue_url = url.rstrip("/").rpartition("/")[0] + "/"
    return {"catalogue_url": catalogue_url, "trail": [(course.title, url), *rest]}
