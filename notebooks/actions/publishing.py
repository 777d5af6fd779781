"""From points to the gradebook: the sum, what lateness took, one grade for everybody who is credited. Light: pages import it."""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import translation

from lms.learning.actions import gradebook, grades
from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks.assignment_words import late_reason
from notebooks.assignments import Terms, extensions_of, late_percent_under, reduced, terms_of
from notebooks.models import Assignment, GradingRun, Submission, SubmissionCredit
from notebooks.totals import Total, total_of

COUNTED = (GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL)
LONGEST_REASON = 300


def publish(*, run: GradingRun, by: User | None, reason: str) -> Total:
    """Adds machine's and people's points, sets the run's state and what lateness takes, and enters the rest in the gradebook of everybody
    who is credited, unless a newer submission of theirs has already been graded."""
    total = total_of(run)
    terms = terms_for(run.submission)
    run.score, run.max_score = total.score, total.max_score
    run.late_percent = late_percent_under(terms, run.submission.received_at)
    run.state = GradingRun.State.NEEDS_MANUAL if total.needs_manual else GradingRun.State.GRADED
    run.save(update_fields=["score", "max_score", "late_percent", "state"])
    enter(run=run, total=total, places=credited(run.submission), by=by, reason=why(reason, terms, run))
    return total


def terms_for(submission: Submission) -> Terms:
    """What holds for this submission now. The rules stay as they are until the transaction ends."""
    enrollment = submission.enrollment
    assignment = Assignment.objects.select_for_update().filter(run=enrollment.run_id, lab=submission.lab_id).first()
    if assignment is None:
        return Terms()
    granted = extensions_of([assignment], submission.credits.values_list("enrollment", flat=True))
    return terms_of(assignment, [each.closes_at for each in granted.values()])


def credited(submission: Submission) -> list[Enrollment]:
    """Everybody whose work it is, locked: two submissions of one learner may be settled at the same moment, the second sees what the
    first has written."""
    whose = SubmissionCredit.objects.filter(submission=submission).values("enrollment")
    return list(Enrollment.objects.select_for_update().filter(pk__in=whose).order_by("pk"))


def enter(*, run: GradingRun, total: Total, places: Iterable[Enrollment], by: User | None, reason: str) -> None:
    """The points that count, in the gradebook of each of these places whose newest graded work this is."""
    submission = run.submission
    places = [place for place in places if not newer_is_graded(submission, place)]
    if not places:
        return
    item = gradebook.ensure_item(
        run=submission.enrollment.run,
        content_uid=submission.lab.content_uid,
        kind="lab",
        title=submission.lab.title,
        max_score=total.max_score,
    )
    for place in places:
        grades.record(
            enrollment=place,
            item=item,
            score=reduced(total.score, run.late_percent),
            max_score=total.max_score,
            needs_manual=total.needs_manual,
            source="lab",
            reference=f"run:{run.pk}",
            reason=reason,
            by=by,
        )


def newer_is_graded(submission: Submission, place: Enrollment) -> bool:
    newer = Submission.objects.filter(credits__enrollment=place, lab=submission.lab_id, received_at__gt=submission.received_at)
    return newer.filter(grading_runs__state__in=COUNTED).exists()


def why(reason: str, terms: Terms, run: GradingRun) -> str:
    """The reason as the gradebook keeps it, in the site's language: what was given, then what lateness took."""
    with translation.override(settings.LANGUAGE_CODE):
        late = late_reason(terms, run.submission.received_at, run.score or Decimal(0))
    return " · ".join(part for part in (reason, late) if part)[:LONGEST_REASON]


# --- after the rules have changed -----------------------------------------------------------------------------------------
@transaction.atomic
def republish(*, assignment: Assignment, by: User, reason: str) -> int:
    """Makes the sums anew of every run of this lab whose lateness the changed rules see differently; returns how many.

    The caller has locked the submissions (`lock_submissions`) and then the assignment, the order of `grading.settle`.
    """
    changed = runs_seen_differently(assignment)
    for run in changed:
        publish(run=run, by=by, reason=reason)
    return len(changed)


def lock_submissions(*, run_id: int, lab_id: int) -> None:
    """No submission of this lab is settled, and nobody's points are given, until the transaction ends."""
    # The sub-select keeps the learners' places out of the lock: they are locked after the rules.
    places = Enrollment.objects.filter(run=run_id).values("pk")
    rows = Submission.objects.select_for_update().filter(lab=lab_id, enrollment__in=places)
    list(rows.order_by("pk").values_list("pk", flat=True))


def runs_seen_differently(assignment: Assignment) -> list[GradingRun]:
    """Graded runs of this lab whose percent is not what the rules say now, the oldest first."""
    runs = GradingRun.objects.filter(state__in=COUNTED, submission__lab=assignment.lab_id, submission__enrollment__run=assignment.run_id)
    runs = runs.select_related("submission__lab", "submission__enrollment__run").order_by("submission__received_at", "pk")
    granted = extensions_of([assignment])
    whose: dict[object, list[int]] = {}
    credits = SubmissionCredit.objects.filter(submission__lab=assignment.lab_id, submission__enrollment__run=assignment.run_id)
    for submission, enrollment in credits.values_list("submission", "enrollment"):
        whose.setdefault(submission, []).append(enrollment)

    def percent_of(submission: Submission) -> Decimal:
        extended = [granted[key].closes_at for place in whose.get(submission.pk, ()) if (key := (assignment.pk, place)) in granted]
        return late_percent_under(terms_of(assignment, extended), submission.received_at)

    return [run for run in runs if run.late_percent != percent_of(run.submission)]
