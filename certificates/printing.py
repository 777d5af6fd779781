"""Which documents of a class go on paper, and in which order they leave the printer. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certificates.models import Blank, Certificate, DocumentClass, PrintLine, PrintRun
from certificates.models.certificates import STANDING
from lms.classes.models import ClassSession, TrainingClass
from lms.foundation.vietnamese import collation_key, normalise
from lms.people.models import User

Order = PrintRun.Order


@dataclass(frozen=True)
class Sheet:
    """A document that is to be printed: where it is handed out, and of which agency its holder is."""

    certificate: Certificate
    venue: str
    agency: str

    @property
    def name(self) -> str:
        return str(self.certificate.snapshot["holder"])

    def group(self, order: str) -> str:
        """As the divider page says; empty where the whole stack is one group."""
        if order == Order.NAME:
            return ""
        parts = (self.venue, self.agency) if order == Order.VENUE else (self.agency,)
        return " · ".join(part for part in parts if part)[:250]


class Venues:
    """Where each trainee of a class receives the paper: at the place planned for the last session, on whose day papers are given out.

    As `lms.classes.places` plans: the trainee's own venue where that session is also held, else the session's own venue.
    """

    def __init__(self, training_class: TrainingClass) -> None:
        self.training_class = training_class

    def of(self, venue_id: int | None, venue_name: str) -> str:
        session = self._last_session
        if session is None:
            return venue_name
        own = session.venue.name if session.venue else ""
        if venue_id is None or venue_id == session.venue_id:
            return own
        # A session without any place says nothing; then the trainee's own venue counts.
        return venue_name if venue_id in self._further or not own else own

    @cached_property
    def _last_session(self) -> ClassSession | None:
        return self.training_class.sessions.not_cancelled().select_related("venue").order_by("-starts_at", "-number").first()

    @cached_property
    def _further(self) -> set[int]:
        return set(self._last_session.further_venues.values_list("venue_id", flat=True)) if self._last_session else set()


def printable(training_class: TrainingClass) -> QuerySet[Certificate]:
    """Prepared and valid documents: those that are prepared are printed before the ceremony."""
    found = Certificate.objects.standing().of_class(training_class)
    return found.select_related("document_class", "enrollment__person", "enrollment__trainee__agency", "enrollment__trainee__venue")


def not_yet_printed(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return certificates.filter(~Exists(PrintLine.objects.filter(certificate=OuterRef("pk"))))


def kinds_of(training_class: TrainingClass) -> list[DocumentClass]:
    """The forms that standing documents of this class have; nearly always one."""
    used = printable(training_class).order_by().values("document_class").distinct()
    return list(DocumentClass.objects.filter(pk__in=used).newest_first())


def in_order(training_class: TrainingClass, certificates: Iterable[Certificate], order: str) -> list[Sheet]:
    """Names by the Vietnamese rule: given name first. Agencies and venues by theirs."""
    venues = Venues(training_class)
    sheets = [_sheet(certificate, venues) for certificate in certificates]
    return sorted(sheets, key=lambda sheet: _key(sheet, order))


def _sheet(certificate: Certificate, venues: Venues) -> Sheet:
    trainee = certificate.enrollment.trainee
    venue = venues.of(trainee.venue_id, trainee.venue.name if trainee.venue else "")
    return Sheet(certificate, venue, str(certificate.snapshot["workplace"] or trainee.agency.name))


def _key(sheet: Sheet, order: str) -> tuple[object, ...]:
    person = sheet.certificate.enrollment.person
    name = (person.name_sort_key, person.birth_year or 0, sheet.certificate.register_number or 0, str(sheet.certificate.pk))
    groups = {Order.NAME: (), Order.AGENCY: (sheet.agency,), Order.VENUE: (sheet.venue, sheet.agency)}
    return (*[(collation_key(text), text) for text in groups[Order(order)]], *name)


def lines_of(run: PrintRun) -> list[PrintLine]:
    """Everything of a run, in its order."""
    found = run.lines.select_related("certificate__document_class", "certificate__hand_over", "blank")
    return list(found)


def still_standing(lines: Iterable[PrintLine]) -> list[PrintLine]:
    """Without documents that became void since."""
    return [line for line in lines if line.certificate.state in STANDING]


@dataclass(frozen=True)
class Group:
    """The sheets behind one divider page."""

    title: str
    lines: list[PrintLine]


def groups_of(lines: Iterable[PrintLine]) -> list[Group]:
    return [Group(title, list(found)) for title, found in groupby(lines, key=lambda line: line.group)]


@dataclass(frozen=True)
class LastSettings:
    """With what the issuer's last run was printed: the printer has not moved since."""

    shift_x_mm: object = 0
    shift_y_mm: object = 0
    order: str = Order.AGENCY


def last_settings(training_class: TrainingClass) -> LastSettings:
    last = PrintRun.objects.filter(training_class__issuer=training_class.issuer_id).order_by("-made_at", "-pk").first()
    return LastSettings(last.shift_x_mm, last.shift_y_mm, last.order) if last else LastSettings()


def runs_of(training_class: TrainingClass) -> QuerySet[PrintRun]:
    found = PrintRun.objects.filter(training_class=training_class).select_related("made_by")
    used = Q(lines__blank__state=Blank.State.USED)
    return found.annotate(sheets=Count("lines"), matched=Count("lines", filter=used)).order_by("-made_at", "-pk")


def named(certificates: QuerySet[Certificate], words: str) -> QuerySet[Certificate]:
    """Of the person with this name, marks or not, or with this serial number; nobody when nothing was typed."""
    words = normalise(words)
    if not words:
        return certificates.none()
    people = User.objects.named_like(words).values("pk")
    return certificates.filter(Q(serial_no__iexact=words) | Q(enrollment__person__in=people))
