"""Agencies are invited to send people, reminded, given more time, or no longer asked; an agency opens its link or declines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lms.classes import agency_links
from lms.classes.exceptions import ClassError
from lms.classes.models import AgencyInvitation, TrainingClass
from lms.classes.models.classes import new_checkin_secret
from lms.classes.quotas import AgencyLines
from lms.foundation import audit
from lms.foundation.vietnamese import normalise_lines
from lms.people.models import Organization, User

from . import invitation_mails
from .sessions import refuse_final

REMIND_AGAIN_AFTER = timedelta(hours=1)
REASON_LENGTH = 300


@dataclass(frozen=True)
class Contact:
    """Whom to write to at an agency; all of it may be unknown."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Reminded:
    """How many were reminded by mail, how many need a message by hand, whose mail did not leave."""

    mailed: int
    by_hand: int
    failed: int


@transaction.atomic
def invite(
    *, training_class: TrainingClass, agencies: Sequence[Organization], quota: int | None, expires_at: datetime, by: User
) -> list[AgencyInvitation]:
    """Invites these agencies, each with `quota` places; who is invited already stays as invited, who was withdrawn is asked anew.

    The contact of an agency's last invitation is taken over. Nothing is mailed yet: see `mail`.
    Raises ClassError: class_final, invitation_nobody, invitation_day_passed.
    """
    refuse_final(training_class)
    if not agencies:
        raise ClassError("invitation_nobody")
    if expires_at <= timezone.now():
        raise ClassError("invitation_day_passed")
    known = {one.agency_id: one for one in AgencyInvitation.objects.select_for_update().filter(training_class=training_class)}
    contacts = _known_contacts(agencies)
    new = [
        AgencyInvitation(
            training_class=training_class,
            agency=agency,
            quota=quota,
            expires_at=expires_at,
            by=by,
            **_contact_fields(contacts.get(agency.pk, Contact())),
        )
        for agency in agencies
        if agency.pk not in known
    ]
    AgencyInvitation.objects.bulk_create(new)
    again = [known[agency.pk] for agency in agencies if agency.pk in known and known[agency.pk].cancelled_at]
    for invitation in again:
        _ask_anew(invitation, quota, expires_at)
    audit.record_many(by, "invitation.invite", ((one, {"agency": one.agency.code, "quota": quota}) for one in [*new, *again]))
    return [*new, *again]


def _known_contacts(agencies: Iterable[Organization]) -> dict[int, Contact]:
    """{agency: the contact of its newest invitation that has one}."""
    found = AgencyInvitation.objects.filter(agency__in=agencies).exclude(contact_email="", contact_phone="", contact_name="")
    rows = found.order_by("at", "pk").values_list("agency", "contact_name", "contact_email", "contact_phone")
    return {agency: Contact(name, email, phone) for agency, name, email, phone in rows}


def _contact_fields(contact: Contact) -> dict[str, str]:
    return {"contact_name": contact.name, "contact_email": contact.email, "contact_phone": contact.phone}


def _ask_anew(invitation: AgencyInvitation, quota: int | None, expires_at: datetime) -> None:
    invitation.cancelled_at = invitation.declined_at = invitation.opened_at = invitation.reminded_at = invitation.sent_at = None
    invitation.reminders = 0
    invitation.quota, invitation.expires_at, invitation.nonce = quota, expires_at, new_checkin_secret()
    invitation.save()


@transaction.atomic
def change(*, invitation: AgencyInvitation, quota: int | None, contact: Contact, by: User) -> AgencyInvitation:
    """Another quota or contact. Nobody loses a place by a smaller quota. Raises ClassError class_final, invitation_cancelled."""
    current = _held(invitation)
    before = {"quota": current.quota, "email": current.contact_email}
    current.quota = quota
    for name, value in _contact_fields(contact).items():
        setattr(current, name, value)
    current.save()
    audit.record(by, "invitation.change", current, before=before, after={"quota": quota, "email": contact.email})
    return current


@transaction.atomic
def extend(*, invitation: AgencyInvitation, until: datetime, by: User) -> AgencyInvitation:
    """This agency's link, and its time to send a list, last until then; whatever holds for the others.

    Raises ClassError: class_final, invitation_cancelled, invitation_day_passed.
    """
    current = _held(invitation)
    if until <= timezone.now():
        raise ClassError("invitation_day_passed")
    before, current.expires_at = current.expires_at, until
    current.save(update_fields=["expires_at"])
    audit.record(by, "invitation.extend", current, before={"until": before}, after={"until": until})
    return current


