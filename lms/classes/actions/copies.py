"""«Lớp mới từ lớp trước»: everything of a class but its people, on other days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lms.classes import scheduling
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, SessionVenue, TrainingClass, TrainingProgramme
from lms.foundation import audit
from lms.foundation.holidays import calendar_between
from lms.foundation.vietnamese import format_date
from lms.people.models import Organization, User

from . import classes
from .classes import SETTINGS, ClassPlan
from .sessions import SessionPlan, add_planned

# Between today and the opening day that is proposed: time for a notice and the agencies' lists.
PREPARATION = timedelta(days=14)


@dataclass(frozen=True)
class CopiedSession:
    """A session of the old class and where it would be."""

    source: ClassSession
    proposal: scheduling.Proposal


def sessions_to_copy(source: TrainingClass) -> list[ClassSession]:
    """Those that were planned as such: no cancelled one, and none that only made up for another."""
    return list(source.sessions.not_cancelled().filter(make_up_for=None).select_related("venue").order_by("starts_at", "number"))


def first_day_of(source: TrainingClass, sessions: list[ClassSession]) -> date:
    """The opening day, where it lies before the first session, else the day of the first session. Raises ClassError nothing_to_copy."""
    if not sessions:
        raise ClassError("nothing_to_copy")
    first = timezone.localtime(sessions[0].starts_at).date()
    return min(source.opening_on, first) if source.opening_on else first


def proposed_opening(source: TrainingClass) -> date:
    """Raises ClassError nothing_to_copy."""
    first = first_day_of(source, sessions_to_copy(source))
    return scheduling.proposed_opening(first, not_before=timezone.localdate() + PREPARATION)


def proposed_code(source: TrainingClass, opening: date) -> str:
    """The next number of the opening day's year that no class and no course run has."""
    return scheduling.next_code(source.code, opening.year, classes.codes_in_use())


def schedule(source: TrainingClass, opening: date) -> list[CopiedSession]:
    """Where the sessions would be with this opening day. Raises ClassError nothing_to_copy."""
    sessions = sessions_to_copy(source)
    first_day = first_day_of(source, sessions)
    last = opening + (timezone.localtime(sessions[-1].starts_at).date() - first_day)
    proposals = scheduling.propose(
        [_slot(session) for session in sessions], opening=opening, first_day=first_day, calendar=calendar_between(opening, last)
    )
    return [CopiedSession(session, proposal) for session, proposal in zip(sessions, proposals, strict=True)]


def programme_of_today(programme: TrainingProgramme) -> TrainingProgramme:
    """The newest version in force of a programme. Raises ClassError programme_ended."""
    versions = TrainingProgramme.objects.valid_on(timezone.localdate()).filter(code=programme.code)
    found = versions.order_by("-version").first()
    if found is None:
        raise ClassError("programme_ended", title=programme.title)
    return found


@transaction.atomic
def create(
    *,
    source: TrainingClass,
    code: str,
    title: str,
    opening_on: date,
    organizer: Organization,
    days: Mapping[int, date] | None = None,
    by: User,
) -> TrainingClass:
    """A class like `source`: sessions, venues, staff, places and settings, the programme's terms of today, no people.

    `days` says for a session of the source (by its id) another day than the proposed one. Raises ClassError: nothing_to_copy,
    programme_ended, day_before_opening, and those of `classes.create`.
    """
    copied = schedule(source, opening_on)
    slots = [_on_day(each.proposal.slot, (days or {}).get(each.source.pk)) for each in copied]
    opening_on = _opening_day(opening_on, min(slot.starts.date() for slot in slots))
    _check_days(opening_on, slots)
    last_day = max(slot.starts.date() for slot in slots)
    made = classes.create(plan=_plan(source, code, title, opening_on, last_day, organizer), by=by)
    TrainingClass.objects.filter(pk=made.pk).update(copied_from=source)
    made.copied_from = source
    _copy_sessions(made, copied, slots)
    _copy_staff(source, made, by)
    audit.record(by, "class.copy", made, after={"from": source.code, "sessions": len(slots)})
    return made


def _slot(session: ClassSession) -> scheduling.Slot:
    return scheduling.Slot(_wall(session.starts_at), _wall(session.ends_at))


def _wall(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def _on_day(slot: scheduling.Slot, day: date | None) -> scheduling.Slot:
    shift = day - slot.starts.date() if day else timedelta(0)
    return scheduling.Slot(slot.starts + shift, slot.ends + shift)


def _opening_day(chosen: date, first_session: date) -> date:
    """A day off cannot open a class: then the first session does."""
    return chosen if calendar_between(chosen, chosen).is_working_day(chosen) else max(chosen, first_session)


def _check_days(opening_on: date, slots: list[scheduling.Slot]) -> None:
    for number, slot in enumerate(slots, start=1):
        if slot.starts.date() < opening_on:
            raise ClassError("day_before_opening", n=number, day=format_date(slot.starts.date()), opening=format_date(opening_on))


def _plan(source: TrainingClass, code: str, title: str, opening_on: date, last_day: date, organizer: Organization) -> ClassPlan:
    settings = {name: getattr(source, name) for name in SETTINGS}
    if source.opening_on:
        shift = opening_on - source.opening_on
        settings |= {name: moment + shift for name in ("enrols_from", "enrols_until") if (moment := settings[name])}
    return ClassPlan(
        code=code,
        title=title,
        programme=programme_of_today(source.programme),
        course=source.run.course,
        organizer=organizer,
        issuer=source.issuer,
        coordinators=tuple(each for each in source.coordinators.all() if each != organizer),
        form=source.form,
        quota=source.quota,
        opening_on=opening_on,
        closing_on=last_day if source.closing_on else None,
        settings=settings,
    )


def _copy_sessions(made: TrainingClass, copied: list[CopiedSession], slots: list[scheduling.Slot]) -> None:
    """In the order of their new days; each keeps content, tiết, venue and further venues."""
    pairs = sorted(zip(slots, copied, strict=True), key=lambda pair: pair[0].starts)
    plans = [
        SessionPlan(
            starts_at=timezone.make_aware(slot.starts),
            ends_at=timezone.make_aware(slot.ends),
            periods=each.source.periods,
            title=each.source.title,
            venue=each.source.venue,
        )
        for slot, each in pairs
    ]
    for session, (_slot, each) in zip(add_planned(made, plans), pairs, strict=True):
        SessionVenue.objects.bulk_create(
            SessionVenue(session=session, venue_id=place.venue_id, kind=place.kind, meeting_url=place.meeting_url)
            for place in each.source.further_venues.all()
        )


def _copy_staff(source: TrainingClass, made: TrainingClass, by: User) -> None:
    """Whoever has left since is not appointed."""
    for member in source.staff.filter(person__is_active=True).select_related("person"):
        staff = classes.appoint(training_class=made, person=member.person, role=member.role, by=by)
        if member.venue_id:
            staff.venue_id = member.venue_id
            staff.save(update_fields=["venue"])
