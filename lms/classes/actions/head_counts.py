"""Somebody counts the heads in a room; when the book says otherwise, names are drawn and called."""

import secrets
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Flag, HeadCount
from lms.classes.places import Place, Seat, name_of, seats_of
from lms.foundation import audit
from lms.people.models import User

from .sessions import locked, refuse_final

NAMES_DRAWN = 10
# Nobody can foresee whom the server draws.
_chance = secrets.SystemRandom()


@transaction.atomic
def add(*, session: ClassSession, place: Place, n: int, by: User) -> HeadCount:
    """`n` heads at this place now. A difference draws ten names of those recorded there and raises a flag; agreement settles it.

    Raises ClassError: class_final, session_cancelled, book_closed.
    """
    session = _open_book(session)
    present = _present(session, place)
    count = HeadCount.objects.create(session=session, place=place, n=n, recorded=len(present), called=[], by=by)
    if n == count.recorded:
        _settle(count)
    else:
        count.called = _drawn(present, NAMES_DRAWN)
        count.save(update_fields=["called"])
        _flag(count)
    audit.record(by, "session.count_heads", session, after={"place": name_of(session, place), "n": n, "recorded": count.recorded})
    return count


@transaction.atomic
def draw_more(*, count: HeadCount, by: User) -> HeadCount:
    """Ten further names of those recorded there; none twice. Raises ClassError as `add`."""
    count = _locked_count(count)
    already = {called["trainee"] for called in count.called}
    rest = [trainee for trainee in _present(count.session, count.place) if trainee not in already]
    count.called = [*count.called, *_drawn(rest, NAMES_DRAWN)]
    count.save(update_fields=["called"])
    audit.record(by, "session.call_names", count.session, after={"count": count.pk, "names": len(count.called)})
    return count


@transaction.atomic
def answer(*, count: HeadCount, answers: dict[int, bool | None], by: User) -> HeadCount:
    """Who of the drawn answered; None takes an answer back. Raises ClassError: not_among_called and as `add`."""
    count = _locked_count(count)
    drawn = {called["trainee"] for called in count.called}
    if strange := set(answers) - drawn:
        raise ClassError("not_among_called", name=", ".join(map(str, sorted(strange))))
    count.called = [{**called, "answered": answers.get(called["trainee"], called["answered"])} for called in count.called]
    count.save(update_fields=["called"])
    after = {str(trainee): answered for trainee, answered in answers.items()}
    audit.record(by, "session.call_names", count.session, after={"count": count.pk, "answered": after})
    return count


def _drawn(trainees: Collection[int], n: int) -> list[dict[str, object]]:
    return [{"trainee": trainee, "answered": None} for trainee in _chance.sample(list(trainees), min(n, len(trainees)))]


def _present(session: ClassSession, place: Place) -> list[int]:
    """Who is recorded at this place."""
    everybody = place is None and not session.further_venues.exists()
    return [seat.trainee for seat in seats_of(session) if seat.is_present and (everybody or _is_at(seat, place))]


def _is_at(seat: Seat, place: Place) -> bool:
    return seat.seen == (place.pk if place else None)


def _flag(count: HeadCount) -> Flag:
    details = {
        "place_id": count.place_id,
        "place": name_of(count.session, count.place),
        "heads": count.n,
        "recorded": count.recorded,
        "head_count": count.pk,
    }
    flag = _flags_of(count)
    if flag is None:
        return Flag.objects.create(session=count.session, kind=Flag.Kind.HEADS_DIFFER, details=details)
    flag.details = details
    flag.save(update_fields=["details"])
    return flag


def _settle(count: HeadCount) -> None:
    """A count that agrees with the book answers the flag that an earlier one raised."""
    if flag := _flags_of(count):
        flag.settled_at, flag.settled_by = timezone.now(), count.by
        flag.settlement = _("Counted again: %(n)s heads, as in the book.") % {"n": count.n}
        flag.save(update_fields=["settled_at", "settled_by", "settlement"])


def _flags_of(count: HeadCount) -> Flag | None:
    """The open flag of this place. A session has few of them, so they are looked through here."""
    return next((flag for flag in _open_flags(count.session) if flag.details.get("place_id") == count.place_id), None)


def _open_flags(session: ClassSession) -> Iterable[Flag]:
    return session.flags.filter(kind=Flag.Kind.HEADS_DIFFER, settled_at__isnull=True)


def _locked_count(count: HeadCount) -> HeadCount:
    session = _open_book(count.session)
    found = HeadCount.objects.select_for_update(of=("self",)).select_related("place__venue").get(pk=count.pk)
    found.session = session
    return found


def _open_book(session: ClassSession) -> ClassSession:
    session = locked(session)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")
    return session
