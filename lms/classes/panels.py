"""What the first screens and a trainee's own page show about classes: plain values from few queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from .attendance_rules import ATTENDED, CUT_SHORT, Attendance, Mark
from .due import Due, dues_of
from .eligibility import Eligibility, attendance_of, eligibility_for, make_ups_among, percent_text
from .matrix import Cell, cell_of
from .models import ClassNotice, ClassSession, CurrentAttendance, SessionVenue, Trainee, TrainingClass, Venue
from .permissions import classes_of_officer
from .reach import Reach, reach_of
from .terms import Terms

LISTED = 5


@dataclass(frozen=True)
class OfficerPanel:
    sessions_today: list[ClassSession]
    due: list[tuple[TrainingClass, list[Due]]]
    under_way: int


def for_officer(person) -> OfficerPanel:  # type: ignore[no-untyped-def]
    """Today's sessions with who came, and what is due: four queries."""
    now = timezone.now()
    mine = classes_of_officer(person)
    today = ClassSession.objects.on_day(timezone.localdate()).of_classes(mine).with_presence().select_related("training_class", "venue")
    under_way = list(mine.under_way().with_counts().order_by("opening_on", "pk"))
    due = [(training_class, dues) for training_class in under_way if (dues := dues_of(training_class, now))]
    return OfficerPanel(list(today), due[:LISTED], len(under_way))


@dataclass(frozen=True)
class ManagerPanel:
    next_session: ClassSession | None
    later: list[ClassSession]
    open_books: list[ClassSession]


def for_manager(person) -> ManagerPanel:  # type: ignore[no-untyped-def]
    """The session now or next, those after it, and past ones whose book is still open: two queries."""
    now = timezone.now()
    mine = ClassSession.objects.not_cancelled().of_classes(TrainingClass.objects.managed_by(person).under_way())
    mine = mine.with_presence().select_related("training_class", "venue")
    coming = list(mine.ending_after(now)[: LISTED + 1])
    return ManagerPanel(coming[0] if coming else None, coming[1:], list(mine.with_open_book(now)[:LISTED]))


@dataclass(frozen=True)
class MySession:
    """`venue` is where this trainee sits, which may be another room than the session's own."""

    session: ClassSession
    cell: Cell
    is_over: bool
    venue: Venue | None = None


@dataclass(frozen=True)
class Place:
    """A trainee's place in one class: own sessions, attended so far, what is missing."""

    trainee: Trainee
    training_class: TrainingClass
    sessions: list[MySession]
    attendance: Attendance
    shortfall: str
    next_session: ClassSession | None
    reach: Reach
    unread: ClassNotice | None = None
    eligibility: Eligibility | None = None

    @property
    def unit_by_session(self) -> bool:
        return Terms.from_frozen(self.training_class.programme_terms).by_session

    @property
    def venue(self) -> Venue | None:
        """This trainee's room in the next session."""
        return next((mine.venue for mine in self.sessions if mine.session == self.next_session), None)

    @property
    def is_today(self) -> bool:
        """The next session is today: the ticket is what the trainee needs."""
        return self.next_session is not None and timezone.localdate(self.next_session.starts_at) == timezone.localdate()

    @property
    def percent(self) -> str:
        """Attended so far of what was held; empty before the first session."""
        return percent_text(self.attendance.fraction) if self.attendance.held else ""

    @property
    def threshold(self) -> int:
        return Terms.from_frozen(self.training_class.programme_terms).threshold_percent

    @property
    def missing(self) -> list[MySession]:
        """Sessions that are over and were not attended in full."""
        return [mine for mine in self.sessions if mine.is_over and mine.cell.status not in ATTENDED - CUT_SHORT]

    @property
    def best_percent(self) -> str:
        """What the share becomes for somebody who misses nothing more."""
        return percent_text(self.reach.best)