@transaction.atomic
def renew(*, invitation: AgencyInvitation, by: User) -> AgencyInvitation:
    """A new link; every older one ends. Raises ClassError: class_final, invitation_cancelled."""
    current = _held(invitation)
    current.nonce, current.sent_at, current.opened_at = new_checkin_secret(), None, None
    current.save(update_fields=["nonce", "sent_at", "opened_at"])
    audit.record(by, "invitation.renew", current)
    return current


@transaction.atomic
def revoke(*, invitation: AgencyInvitation, by: User) -> None:
    """The agency is no longer asked; who is on the roster stays. Twice changes nothing."""
    current = AgencyInvitation.objects.select_for_update().get(pk=invitation.pk)
    if current.cancelled_at:
        return
    current.cancelled_at = timezone.now()
    current.save(update_fields=["cancelled_at"])
    audit.record(by, "invitation.revoke", current)


def mail(*, invitations: Sequence[AgencyInvitation], by: User) -> int:
    """Mails the link to those with an address; returns how many left. Who got it has `sent_at`."""
    sent = invitation_mails.send([one for one in invitations if one.contact_email], invitation_mails.INVITATION)
    AgencyInvitation.objects.filter(pk__in=[one.pk for one in sent]).update(sent_at=timezone.now())
    audit.record_many(by, "invitation.mail", ((one, {"to": one.contact_email}) for one in sent))
    return len(sent)


def remind(*, training_class: TrainingClass, by: User) -> Reminded:
    """Everybody who has neither sent a list nor declined, at most once an hour each.

    Raises ClassError: class_final, reminder_nobody.
    """
    refuse_final(training_class)
    claimed = _claim_reminders(training_class, by)
    if not claimed:
        raise ClassError("reminder_nobody")
    with_mail = [one for one in claimed if one.contact_email]
    sent = {one.pk for one in invitation_mails.send(with_mail, invitation_mails.REMINDER)}
    failed = [one for one in with_mail if one.pk not in sent]
    # Not reminded after all: the officer may press again at once.
    AgencyInvitation.objects.filter(pk__in=[one.pk for one in failed]).update(reminded_at=None, reminders=F("reminders") - 1)
    return Reminded(mailed=len(sent), by_hand=len(claimed) - len(with_mail), failed=len(failed))


@transaction.atomic
def _claim_reminders(training_class: TrainingClass, by: User) -> list[AgencyInvitation]:
    """Set aside before anything is sent: two officers who press together remind once."""
    now = timezone.now()
    missing = AgencyInvitation.objects.select_for_update(of=("self",)).filter(
        Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - REMIND_AGAIN_AFTER),
        training_class=training_class,
        submitted_at__isnull=True,
        declined_at__isnull=True,
        cancelled_at__isnull=True,
        expires_at__gt=now,
    )
    claimed = list(missing.select_related("agency", "training_class__organizer").order_by("pk"))
    AgencyInvitation.objects.filter(pk__in=[one.pk for one in claimed]).update(reminded_at=now, reminders=F("reminders") + 1)
    audit.record_many(by, "invitation.remind", ((one, {"by_mail": bool(one.contact_email)}) for one in claimed))
    return claimed


def note_opened(*, invitation: AgencyInvitation) -> None:
    """The first time that somebody opens the link."""
    AgencyInvitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=timezone.now())


@transaction.atomic
def decline(*, invitation: AgencyInvitation, reason: str) -> AgencyInvitation:
    """The agency sends nobody, and says why. A list that it sends later takes this back.

    Raises ClassError: those of a link that has ended, decline_reason_missing, decline_has_people.
    """
    current = _held_by_agency(invitation)
    reason = normalise_lines(reason)[:REASON_LENGTH]
    if not reason:
        raise ClassError("decline_reason_missing")
    if people := _people_of(current):
        raise ClassError("decline_has_people", count=people)
    if current.declined_at is None:
        current.declined_at = timezone.now()
        current.save(update_fields=["declined_at"])
    audit.record(None, "invitation.decline", current, after={"reason": reason})
    return current


def _people_of(invitation: AgencyInvitation) -> int:
    lines = AgencyLines([invitation.agency_id])
    agencies = invitation.training_class.trainees.active().values_list("agency", flat=True)
    return sum(1 for agency in agencies if lines.line_of(agency) is not None)


def _held(invitation: AgencyInvitation) -> AgencyInvitation:
    current = AgencyInvitation.objects.select_for_update(of=("self",)).select_related("training_class", "agency").get(pk=invitation.pk)
    refuse_final(current.training_class)
    if current.cancelled_at:
        raise ClassError("invitation_cancelled", agency=current.agency.name)
    return current


def _held_by_agency(invitation: AgencyInvitation) -> AgencyInvitation:
    found = AgencyInvitation.objects.select_for_update(of=("self",)).select_related("training_class__organizer", "agency")
    current = found.get(pk=invitation.pk)
    agency_links.refuse_ended(current, timezone.now())
    return current
