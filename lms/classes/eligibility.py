"""Who may receive the certificate of a class, and why not: the rule, then its reading for a whole class.

TT 03/2023/TT-BNV, Điều 6: taking part as the programme prescribes, every required work at least half of its scale,
no open discipline. All three; fractions are compared exactly, never rounded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation.vietnamese import format_number
from lms.learning import gradebook
from lms.learning.gradebook import RequiredResult

from .attendance_rules import Attendance, MakeUp, Mark, summarise
from .models import ClassSession, CurrentAttendance, Trainee, TrainingClass
from .terms import Terms


@dataclass(frozen=True)
class Reason:
    """One condition, met or not, in one sentence."""

    code: str
    met: bool
    text: str


@dataclass(frozen=True)
class Eligibility:
    eligible: bool
    reasons: list[Reason]
    attendance: Attendance

    @property
    def attendance_fraction(self) -> Fraction:
        return self.attendance.fraction

    @property
    def unmet(self) -> list[Reason]:
        return [reason for reason in self.reasons if not reason.met]

    def as_snapshot(self) -> dict[str, Any]:
        """Plain values for a recognition decision to freeze."""
        return {
            "eligible": self.eligible,
            "attended": self.attendance.attended,
            "held": self.attendance.held,
            "reasons": [{"code": reason.code, "met": reason.met, "text": reason.text} for reason in self.reasons],
        }


def judge(
    terms: Terms,
    attendance: Attendance,
    required_results: Iterable[RequiredResult],
    under_discipline: bool,
    confirmation: str = Trainee.Confirmation.CONFIRMED,
) -> Eligibility:
    """Every condition with its sentence; eligible only when all are met. A walk-in also needs the agency's word."""
    reasons = [_attendance_reason(terms, attendance)]
    reasons += [_work_reason(terms, result) for result in required_results]
    reasons.append(_discipline_reason(under_discipline))
    if confirmation != Trainee.Confirmation.CONFIRMED:
        reasons.append(_confirmation_reason(confirmation))
    return Eligibility(all(reason.met for reason in reasons), reasons, attendance)


def percent_text(fraction: Fraction) -> str:
    """One digit after the comma, cut and not rounded: 79,99 % must not read as 80 %."""
    tenths = fraction.numerator * 1000 // fraction.denominator
    return f"{format_number(tenths / 10)} %"


def _attendance_reason(terms: Terms, attendance: Attendance) -> Reason:
    if not attendance.held:
        return Reason("no_session_held", False, _("No session of the class has been held yet."))
    met = attendance.reaches(terms.threshold_percent)
    values = {
        "attended": attendance.attended,
        "held": attendance.held,
        "percent": percent_text(attendance.fraction),
        "threshold": terms.threshold_percent,
    }
    if terms.by_session:
        text = _("Attended %(attended)s of %(held)s sessions (%(percent)s); at least %(threshold)s %% is needed.")
    else:
        text = _("Attended %(attended)s of %(held)s tiết (%(percent)s); at least %(threshold)s %% is needed.")
    return Reason("attendance_reached" if met else "attendance_below_minimum", met, text % values)


def _work_reason(terms: Terms, result: RequiredResult) -> Reason:
    if result.needs_manual:
        return Reason("work_waits_for_marking", False, _("“%(title)s” still waits for the teacher's marks.") % {"title": result.title})
    if result.score is None or result.max_score is None:
        return Reason("work_missing", False, _("“%(title)s” has not been handed in.") % {"title": result.title})
    met = Fraction(result.score) * 100 >= terms.required_work_percent * Fraction(result.max_score)
    values = {
        "title": result.title,
        "score": format_number(result.score),
        "max_score": format_number(result.max_score),
        "percent": terms.required_work_percent,
    }
    text = _("“%(title)s”: %(score)s of %(max_score)s points; at least %(percent)s %% is needed.") % values
    return Reason("work_passed" if met else "work_below_minimum", met, text)


def _discipline_reason(under_discipline: bool) -> Reason:
    if under_discipline:
        return Reason("under_discipline", False, _("A disciplinary matter of this class is still open."))
    return Reason("no_discipline", True, _("No disciplinary matter is open."))


def _confirmation_reason(confirmation: str) -> Reason:
    if confirmation == Trainee.Confirmation.REFUSED:
        return Reason("refused_by_agency", False, _("The agency did not send this person to the class."))
    return Reason("awaiting_agency", False, _("The agency has not confirmed yet that it sent this person."))


def eligibility_of(training_class: TrainingClass) -> dict[int, Eligibility]:
    """{trainee id: eligibility} of everybody on the roster, in six queries whatever the size of the class."""
    terms = Terms.from_frozen(training_class.programme_terms)
    trainees = list(training_class.trainees.active().select_related("enrollment"))
    held, make_ups = held_periods(training_class), make_ups_of(training_class)
    marks = marks_by_trainee(training_class)
    results = gradebook.required_results(training_class.run, [trainee.enrollment for trainee in trainees])
    return {
        trainee.pk: judge(
            terms,
            attendance_of(trainee, held, marks[trainee.pk], terms, make_ups),
            results.get(trainee.enrollment_id, []),
            trainee.under_discipline,
            trainee.confirmation,
        )
        for trainee in trainees
    }


def eligibility_for(trainee: Trainee, attendance: Attendance) -> Eligibility:
    """One trainee, whose attendance has been summed up already."""
    terms = Terms.from_frozen(trainee.training_class.programme_terms)
    results = gradebook.required_results(trainee.training_class.run, [trainee.enrollment])
    return judge(terms, attendance, results[trainee.enrollment_id], trainee.under_discipline, trainee.confirmation)


def attendance_of(
    trainee: Trainee, held: Mapping[int, int], marks: Mapping[int, Mark], terms: Terms, make_ups: Iterable[MakeUp]
) -> Attendance:
    """What counts for this trainee: nothing for somebody whom the agency says it did not send; the marks stay in the book."""
    is_refused = trainee.confirmation == Trainee.Confirmation.REFUSED
    return summarise(held, {} if is_refused else marks, terms, make_ups)


def held_periods(training_class: TrainingClass) -> dict[int, int]:
    """{session id: tiết} of the sessions held so far. A make-up session is held for nobody."""
    return dict(training_class.sessions.held(timezone.now()).filter(make_up_for=None).values_list("pk", "periods"))


def make_ups_of(training_class: TrainingClass) -> list[MakeUp]:
    return make_ups_among(training_class.sessions.not_cancelled().exclude(make_up_for=None))


def make_ups_among(sessions: Iterable[ClassSession]) -> list[MakeUp]:
    """The make-up sessions among these, as the rules count them."""
    return [MakeUp(session.pk, session.make_up_for_id, session.periods) for session in sessions if session.make_up_for_id]


def marks_by_trainee(training_class: TrainingClass) -> dict[int, dict[int, Mark]]:
    """{trainee id: {session id: mark}}, with an empty dict for those without a mark."""
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    for row in CurrentAttendance.objects.filter(session__training_class=training_class):
        marks[row.trainee_id][row.session_id] = Mark(row.status, row.periods_missed)
    return marks
