"""A trainee's ticket: where to be, when, the own code, how the attendance stands. Found for a bound browser or an account."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from .browsers import browser_of, trainee_of
from .models import BrowserBinding, ClassSession, Trainee, TrainingClass, Venue
from .notice_texts import grouped
from .panels import Place, place_of


@dataclass(frozen=True)
class Ticket:
    """`session` is the one going on, else the next; `venue` is where this trainee sits in it."""

    trainee: Trainee
    training_class: TrainingClass
    place: Place
    session: ClassSession | None
    venue: Venue | None
    address: str

    @property
    def name(self) -> str:
        return self.trainee.enrollment.person.full_name

    @property
    def code(self) -> str:
        return grouped(self.trainee.ticket_code or "")

    @property
    def is_today(self) -> bool:
        return self.session is not None and timezone.localdate(self.session.starts_at) == timezone.localdate()


def ticket_of(trainee: Trainee) -> Ticket:
    place = place_of(trainee.enrollment.person, trainee.training_class)
    return Ticket(place.trainee, place.training_class, place, place.next_session, place.venue, scan_address(trainee))


def scan_address(trainee: Trainee) -> str:
    """What the QR of the own code holds; empty for somebody without a code."""
    return f"{settings.HOCAI_SITE_URL}/diem-danh/the/{trainee.ticket_code}/" if trainee.ticket_code else ""


def classes_of(request: HttpRequest) -> list[TrainingClass]:
    """The classes under way in which this browser or account is a trainee; the one whose session comes next stands first."""
    found = TrainingClass.objects.under_way().filter(pk__in=_class_pks(request))
    now = timezone.now()
    return sorted(found, key=lambda training_class: _next_end(training_class, now))


def trainee_for(request: HttpRequest, training_class: TrainingClass) -> Trainee | None:
    """Whose ticket of this class the request may see."""
    trainee = trainee_of(request, training_class)
    if trainee is not None:
        trainee.training_class = training_class
    return trainee


def _class_pks(request: HttpRequest) -> set[int]:
    mine: set[int] = set()
    if request.user.is_authenticated:
        mine |= set(Trainee.objects.active().of_person(request.user).values_list("training_class", flat=True))
    if browser := browser_of(request):
        mine |= set(BrowserBinding.objects.in_force().filter(browser=browser).values_list("training_class", flat=True))
    return mine


def _next_end(training_class: TrainingClass, now: datetime) -> tuple[bool, float, int]:
    session = training_class.sessions.not_cancelled().ending_after(now).first()
    return (session is None, session.ends_at.timestamp() if session else 0.0, training_class.pk)
