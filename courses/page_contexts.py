"""What the templates of course, module and lesson pages are given."""

from typing import Any

from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import LessonEntry, Outline, course_of, course_outline


def course_context(course: CoursePage) -> dict[str, Any]:
    outline = course_outline(course)
    return {"course": course, "outline": outline, "first_lesson": next(iter(outline.lessons), None), **_trail(course)}


def module_context(module: ModulePage) -> dict[str, Any]:
    course = course_of(module)
    outline = course_outline(course)
    entry = next((entry for entry in outline.modules if entry.uid == module.content_uid), None)
    return {"course": course, "outline": outline, "module_entry": entry, **_trail(course, (module.title, ""))}


def lesson_context(lesson: LessonPage) -> dict[str, Any]:
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
        "previous_lesson": before,
        "next_lesson": after,
        **_trail(course, *trail),
    }


def neighbours(outline: Outline, lesson: LessonPage) -> tuple[LessonEntry | None, LessonEntry | None]:
    """The lessons before and after this one, across modules; a draft that is not in the outline has none."""
    lessons = outline.lessons
    place = next((number for number, entry in enumerate(lessons) if entry.uid == lesson.content_uid), None)
    if place is None:
        return None, None
    return lessons[place - 1] if place else None, lessons[place + 1] if place + 1 < len(lessons) else None


def _sidebar(outline: Outline, lesson: LessonPage) -> list[dict[str, Any]]:
    return [
        {
            "title": module.title,
            "lessons": [{"title": entry.title, "url": entry.url, "uid": entry.uid, "current": entry.uid == lesson.content_uid} for entry in module.lessons],
        }
        for module in outline.modules
    ]


def _trail(course: CoursePage, *rest: tuple[str, str]) -> dict[str, Any]:
    url = course.get_url() or ""
    catalogue_url = url.rstrip("/").rpartition("/")[0] + "/"
    return {"catalogue_url": catalogue_url, "trail": [(course.title, url), *rest]}
