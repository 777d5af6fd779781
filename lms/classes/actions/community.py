"""A community session is written down, corrected for some days, removed: counted by head, without numbers of people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.classes.exceptions import ClassError
from lms.classes.models import CommunityCount, CommunitySession
from lms.foundation import audit
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import Organization, User

CHANGE_DAYS = 7
LONGEST_PAST = timedelta(days=366)
# Nine digits or more, however they are parted: a personal number, an old identity card, a telephone.
NUMBER_OF_A_PERSON = re.compile(r"(?:\d[ .\-]?){8,}\d")


@dataclass(frozen=True)
class CommunityPlan:
    """What was written down. `counts`: {(sex, age band): heads}; `names` were given voluntarily."""

    topic: str
    place: str
    on: date
    minutes: int
    counts: Mapping[tuple[str, str], int]
    names: Sequence[str] = field(default_factory=tuple)
    note: str = ""

    @property
    def heads(self) -> int:
        return sum(self.counts.values())


def record(*, ward: Organization, uid: UUID, plan: CommunityPlan, by: User) -> tuple[CommunitySession, bool]:
    """The session, and whether it is new: the same `uid` sent again is the same session, as it was first written.

    Raises ClassError: community_nobody, community_in_future, community_too_old, community_number, community_ward_ended,
    community_uid_taken.
    """
    if known := _known(uid, ward, by):
        return known, False
    _check(plan, ward)
    try:
        return _write(ward, uid, plan, by), True
    except IntegrityError:  # the same one arrived twice at once
        if known := _known(uid, ward, by):
            return known, False
        raise


@transaction.atomic
def change(*, session: CommunitySession, plan: CommunityPlan, by: User) -> CommunitySession:
    """Raises ClassError community_settled and those of `record`."""
    session = _open(session)
    _check(plan, session.ward)
    before = _summary(session)
    session.topic, session.place, session.on, session.minutes = plan.topic, plan.place, plan.on, plan.minutes
    session.names, session.note = _names(plan), plan.note.strip()
    session.changed_at = timezone.now()
    session.save()
    session.counts.all().delete()
    _write_counts(session, plan)
    audit.record(by, "community.change", session, before=before, after=_summary(session))
    return session


@transaction.atomic
def remove(*, session: CommunitySession, by: User) -> None:
    """It no longer counts; the row stays, the names go. Twice changes nothing. Raises ClassError community_settled."""
    locked = CommunitySession.objects.select_for_update(of=("self",)).select_related("ward").get(pk=session.pk)
    if locked.removed_at is not None:
        return
    _refuse_settled(locked)
    audit.record(by, "community.remove", locked, before=_summary(locked))
    locked.removed_at, locked.names = timezone.now(), []
    locked.save(update_fields=["removed_at", "names"])


def is_open(session: CommunitySession, at: datetime) -> bool:
    """Whether it may still be changed."""
    return at < session.at + timedelta(days=CHANGE_DAYS)


def plan_texts(plan: CommunityPlan) -> list[tuple[str, str]]:
    """(label, text) of everything that somebody typed."""
    texts = [
        (pgettext("of a community session", "Topic"), plan.topic),
        (pgettext("of a community session", "Place"), plan.place),
        (pgettext("of a community session", "Note"), plan.note),
    ]
    return texts + [(_("Names, line %(n)s") % {"n": n}, name) for n, name in enumerate(plan.names, start=1)]


def _check(plan: CommunityPlan, ward: Organization) -> None:
    for label, text in plan_texts(plan):
        if found := NUMBER_OF_A_PERSON.search(normalise(text)):
            raise ClassError("community_number", field=label, text=found.group().strip())
    if plan.heads < 1:
        raise ClassError("community_nobody")
    today = timezone.localdate()
    if plan.on > today:
        raise ClassError("community_in_future", day=format_date(plan.on))
    if plan.on < today - LONGEST_PAST:
        raise ClassError("community_too_old", day=format_date(plan.on))
    if not Organization.objects.valid_on(plan.on).filter(pk=ward.pk).exists():
        raise ClassError("community_ward_ended", ward=ward.name, day=format_date(plan.on))


@transaction.atomic
def _write(ward: Organization, uid: UUID, plan: CommunityPlan, by: User) -> CommunitySession:
    session = CommunitySession.objects.create(
        uid=uid,
        ward=ward,
        topic=plan.topic,
        place=plan.place,
        on=plan.on,
        minutes=plan.minutes,
        names=_names(plan),
        note=plan.note.strip(),
        by=by,
    )
    _write_counts(session, plan)
    audit.record(by, "community.record", session, after=_summary(session))
    return session


def _write_counts(session: CommunitySession, plan: CommunityPlan) -> None:
    CommunityCount.objects.bulk_create(
        CommunityCount(session=session, sex=sex, age_band=band, n=n) for (sex, band), n in plan.counts.items() if n
    )


def _names(plan: CommunityPlan) -> list[dict[str, str]]:
    return [{"name": name} for each in plan.names if (name := normalise(each))]


def _known(uid: UUID, ward: Organization, by: User) -> CommunitySession | None:
    known = CommunitySession.objects.filter(uid=uid).first()
    if known is not None and (known.ward_id, known.by_id) != (ward.pk, by.pk):
        raise ClassError("community_uid_taken")
    return known


def _open(session: CommunitySession) -> CommunitySession:
    session = CommunitySession.objects.select_for_update(of=("self",)).select_related("ward").get(pk=session.pk)
    _refuse_settled(session)
    return session


def _refuse_settled(session: CommunitySession) -> None:
    if session.removed_at is not None or not is_open(session, timezone.now()):
        raise ClassError("community_settled", days=CHANGE_DAYS)


def _summary(session: CommunitySession) -> dict[str, object]:
    """For the diary: figures and what was typed, but no names of people."""
    counts = {f"{count.sex}/{count.age_band}": count.n for count in session.counts.all()}
    return {"topic": session.topic, "place": session.place, "on": session.on, "minutes": session.minutes, "counts": counts}
