"""One question across people: whose answers there are, which of them wait, and who comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.learning.models import CourseRun
from lms.people.models import User
from notebooks.models import CellScore, GradingRun, Lab, LabVersion, ManualScore, Submission
from notebooks.submitted import SETTLED, newest_of

FOR_PEOPLE = ("manual", "task")


@dataclass(frozen=True)
class Question:
    notebook: str
    grade_id: str
    title: str
    max_score: Decimal
    for_people: bool
    answers: int = 0
    graded: int = 0

    @property
    def waiting(self) -> int:
        return self.answers - self.graded


@dataclass(frozen=True)
class Answered:
    """One learner's answer in the row of answers."""

    submission_pk: UUID
    waits: bool


@dataclass(frozen=True)
class Line:
    """Everybody's answers to one question, in the order in which they are read."""

    answers: tuple[Answered, ...]

    @property
    def graded(self) -> int:
        return sum(not each.waits for each in self.answers)

    @cached_property
    def places(self) -> dict[UUID, int]:
        return {each.submission_pk: place for place, each in enumerate(self.answers)}

    def place_of(self, pk: UUID) -> int | None:
        return self.places.get(pk)

    def before(self, pk: UUID) -> UUID | None:
        place = self.places.get(pk, 0)
        return self.answers[place - 1].submission_pk if place > 0 else None

    def after(self, pk: UUID) -> UUID | None:
        place = self.places.get(pk, len(self.answers))
        return self.answers[place + 1].submission_pk if place + 1 < len(self.answers) else None

    def next_waiting(self, pk: UUID | None = None) -> UUID | None:
        """The first that waits after `pk`, going round; never `pk` itself."""
        start = self.places.get(pk, -1) + 1 if pk else 0
        turned = (*self.answers[start:], *self.answers[:start])
        return next((each.submission_pk for each in turned if each.waits and each.submission_pk != pk), None)


def line_of(lab: Lab, run: CourseRun, notebook: str, grade_id: str, *, by: User, by_name: bool) -> Line:
    """Two queries. Nobody's own work is among them: nobody grades themselves."""
    cells = (
        graded_cells(lab, run, by)
        .filter(notebook=notebook, grade_id=grade_id)
        .order_by(*(["run__submission__enrollment__person__name_sort_key"] if by_name else []), "run__submission")
    )
    by_hand = given_by_hand(lab, run, notebook, grade_id)
    rows = cells.values_list("run__submission", "score")
    return Line(tuple(Answered(pk, waits=score is None and pk not in by_hand) for pk, score in rows))


def graded_cells(lab: Lab, run: CourseRun, by: User) -> QuerySet[CellScore]:
    settled = GradingRun.objects.filter(submission__in=newest_of(lab, run), state__in=SETTLED)
    return CellScore.objects.filter(run__in=settled).exclude(run__submission__enrollment__person=by)


def given_by_hand(lab: Lab, run: CourseRun, notebook: str, grade_id: str) -> set[UUID]:
    found = ManualScore.objects.filter(submission__lab=lab, submission__enrollment__run=run, superseded_by__isnull=True)
    return set(found.filter(notebook=notebook, grade_id=grade_id).values_list("submission_id", flat=True))


def questions_of(lab: Lab, run: CourseRun, *, by: User) -> list[Question]:
    """Every question of the lab in its order; those for people with how far their grading is. One query."""
    entries = lab.current_version.questions if lab.current_version else []
    for_people = {each["grade_id"] for each in entries if each.get("kind") in FOR_PEOPLE}
    by_hand = ManualScore.objects.filter(
        submission=OuterRef("run__submission"), notebook=OuterRef("notebook"), grade_id=OuterRef("grade_id"), superseded_by__isnull=True
    )
    cells = graded_cells(lab, run, by).filter(grade_id__in=for_people).order_by().values("notebook", "grade_id")
    counted = cells.annotate(n=Count("pk"), waiting=Count("pk", filter=Q(Q(score__isnull=True), ~Exists(by_hand))))
    found = {(each["notebook"], each["grade_id"]): each for each in counted}
    return [
        as_question(each, count["n"], count["n"] - count["waiting"])
        if (count := found.get((each["notebook"], each["grade_id"])))
        else as_question(each)
        for each in entries
    ]


def as_question(entry: Mapping[str, Any], answers: int = 0, graded: int = 0) -> Question:
    return Question(
        entry["notebook"],
        entry["grade_id"],
        entry.get("title") or entry["grade_id"],
        Decimal(str(entry.get("max_score", 0))),
        entry.get("kind") in FOR_PEOPLE,
        answers,
        graded,
    )


def question_in(version: LabVersion, notebook: str, grade_id: str) -> Question | None:
    return next((as_question(each) for each in version.questions if (each["notebook"], each["grade_id"]) == (notebook, grade_id)), None)


def title_of(submission: Submission, notebook: str, grade_id: str) -> str:
    found = question_in(submission.lab_version, notebook, grade_id)
    return found.title if found else grade_id
