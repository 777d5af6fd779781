"""What was odd, in words for the person who looks at it, and which flags belong together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.classes.models import Flag

Kind = Flag.Kind


@dataclass(frozen=True)
class FlagGroup:
    """Flags of one kind that are looked at together: one device and everybody it checked in."""

    kind: str
    label: str
    advice: str
    flags: list[Flag] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return all(flag.settled_at for flag in self.flags)

    @property
    def first(self) -> Flag:
        return self.flags[0]

    @property
    def lines(self) -> list[tuple[Flag, str]]:
        return [(flag, text_of(flag)) for flag in self.flags]


def grouped(flags: Iterable[Flag]) -> list[FlagGroup]:
    """One device of one session makes one group; everything else stands alone. Open ones first."""
    groups: dict[object, FlagGroup] = {}
    for flag in flags:
        is_device = flag.kind == Kind.ONE_DEVICE_MANY_PEOPLE and flag.browser_id
        key = (flag.kind, flag.session_id, flag.browser_id, bool(flag.settled_at)) if is_device else flag.pk
        groups.setdefault(key, FlagGroup(flag.kind, str(flag.get_kind_display()), _advice(flag.kind))).flags.append(flag)
    return sorted(groups.values(), key=lambda group: group.is_settled)


def text_of(flag: Flag) -> str:
    """The details of one flag; what nobody wrote down is left out."""
    say = _TEXTS.get(flag.kind)
    return say(flag.details or {}) if say else ""


def _far(details: Mapping[str, Any]) -> str:
    shown, received = _time(details.get("shown_at")), _time(details.get("received_at"))
    if not (shown and received):
        return ""
    minutes = round(abs((received - shown).total_seconds()) / 60)
    values = {"shown": _clock(shown), "received": _clock(received), "n": minutes}
    text = ngettext(
        "The code was on the wall at %(shown)s and arrived at %(received)s: %(n)s minute later.",
        "The code was on the wall at %(shown)s and arrived at %(received)s: %(n)s minutes later.",
        minutes,
    )
    return text % values


def _arrived(details: Mapping[str, Any]) -> str:
    arrived = _time(details.get("arrived_at"))
    return _("Arrived at %(time)s and was sent to the desk.") % {"time": _clock(arrived)} if arrived else ""


def _venue(details: Mapping[str, Any]) -> str:
    planned, seen = details.get("planned"), details.get("seen")
    return _("Planned at %(planned)s, checked in at %(seen)s.") % {"planned": planned, "seen": seen} if planned and seen else ""


def _heads(details: Mapping[str, Any]) -> str:
    counted, recorded = details.get("heads"), details.get("recorded")
    if counted is None or recorded is None:
        return ""
    values = {"counted": counted, "recorded": recorded, "place": details.get("place") or ""}
    return _("%(counted)s heads were counted, %(recorded)s people are marked present. %(place)s").strip() % values


def _advice(kind: str) -> str:
    advice = {
        Kind.ONE_DEVICE_MANY_PEOPLE: _("Call the names: colleagues may share a phone, but nobody may check in an absent friend."),
        Kind.CODE_FAR_FROM_ITS_TIME: _("A photographed code, or a phone without a network: ask whether the person was in the room."),
        Kind.NAME_TAKEN: _("Compare the papers of both people; at the desk the first phone can be let go."),
        Kind.WRONG_CONFIRMATION: _("Look at the birth date in the roster together with the trainee."),
        Kind.WRONG_VENUE: _("The presence counts; correct the planned place if it has changed."),
        Kind.HEADS_DIFFER: _("Call the names that were drawn; void the mark of whoever was not there."),
    }
    return advice.get(Kind(kind), "") if kind in Kind.values else ""


def _time(value: object) -> datetime | None:
    """Details are plain values; a damaged one is left out."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return timezone.localtime(found) if timezone.is_aware(found) else None


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S %d/%m/%Y")


_TEXTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    Kind.CODE_FAR_FROM_ITS_TIME: _far,
    Kind.NAME_TAKEN: _arrived,
    Kind.WRONG_CONFIRMATION: _arrived,
    Kind.ONE_DEVICE_MANY_PEOPLE: _arrived,
    Kind.WRONG_VENUE: _venue,
    Kind.HEADS_DIFFER: _heads,
}
