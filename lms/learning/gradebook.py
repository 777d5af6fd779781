"""Reading the gradebook: rows for a page, and what a class needs to judge eligibility."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lms.learning.models import CourseRun, CurrentGrade, Enrollment, GradeItem


@dataclass(frozen=True)
class RequiredResult:
    """One required work of one learner. `score` None: nothing handed in or not graded yet."""

    title: str
    score: Decimal | None
    max_score: Decimal | None
    needs_manual: bool


@dataclass(frozen=True)
class GradebookRow:
    enrollment: Enrollment
    grades: list[CurrentGrade | None]
    total: Decimal
    total_max: Decimal


def grades_by_enrollment(enrollments: Iterable[Enrollment]) -> dict[int, dict[int, CurrentGrade]]:
    """{enrollment id: {item id: current grade}} in one query."""
    found: dict[int, dict[int, CurrentGrade]] = defaultdict(dict)
    for grade in CurrentGrade.objects.filter(enrollment__in=enrollments):
        found[grade.enrollment_id][grade.item_id] = grade
    return found


def required_results(run: CourseRun, enrollments: Iterable[Enrollment]) -> dict[int, list[RequiredResult]]:
    """For every enrollment the required works of `run`, graded or not (TT 03/2023 Điều 6: each at least half of its scale)."""
    enrollments = list(enrollments)
    items = list(run.grade_items.filter(required=True))
    grades = grades_by_enrollment(enrollments)
    return {enrollment.pk: [_result(item, grades[enrollment.pk].get(item.pk)) for item in items] for enrollment in enrollments}


def _result(item: GradeItem, grade: CurrentGrade | None) -> RequiredResult:
    if grade is None:
        return RequiredResult(item.title, None, item.max_score, needs_manual=False)
    return RequiredResult(item.title, grade.score, grade.max_score, grade.needs_manual)


def gradebook_rows(items: list[GradeItem], enrollments: list[Enrollment]) -> list[GradebookRow]:
    """One row per learner, a cell per item, the sum of what is graded."""
    grades = grades_by_enrollment(enrollments)
    return [_row(items, enrollment, grades[enrollment.pk]) for enrollment in enrollments]


def _row(items: list[GradeItem], enrollment: Enrollment, grades: dict[int, CurrentGrade]) -> GradebookRow:
    cells = [grades.get(item.pk) for item in items]
    total = sum((cell.score for cell in cells if cell and cell.score is not None), Decimal(0))
    total_max = sum((item.max_score for item in items if item.max_score is not None), Decimal(0))
    return GradebookRow(enrollment, cells, total, total_max)
