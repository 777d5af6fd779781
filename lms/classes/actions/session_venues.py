"""Further places of a session, who of the roster learns at which, and who manages which."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, ClassStaff, SessionVenue, Trainee, TrainingClass, Venue
from lms.foundation import audit
from lms.people.models import Organization, User

from .sessions import locked, refuse_final


@transaction.atomic
def add(*, session: ClassSession, venue: Venue, kind: str, by: User, meeting_url: str = "") -> SessionVenue:
    """One more place, with codes of its own. Adding it again changes its kind and address.

    Raises ClassError: class_final, session_cancelled, book_closed, venue_twice.
    """
    session = _open_book(session)
    if session.venue_id == venue.pk:
        raise ClassError("venue_twice", venue=venue)
    place, _made = SessionVenue.objects.update_or_create(session=session, venue=venue, defaults={"kind": kind, "meeting_url": meeting_url})
    audit.record(by, "session.add_venue", session, after={"venue": venue.name, "kind": kind})
    return place


@transaction.atomic
def remove(*, place: SessionVenue, by: User) -> None:
    """Raises ClassError: class_final, session_cancelled, book_closed, venue_has_scans."""
    session = _open_book(place.session)
    if place.scans.exists() or place.head_counts.exists():
        raise ClassError("venue_has_scans", venue=place.venue)
    audit.record(by, "session.remove_venue", session, before={"venue": place.venue.name})
    try:
        with transaction.atomic():
            place.delete()
    except (ProtectedError, RestrictedError) as error:
        raise ClassError("venue_has_scans", venue=place.venue) from error


@transaction.atomic
def assign(*, training_class: TrainingClass, agencies: Iterable[Organization | int], venue: Venue | None, by: User) -> int:
    """The trainees of these agencies learn at this venue; None is the main one. Returns how many moved. Raises ClassError class_final."""
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    refuse_final(training_class)
    theirs = Trainee.objects.active().filter(training_class=training_class, agency__in=[_pk(agency) for agency in agencies])
    moving = list((theirs.exclude(venue=venue) if venue else theirs.filter(venue__isnull=False)).values_list("pk", flat=True))
    if moving:
        Trainee.objects.filter(pk__in=moving).update(venue=venue)
        audit.record(by, "class.assign_venue", training_class, after={"venue": venue.name if venue else "", "trainees": moving})
    return len(moving)


@transaction.atomic
def entrust(*, staff: ClassStaff, venue: Venue | None, by: User) -> ClassStaff:
    """This manager marks only at this venue; None gives the whole class back. Raises ClassError: class_final, not_a_manager."""
    refuse_final(staff.training_class)
    if staff.role != ClassStaff.Role.CLASS_MANAGER:
        raise ClassError("not_a_manager", name=staff.person.full_name)
    if staff.venue_id != (venue.pk if venue else None):
        before = staff.venue.name if staff.venue else ""
        staff.venue = venue
        staff.save(update_fields=["venue"])
        change = {"person": staff.person.handle, "venue": venue.name if venue else ""}
        audit.record(by, "class.entrust_venue", staff.training_class, before={"venue": before}, after=change)
    return staff


def _pk(agency: Organization | int) -> int:
    return agency if isinstance(agency, int) else agency.pk


def _open_book(session: ClassSession) -> ClassSession:
    session = locked(session)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")
    return session
