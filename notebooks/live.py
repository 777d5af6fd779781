"""The live page of a lesson: what each pupil is doing. The rules are data; they see plain values and no clock of their own."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from django.db.models import F, FilteredRelation, Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notebooks.boards import Board
from notebooks.models import CheckRun

CHECKS_LOOKED_AT = timedelta(hours=2)


class State(StrEnum):
    """In the order in which a teacher has to go to people."""

    HAND = "hand"
    STUCK = "stuck"
    NOT_STARTED = "not_started"
    WORKING = "working"
    DONE = "done"


LABELS: dict[State, Promise] = {
    State.HAND: _("Hand up"),
    State.STUCK: _("Stuck"),
    State.NOT_STARTED: _("Not started"),
    State.WORKING: _("Working"),
    State.DONE: pgettext_lazy("live page", "Submitted"),
}
# Whom a teacher goes to.
TO_VISIT = (State.HAND, State.STUCK)
ORDER = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True)
class Limits:
    failed_checks: int = 3
    opened_for: timedelta = timedelta(minutes=10)
    silent_for: timedelta = timedelta(minutes=8)
    # Whoever has shown no sign for so long is not here now: a lab may be opened on one day and gone on with on another.
    gone_for: timedelta = timedelta(minutes=60)


LIMITS = Limits()


@dataclass(frozen=True)
class Signs:
    """What is known of one pupil in the lab. `seen_at`: last time the lab was opened, saved or checked."""

    opened_at: datetime | None = None
    seen_at: datetime | None = None
    submitted_at: datetime | None = None
    hand_at: datetime | None = None
    # Checks in a row, up to the newest, that did not pass.
    failed_checks: int = 0


@dataclass(frozen=True)
class Rule:
    """The state of a pupil for whom `holds`, why, and since when."""

    state: State
    reason: Promise | str
    holds: Callable[[Signs, datetime, Limits], bool]
    since: Callable[[Signs], datetime | None]


def is_gone(signs: Signs, now: datetime, limits: Limits) -> bool:
    return signs.seen_at is None or now - signs.seen_at > limits.gone_for


def is_silent(signs: Signs, now: datetime, limits: Limits) -> bool:
    opened, seen = signs.opened_at, signs.seen_at
    return opened is not None and seen is not None and now - opened > limits.opened_for and now - seen > limits.silent_for


# The first rule that holds decides.
RULES = (
    Rule(State.HAND, "", lambda signs, now, limits: signs.hand_at is not None, lambda signs: signs.hand_at),
    Rule(State.DONE, "", lambda signs, now, limits: signs.submitted_at is not None, lambda signs: signs.submitted_at),
    Rule(State.NOT_STARTED, "", lambda signs, now, limits: signs.opened_at is None, lambda signs: None),
    Rule(State.NOT_STARTED, _("not seen in this lesson"), is_gone, lambda signs: signs.seen_at),
    Rule(
        State.STUCK,
        _("checks that fail one after the other"),
        lambda signs, now, limits: signs.failed_checks >= limits.failed_checks,
        lambda signs: signs.seen_at,
    ),
    Rule(State.STUCK, _("nothing saved for a while"), is_silent, lambda signs: signs.seen_at),
    Rule(State.WORKING, "", lambda signs, now, limits: True, lambda signs: signs.seen_at),
)


def rule_for(signs: Signs, now: datetime, limits: Limits = LIMITS) -> Rule:
    return next(rule for rule in RULES if rule.holds(signs, now, limits))


@dataclass(frozen=True)
class Tile:
    """`number` is the place in the class list: what stands on the tile when names are hidden."""

    place: int
    number: int
    name: str
    state: State
    reason: str
    since: datetime | None
    help_pk: int | None
    note: str

    @property
    def label(self) -> Promise:
        return LABELS[self.state]


@dataclass(frozen=True)
class Room:
    tiles: tuple[Tile, ...]
    # Changes with what is shown, and only then.
    seen: str

    @property
    def counters(self) -> list[tuple[State, Promise, int]]:
        found = Counter(tile.state for tile in self.tiles)
        return [(state, LABELS[state], found[state]) for state in State]

    @property
    def to_visit(self) -> int:
        return sum(tile.state in TO_VISIT for tile in self.tiles)


def room_of(board: Board, *, now: datetime | None = None) -> Room:
    """Everybody's tile, whoever needs help first. Three queries."""
    now = now or timezone.now()
    checked, submitted = checks_of(board, now), submitted_at(board)
    rows = [{**row, "submitted_at": submitted.get(row["pk"])} for row in watched(board)]
    tiles = [tile_of(row, number, checked.get(row["pk"], NO_CHECKS), now) for number, row in enumerate(rows, start=1)]
    tiles.sort(key=in_order)
    told = "\n".join(f"{t.place} {t.number} {t.state} {t.reason} {t.since} {t.help_pk} {t.note} {t.name}" for t in tiles)
    return Room(tuple(tiles), hashlib.sha256(told.encode()).hexdigest()[:16])


