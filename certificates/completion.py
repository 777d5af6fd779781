"""How far a learner is towards the confirmation of an open course: what is done, what is missing. Nothing is written here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from certificates.models import Certificate, ConfirmationTerms
from lms.classes.models import Trainee
from lms.learning.gradebook import RequiredResult, required_results
from lms.learning.models import Enrollment
from lms.learning.places import course_progress

# What was taken back is not given again by a press of the learner's button.
TAKEN_BACK = (Certificate.State.REVOKED, Certificate.State.ANNULLED)


@dataclass(frozen=True)
class Condition:
    """One thing that the terms ask, as a sentence with the learner's own figures."""

    text: str
    met: bool


@dataclass(frozen=True)
class Standing:
    """Where a learner stands. `certificate`: what was confirmed already, also when it was taken back since."""

    enrollment: Enrollment
    terms: ConfirmationTerms
    conditions: list[Condition]
    certificate: Certificate | None = None

    @cached_property
    def done(self) -> int:
        return sum(condition.met for condition in self.conditions)

    @property
    def is_complete(self) -> bool:
        """Terms that ask for nothing confirm nothing."""
        return bool(self.conditions) and self.done == len(self.conditions)

    @property
    def missing(self) -> list[str]:
        return [condition.text for condition in self.conditions if not condition.met]


def terms_of(enrollment: Enrollment, on: date) -> ConfirmationTerms | None:
    """What the course asks on this day, in whichever language it is learnt; None where it confirms nothing, is a class's, or was left."""
    if enrollment.state == Enrollment.State.WITHDRAWN or Trainee.objects.filter(enrollment=enrollment).exists():
        return None
    valid = ConfirmationTerms.objects.valid_on(on).filter(course__content_uid=enrollment.run.course.content_uid)
    return valid.select_related("issuer__parent", "document_class").order_by("-valid_from", "-pk").first()


def standing_of(enrollment: Enrollment) -> Standing | None:
    """None where the course has no terms in force, or where a class decides."""
    terms = terms_of(enrollment, timezone.localdate())
    if terms is None:
        return None
    return Standing(enrollment, terms, conditions_of(enrollment, terms), confirmed(enrollment))


def confirmed(enrollment: Enrollment) -> Certificate | None:
    """The document of this place: the one that stands, else the one that was taken back."""
    mine = Certificate.objects.filter(enrollment=enrollment)
    return mine.standing().first() or mine.filter(state__in=TAKEN_BACK).order_by("-issued_at").first()


def conditions_of(enrollment: Enrollment, terms: ConfirmationTerms) -> list[Condition]:
    conditions = [_lessons(enrollment)] if terms.needs_all_lessons else []
    works = required_results(enrollment.run, [enrollment])[enrollment.pk]
    return conditions + [_work(result, terms.least_percent) for result in works]


def _lessons(enrollment: Enrollment) -> Condition:
    progress = course_progress(enrollment)
    text = _("Every lesson is done: %(done)s of %(total)s so far.") % {"done": progress.done, "total": progress.total}
    return Condition(text, progress.finished)


def _work(result: RequiredResult, least_percent: int) -> Condition:
    """Exact fractions are compared, never rounded ones."""
    values = {"title": result.title, "least": least_percent}
    if result.needs_manual:
        return Condition(_("“%(title)s”: waits for the teacher's mark.") % values, met=False)
    if result.score is None or not result.max_score:
        return Condition(_("“%(title)s”: not done yet; at least %(least)s%% is asked.") % values, met=False)
    values |= {"score": _shown(result.score), "max": _shown(result.max_score)}
    text = _("“%(title)s”: %(score)s of %(max)s points; at least %(least)s%% is asked.") % values
    return Condition(text, result.score * 100 >= least_percent * result.max_score)


def _shown(points: Decimal) -> str:
    """Without idle zeros, with the sign between whole and part that the reader's language has."""
    return number_format(Decimal(f"{points.normalize():f}"))