@dataclass
class _Gathered:
    """Rows of several classes at once, so that a person of three classes costs no more queries than one of one."""

    sessions: dict[int, list[ClassSession]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    marks: dict[int, dict[int, Mark]] = field(default_factory=lambda: defaultdict(dict))
    unread: dict[int, ClassNotice] = field(default_factory=dict)
    rooms: dict[tuple[int, int], Venue] = field(default_factory=dict)


def places_of(person) -> list[Place]:  # type: ignore[no-untyped-def]
    """The classes under way in which `person` is a trainee: five queries."""
    mine = Trainee.objects.active().of_person(person).filter(training_class__in=TrainingClass.objects.under_way())
    trainees = list(mine.select_related("training_class").order_by("-admitted_at"))
    return _places(trainees, timezone.now()) if trainees else []


def place_of(person, training_class: TrainingClass) -> Place:  # type: ignore[no-untyped-def]
    """A trainee's own page of one class, with every condition of the certificate."""
    trainee = (
        Trainee.objects.active()
        .of_person(person)
        .select_related("training_class", "enrollment", "agency")
        .get(training_class=training_class)
    )
    [place] = _places([trainee], timezone.now())
    return Place(**{**vars(place), "eligibility": eligibility_for(trainee, place.attendance)})


def _places(trainees: list[Trainee], now: datetime) -> list[Place]:
    gathered = _Gathered()
    classes = [trainee.training_class_id for trainee in trainees]
    for session in ClassSession.objects.of_classes(classes).not_cancelled().select_related("venue"):
        gathered.sessions[session.training_class_id].append(session)
    for class_pk, pk, periods in (
        ClassSession.objects.of_classes(classes).held(now).filter(make_up_for=None).values_list("training_class", "pk", "periods")
    ):
        gathered.held[class_pk][pk] = periods
    for row in CurrentAttendance.objects.filter(trainee__in=trainees):
        gathered.marks[row.trainee_id][row.session_id] = Mark(row.status, row.periods_missed)
    gathered.unread = _newest_unread(trainees, now)
    gathered.rooms = rooms_of(trainees)
    return [_place(trainee, gathered, now) for trainee in trainees]


def rooms_of(trainees: list[Trainee]) -> dict[tuple[int, int], Venue]:
    """{(trainee id, session id): the further venue in which this trainee sits}; no query where everybody sits in the main one."""
    elsewhere = {(trainee.training_class_id, trainee.venue_id): trainee.pk for trainee in trainees if trainee.venue_id}
    if not elsewhere:
        return {}
    places = SessionVenue.objects.filter(
        session__training_class__in=[pk for pk, _venue in elsewhere], venue__in=[venue for _pk, venue in elsewhere]
    ).select_related("venue", "session")
    found = {(elsewhere.get((place.session.training_class_id, place.venue_id)), place.session_id): place.venue for place in places}
    return {(trainee, session): venue for (trainee, session), venue in found.items() if trainee}


def _newest_unread(trainees: list[Trainee], now: datetime) -> dict[int, ClassNotice]:
    """{trainee id: the newest notice since admission that this trainee has not opened}, but for sessions that are over."""
    by_class = {trainee.training_class_id: trainee for trainee in trainees}
    still_matters = Q(session__isnull=True) | Q(session__ends_at__gt=now)
    notices = ClassNotice.objects.filter(still_matters, training_class__in=by_class).exclude(openings__trainee__in=trainees)
    unread: dict[int, ClassNotice] = {}
    for notice in notices.order_by("at", "pk"):
        trainee = by_class[notice.training_class_id]
        if notice.at >= trainee.admitted_at:
            unread[trainee.pk] = notice
    return unread


def _place(trainee: Trainee, gathered: _Gathered, now: datetime) -> Place:
    training_class = trainee.training_class
    terms = Terms.from_frozen(training_class.programme_terms)
    marks = gathered.marks[trainee.pk]
    sessions = [session for session in gathered.sessions[training_class.pk] if _concerns(session, marks)]
    over = {session.pk for session in sessions if session.is_over(now)}
    # A session that goes on does not count against somebody who may still check in.
    held = {pk: periods for pk, periods in gathered.held[training_class.pk].items() if pk in over or pk in marks}
    attendance = attendance_of(trainee, held, marks, terms, make_ups_among(sessions))
    ahead = [session for session in sessions if session.pk not in over and session.pk not in marks]
    reach = reach_of(
        attendance,
        [session.periods for session in ahead if session.make_up_for_id is None],
        terms,
        make_good=[session.periods for session in ahead if session.make_up_for_id],
    )
    return Place(
        trainee,
        training_class,
        [
            MySession(
                session, cell_of(marks.get(session.pk)), session.pk in over, gathered.rooms.get((trainee.pk, session.pk), session.venue)
            )
            for session in sessions
        ],
        attendance,
        reach.shortfall if sessions else "",
        next((session for session in sessions if session.ends_at > now), None),
        reach,
        gathered.unread.get(trainee.pk),
    )


def _concerns(session: ClassSession, marks: dict[int, Mark]) -> bool:
    """A make-up session is for those who missed the session that it makes up for, and for whoever came to it."""
    if session.make_up_for_id is None or session.pk in marks:
        return True
    original = marks.get(session.make_up_for_id)
    return original is None or original.status not in ATTENDED
