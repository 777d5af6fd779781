"""Who of a class has seen a notice and who has not, and how its sending stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation import messaging
from lms.foundation.vietnamese import collation_key

from .actions.deliveries import SENDING
from .models import ClassNotice, NoticeDelivery, Trainee

State, Channel = NoticeDelivery.State, NoticeDelivery.Channel
# A row set aside for longer than this belongs to a worker that died.
HAND_OVER = timedelta(minutes=2)


@dataclass(frozen=True)
class AgencyMissing:
    name: str
    trainees: list[Trainee]


@dataclass(frozen=True)
class Way:
    """One channel of one notice. `reachable` trainees have an address for it."""

    channel: str
    label: str
    is_configured: bool
    reachable: int
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[Trainee, str]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many could still be sent to."""
        return max(self.reachable - sum(self.counts.values()), 0)

    @property
    def sent(self) -> int:
        return self.counts.get(State.SENT, 0)

    @property
    def waiting(self) -> int:
        return self.counts.get(State.WAITING, 0)

    @property
    def failed(self) -> int:
        return self.counts.get(State.FAILED, 0)


@dataclass(frozen=True)
class Readers:
    total: int
    opened: int
    missing: list[AgencyMissing]


def readers_of(notice: ClassNotice) -> Readers:
    """Two queries, whatever the size of the class."""
    roster = Trainee.objects.active().filter(training_class=notice.training_class_id)
    missing = roster.exclude(notice_openings__notice=notice).by_name().select_related("enrollment__person", "agency")
    rows = list(missing)
    total = roster.count()
    return Readers(total, total - len(rows), _by_agency(rows))


def opened_counts(notices: Iterable[ClassNotice]) -> dict[int, int]:
    """{notice id: how many on the roster have opened it}."""
    roster = Trainee.objects.active()
    counted = ClassNotice.objects.filter(pk__in=[notice.pk for notice in notices], openings__trainee__in=roster)
    return dict(counted.order_by().values("pk").annotate(n=Count("openings")).values_list("pk", "n"))


def ways_of(notice: ClassNotice) -> list[Way]:
    """Mail, SMS and Zalo with their numbers: three queries."""
    counts: dict[str, dict[str, int]] = {}
    for channel, state, n in (
        notice.deliveries.order_by().values("channel", "state").annotate(n=Count("pk")).values_list("channel", "state", "n")
    ):
        counts.setdefault(channel, {})[state] = n
    people = Trainee.objects.active().filter(training_class=notice.training_class_id)
    reachable = dict.fromkeys((Channel.SMS, Channel.ZALO), people.exclude(enrollment__person__phone="").count())
    reachable[Channel.MAIL] = people.filter(enrollment__person__email__isnull=False).count()
    failures = _failures(notice)
    return [
        Way(
            channel,
            str(channel.label),
            messaging.is_configured(channel),
            reachable[channel],
            counts.get(channel, {}),
            failures.get(channel, []),
        )
        for channel in Channel
    ]


def _failures(notice: ClassNotice) -> dict[str, list[tuple[Trainee, str]]]:
    found: dict[str, list[tuple[Trainee, str]]] = {}
    failed = notice.deliveries.filter(state=State.FAILED).select_related("trainee__enrollment__person")
    for row in failed.order_by("trainee__enrollment__person__name_sort_key", "pk"):
        found.setdefault(row.channel, []).append((row.trainee, _why(row)))
    return found


def _why(row: NoticeDelivery) -> str:
    if row.detail != SENDING:
        return row.detail
    if timezone.now() - row.at < HAND_OVER:
        return _("is being sent")
    return _("interrupted: it is not known whether it arrived")


def _by_agency(trainees: list[Trainee]) -> list[AgencyMissing]:
    """Agencies in Vietnamese order; the names within keep their order."""
    ordered = sorted(trainees, key=lambda trainee: (collation_key(trainee.agency.name), trainee.agency_id))
    return [
        AgencyMissing(group[0].agency.name, group) for _pk, rows in groupby(ordered, key=lambda t: t.agency_id) if (group := list(rows))
    ]
