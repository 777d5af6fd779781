"""What a course consists of, in few queries whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from courses import lab_directory
from courses.addresses import Below
from courses.blocks.choices import uid_or_none
from courses.models import CoursePage, LessonPage, ModulePage, Question
from courses.publishing import course_path


@dataclass(frozen=True)
class LessonEntry:
    uid: UUID
    pk: int
    title: str
    url: str
    summary: str = ""
    duration_periods: Decimal | None = None


@dataclass(frozen=True)
class ModuleEntry:
    uid: UUID
    pk: int
    title: str
    url: str
    summary: str = ""
    lessons: list[LessonEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """A piece of graded work, in the order of the course. `max_score` is None while nobody knows it yet."""

    kind: Literal["quiz", "lab"]
    uid: UUID
    title: str
    required: bool
    position: int
    max_score: Decimal | None
    lesson_uid: UUID


@dataclass
class Outline:
    """Live modules and lessons. `works` reads the lessons' bodies, so it is computed only when asked for."""

    course_uid: UUID
    modules: list[ModuleEntry]

    @property
    def lessons(self) -> list[LessonEntry]:
        return [lesson for module in self.modules for lesson in module.lessons]

    @cached_property
    def works(self) -> list[Work]:
        return works_of(self.lessons)


def course_outline(course: CoursePage) -> Outline:
    """The live modules and lessons of `course`: two queries, and four more for `works`."""
    below = Below.of(course)
    modules = ModulePage.objects.child_of(course).live().order_by("path").only("title", "path", "url_path", "content_uid", "summary")
    lessons = (
        LessonPage.objects.descendant_of(course)
        .live()
        .order_by("path")
        .only("title", "path", "url_path", "content_uid", "summary", "duration_periods")
    )
    by_module: dict[str, list[LessonEntry]] = {}
    for lesson in lessons:
        entry = LessonEntry(lesson.content_uid, lesson.pk, lesson.title, below.address(lesson), lesson.summary, lesson.duration_periods)
        by_module.setdefault(lesson.path[: -lesson.steplen], []).append(entry)
    entries = [
        ModuleEntry(module.content_uid, module.pk, module.title, below.address(module), module.summary, by_module.get(module.path, []))
        for module in modules
    ]
    return Outline(course_uid=course.content_uid, modules=entries)


def works_of(lessons: list[LessonEntry]) -> list[Work]:
    """Quizzes and labs in the lessons' live bodies, in reading order; the same lab in two lessons counts once."""
    bodies = LessonPage.objects.in_bulk([lesson.pk for lesson in lessons])
    placed = [(lesson.uid, kind, value) for lesson in lessons for kind, value in work_blocks(bodies[lesson.pk].body)]
    points = _quiz_points(placed)
    labs = lab_directory.facts_of({uid for _lesson, kind, value in placed if kind == "lab" and (uid := uid_or_none(value.get("lab")))})
    works: dict[UUID, Work] = {}
    for lesson_uid, kind, value in placed:
        uid = uid_or_none(value.get("uid" if kind == "quiz" else "lab"))
        if uid is None or uid in works:
            continue
        if kind == "quiz":
            title, max_score = value.get("title") or _("Check yourself"), points.get(uid)
        else:
            facts = labs.get(uid)
            title, max_score = (facts.title, facts.max_score) if facts else (_("Lab"), None)
        works[uid] = Work(kind, uid, title, bool(value.get("required")), len(works) + 1, max_score, lesson_uid)  # type: ignore[arg-type]
    return list(works.values())


def work_blocks(body: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, raw value) of the quizzes and labs of a lesson's body, without asking the database for pictures or files."""
    for block in body.raw_data if body else []:
        if block["type"] in ("quiz", "lab"):
            yield block["type"], block["value"]


def question_uids(quiz: dict[str, Any]) -> list[UUID]:
    """The questions of a raw quiz value, in order."""
    items = [item["value"] if isinstance(item, dict) else item for item in quiz.get("questions") or []]
    return [uid for item in items if (uid := uid_or_none(item))]


def _quiz_points(placed: list[tuple[UUID, str, dict[str, Any]]]) -> dict[UUID, Decimal]:
    quizzes = {uid: question_uids(value) for _lesson, kind, value in placed if kind == "quiz" and (uid := uid_or_none(value.get("uid")))}
    wanted = {question for questions in quizzes.values() for question in questions}
    points = dict(Question.objects.with_uids(list(wanted)).values_list("uid", "points")) if wanted else {}
    return {uid: sum((points.get(question, Decimal(0)) for question in questions), Decimal(0)) for uid, questions in quizzes.items()}


def course_of(page: ModulePage | LessonPage) -> CoursePage:
    """The course that a module or lesson belongs to."""
    return CoursePage.objects.get(path=course_path(page))
