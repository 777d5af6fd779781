"""The one way a grade comes to be: an entry appended to its chain, and the fold for reading."""

from decimal import Decimal

from django.db import transaction

from lms.foundation import audit
from lms.learning.exceptions import LearningError
from lms.learning.models import CurrentGrade, Enrollment, GradeChange, GradeItem
from lms.people.models import User


@transaction.atomic
def record(
    *,
    enrollment: Enrollment,
    item: GradeItem,
    score: Decimal | None,
    max_score: Decimal,
    source: str,
    by: User | None,
    needs_manual: bool = False,
    reference: str = "",
    reason: str = "",
) -> GradeChange:
    """Appends a grade. `by=None` is the machine. An entry equal to the current one is not written again.

    Raises LearningError score_out_of_range.
    """
    if score is not None and not Decimal(0) <= score <= max_score:
        raise LearningError("score_out_of_range")
    # The row of the enrollment is the lock: two graders of one learner go one after the other.
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    current = CurrentGrade.objects.select_related("change").filter(item=item, enrollment=enrollment).first()
    if current and (current.score, current.max_score, current.needs_manual, current.change.reference) == (
        score,
        max_score,
        needs_manual,
        reference,
    ):
        return current.change
    change = GradeChange.objects.create(
        item=item,
        enrollment=enrollment,
        supersedes=current.change if current else None,
        score=score,
        max_score=max_score,
        needs_manual=needs_manual,
        source=source,
        reference=reference,
        reason=reason,
        by=by,
    )
    CurrentGrade.objects.update_or_create(
        item=item, enrollment=enrollment, defaults={"change": change, "score": score, "max_score": max_score, "needs_manual": needs_manual}
    )
    audit.record(
        by,
        "grade.record",
        item,
        before=_points(current),
        after={"enrollment": enrollment.pk, "score": str(score), "max_score": str(max_score)},
    )
    return change


def _points(current: CurrentGrade | None) -> dict[str, str] | None:
    return {"score": str(current.score), "max_score": str(current.max_score)} if current else None