def in_order(tile: Tile) -> tuple[int, float, int]:
    """Who needs help first; of these, whoever has waited longest; the others as in the class list."""
    waits = tile.since.timestamp() if tile.since and tile.state in TO_VISIT else 0
    return ORDER[tile.state], waits, tile.number


def watched(board: Board) -> Iterable[Mapping[str, Any]]:
    """The class list with everybody's activity and raised hand in this lab."""
    places: Any = board.places.annotate(
        activity=FilteredRelation("lab_activity", condition=Q(lab_activity__lab=board.lab)),
        hand=FilteredRelation("help_requests", condition=Q(help_requests__lab=board.lab, help_requests__answered_at__isnull=True)),
    )
    told = {"opened_at": "activity__opened_at", "seen_at": "activity__seen_at", "help_pk": "hand__pk", "hand_at": "hand__asked_at"}
    return places.values("pk", "person__full_name", note=F("hand__note"), **{name: F(path) for name, path in told.items()})


def submitted_at(board: Board) -> dict[int, datetime]:
    """By place: when the newest submission came, one's own or the group's."""
    return dict(board.credits.values_list("enrollment").annotate(at=Max("submission__received_at")))


@dataclass(frozen=True)
class Checks:
    failed_in_a_row: int
    newest_at: datetime | None


NO_CHECKS = Checks(0, None)


def checks_of(board: Board, now: datetime) -> dict[int, Checks]:
    """By place: how many of the newest checks in a row did not pass."""
    done = CheckRun.objects.filter(enrollment__run=board.run, lab=board.lab, state=CheckRun.State.DONE)
    recent = done.filter(queued_at__gt=now - CHECKS_LOOKED_AT).order_by("-queued_at", "-pk")
    found: dict[int, list[tuple[bool, datetime]]] = {}
    for place, results, queued_at in recent.values_list("enrollment", "results", "queued_at"):
        found.setdefault(place, []).append((has_failed(results), queued_at))
    return {place: Checks(len(list(takewhile(lambda each: each[0], runs))), runs[0][1]) for place, runs in found.items()}


def has_failed(results: Any) -> bool:
    return any(not each.get("passed") for each in results)


def tile_of(row: Mapping[str, Any], number: int, checks: Checks, now: datetime) -> Tile:
    signs = Signs(
        opened_at=row["opened_at"],
        seen_at=max((at for at in (row["seen_at"], checks.newest_at) if at), default=None),
        submitted_at=row["submitted_at"],
        hand_at=row["hand_at"],
        failed_checks=checks.failed_in_a_row,
    )
    rule = rule_for(signs, now)
    # A pupil who works is seen every minute: the time would only make the page flicker.
    since = None if rule.state is State.WORKING else rule.since(signs)
    return Tile(row["pk"], number, row["person__full_name"], rule.state, str(rule.reason), since, row["help_pk"], row["note"] or "")
