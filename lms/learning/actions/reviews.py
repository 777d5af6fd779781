"""«Phúc khảo»: a learner whose work did not pass asks, within some days, to have the mark reviewed by another marker."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.foundation.vietnamese import normalise_lines
from lms.learning.exceptions import LearningError
from lms.learning.models import CurrentGrade, Enrollment, HandInMark, HandInTask, MarkReview
from lms.people.models import User

from . import hand_ins

State = MarkReview.State


def last_moment(task: HandInTask, marked_at: datetime) -> datetime:
    """Until when a review of a mark may be asked for: the end of the last of `review_days` days in the city's time."""
    day = timezone.localtime(marked_at) + timedelta(days=task.review_days)
    return day.replace(hour=23, minute=59, second=59, microsecond=999_999)


def refusal(task: HandInTask, enrollment: Enrollment, now: datetime) -> str:
    """Why no review may be asked for now, as a code of LearningError; empty when it may."""
    grade = CurrentGrade.objects.select_related("change").filter(item=task.item, enrollment=enrollment).first()
    if grade is None or grade.score is None:
        return "review_not_marked"
    if MarkReview.objects.filter(item=task.item, enrollment=enrollment, state=State.ASKED).exists():
        return "review_open"
    if grade.score * 2 >= grade.max_score:
        return "review_passed"
    return "review_too_late" if now > last_moment(task, grade.change.at) else ""


@transaction.atomic
def ask(*, task: HandInTask, enrollment: Enrollment, reason: str, by: User) -> MarkReview:
    """Raises LearningError: review_not_marked, review_passed, review_too_late, review_open, review_reason_missing."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if code := refusal(task, enrollment, timezone.now()):
        raise LearningError(code)
    reason = normalise_lines(reason).strip()
    if not reason:
        raise LearningError("review_reason_missing")
    grade = CurrentGrade.objects.get(item=task.item, enrollment=enrollment)
    assert grade.score is not None, "a work without a mark has been refused above"
    review = MarkReview.objects.create(item=task.item, enrollment=enrollment, reason=reason, score_before=grade.score)
    audit.record(by, "review.ask", review, after={"item": task.item.pk, "enrollment": enrollment.pk})
    return review


@transaction.atomic
def decide(
    *,
    review: MarkReview,
    task: HandInTask,
    points: Mapping[str, Decimal] | None = None,
    score: Decimal | None = None,
    answer: str,
    by: User,
) -> MarkReview:
    """The second marker's marks and answer; an equal score keeps the mark. The old mark stays in its chain.

    Raises LearningError: review_decided, review_by_first_marker, remark_missing and those of `hand_ins.mark`.
    """
    review = MarkReview.objects.select_for_update().get(pk=review.pk)
    if review.state != State.ASKED:
        raise LearningError("review_decided")
    first = HandInMark.objects.filter(item=task.item, enrollment=review.enrollment).order_by("-pk").first()
    if first is not None and first.by_id == by.pk:
        raise LearningError("review_by_first_marker")
    answer = normalise_lines(answer).strip()
    if not answer:
        raise LearningError("remark_missing")
    given = hand_ins.mark(
        task=task, enrollment=review.enrollment, points=points, score=score, remark=answer, by=by, source=hand_ins.REVIEWED
    )
    review.state = State.KEPT if given.score == review.score_before else State.CHANGED
    review.score_after, review.answer, review.decided_by, review.decided_at = given.score, answer, by, timezone.now()
    review.save(update_fields=["state", "score_after", "answer", "decided_by", "decided_at"])
    audit.record(by, "review.decide", review, before={"score": str(review.score_before)}, after={"score": str(given.score)})
    return review
