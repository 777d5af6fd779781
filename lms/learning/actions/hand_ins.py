"""Handing work in, and marking it by hand; every mark reaches the gradebook on the one way of grades."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import normalise_lines
from lms.learning.exceptions import LearningError
from lms.learning.models import CurrentGrade, Enrollment, GradeItem, HandIn, HandInFile, HandInMark, HandInTask
from lms.people.models import User

from . import grades

MOST_FILES = 10
HANDED_IN, MARKED, PAPER_MARK, REVIEWED = "hand_in", "hand_in_mark", "paper", "review"


@transaction.atomic
def hand_in(*, task: HandInTask, enrollment: Enrollment, text: str, papers: Sequence[Paper] = (), by: User) -> HandIn:
    """Keeps what was handed in; a later one is added, the newest is marked. After the mark nothing more is taken.

    Raises LearningError: not_a_hand_in, hand_in_empty, hand_in_takes_no_text, hand_in_takes_no_files, too_many_files, hand_in_marked.
    """
    text = normalise_lines(text).strip()
    _check(task, text, papers)
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    current = CurrentGrade.objects.filter(item=task.item, enrollment=enrollment).first()
    if current and current.score is not None:
        raise LearningError("hand_in_marked")
    first, *further = papers or [Paper("", "", "")]
    handed = HandIn.objects.create(item=task.item, enrollment=enrollment, text=text, file_sha256=first.sha256, file_name=first.name)
    HandInFile.objects.bulk_create(HandInFile(hand_in=handed, file_sha256=paper.sha256, file_name=paper.name) for paper in further)
    grades.record(
        enrollment=enrollment,
        item=task.item,
        score=None,
        max_score=_full(task.item),
        needs_manual=True,
        source=HANDED_IN,
        reference=str(handed.pk),
        by=by,
    )
    audit.record(by, "hand_in.receive", task.item, after={"enrollment": enrollment.pk, "files": len(papers), "signs": len(text)})
    return handed


def _check(task: HandInTask, text: str, papers: Sequence[Paper]) -> None:
    if task.item.kind != GradeItem.Kind.HAND_IN:
        raise LearningError("not_a_hand_in")
    if not text and not papers:
        raise LearningError("hand_in_empty")
    if text and not task.takes_text:
        raise LearningError("hand_in_takes_no_text")
    if papers and not task.takes_files:
        raise LearningError("hand_in_takes_no_files")
    if len(papers) > MOST_FILES:
        raise LearningError("too_many_files")


@transaction.atomic
def mark(
    *,
    task: HandInTask,
    enrollment: Enrollment,
    points: Mapping[str, Decimal] | None = None,
    score: Decimal | None = None,
    remark: str = "",
    by: User,
    source: str = "",
) -> HandInMark:
    """Points by rubric (all lines), or one score where there is none. A second marking supersedes the first and stays beside it.

    Raises LearningError: points_missing, points_out_of_range, score_out_of_range.
    """
    points = dict(points or {})
    total = _total(task, points, score)
    newest = HandIn.objects.filter(item=task.item, enrollment=enrollment).order_by("-received_at", "-pk").first()
    given = HandInMark.objects.create(
        item=task.item,
        enrollment=enrollment,
        hand_in=newest,
        points={key: str(value) for key, value in points.items()},
        score=total,
        remark=normalise_lines(remark).strip(),
        by=by,
    )
    grades.record(
        enrollment=enrollment,
        item=task.item,
        score=total,
        max_score=_full(task.item),
        source=source or (MARKED if task.item.kind == GradeItem.Kind.HAND_IN else PAPER_MARK),
        reference=f"mark:{given.pk}",
        reason=given.remark[:300],
        by=by,
    )
    return given


@transaction.atomic
def mark_paper(*, task: HandInTask, scores: Iterable[tuple[Enrollment, Decimal]], by: User) -> int:
    """The marks of a paper test, typed or from a sheet; those equal to the current ones are left. Returns how many are new.

    Raises LearningError score_out_of_range, and then none is written.
    """
    current = {grade.enrollment_id: grade.score for grade in CurrentGrade.objects.filter(item=task.item)}
    new = [(enrollment, score) for enrollment, score in scores if current.get(enrollment.pk) != score]
    for enrollment, score in new:
        _within(score, _full(task.item))
        mark(task=task, enrollment=enrollment, score=score, by=by, points=None if not task.rubric else _spread(task, score))
    return len(new)


def _spread(task: HandInTask, score: Decimal) -> dict[str, Decimal]:
    """A whole score over the lines of a rubric, line after line: the sum is what counts."""
    rest, points = score, {}
    for line in task.rubric:
        points[line["key"]] = min(rest, Decimal(line["max"]))
        rest -= points[line["key"]]
    return points


def _total(task: HandInTask, points: Mapping[str, Decimal], score: Decimal | None) -> Decimal:
    if not task.rubric:
        if score is None:
            raise LearningError("points_missing")
        return _within(score, _full(task.item))
    if set(points) != {line["key"] for line in task.rubric}:
        raise LearningError("points_missing")
    if any(not Decimal(0) <= points[line["key"]] <= Decimal(line["max"]) for line in task.rubric):
        raise LearningError("points_out_of_range")
    return sum(points.values(), Decimal(0))


def _within(score: Decimal, full: Decimal) -> Decimal:
    if not Decimal(0) <= score <= full:
        raise LearningError("score_out_of_range")
    return score


def _full(item: GradeItem) -> Decimal:
    assert item.max_score is not None, "a work with a task always has its full score"
    return item.max_score
