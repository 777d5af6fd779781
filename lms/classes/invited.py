"""Where every invited agency stands: for the officer's table. A few queries, however many agencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from lms.classes.models import AgencyInvitation, RosterImport, TrainingClass, WaitingPlace
from lms.classes.quotas import AgencyLines, taken_by_line
from lms.foundation.models import AuditEntry
from lms.foundation.vietnamese import search_key


class Standing(StrEnum):
    NOT_OPENED = "not_opened"
    OPENED = "opened"
    SUBMITTED = "submitted"
    ERRORS = "errors"
    DECLINED = "declined"
    REVOKED = "revoked"


LABELS: dict[Standing, Promise] = {
    Standing.NOT_OPENED: pgettext_lazy("of an invitation", "Not opened yet"),
    Standing.OPENED: pgettext_lazy("of an invitation", "Opened, nothing sent"),
    Standing.SUBMITTED: pgettext_lazy("of an invitation", "Sent"),
    Standing.ERRORS: pgettext_lazy("of an invitation", "Has errors"),
    Standing.DECLINED: pgettext_lazy("of an invitation", "Declined"),
    Standing.REVOKED: pgettext_lazy("of an invitation", "Withdrawn"),
}
BADGES = {
    Standing.SUBMITTED: "ok",
    Standing.ERRORS: "bad",
    Standing.OPENED: "warn",
    Standing.NOT_OPENED: "warn",
}
# The filters of the page: which standings each shows.
FILTERS: dict[str, tuple[Standing, ...]] = {
    "all": tuple(Standing),
    "sent": (Standing.SUBMITTED, Standing.ERRORS),
    "missing": (Standing.NOT_OPENED, Standing.OPENED),
    "errors": (Standing.ERRORS,),
    "declined": (Standing.DECLINED,),
}
FILTER_LABELS: dict[str, Promise] = {
    "all": pgettext_lazy("agencies", "All"),
    "sent": pgettext_lazy("agencies", "Sent"),
    "missing": pgettext_lazy("agencies", "Not sent"),
    "errors": pgettext_lazy("agencies", "With errors"),
    "declined": pgettext_lazy("agencies", "Declined"),
}


@dataclass(frozen=True)
class Invited:
    """One line of the table. `errors`: rows of the last list that could not be entered; `taken`: people on the roster."""

    invitation: AgencyInvitation
    standing: Standing
    taken: int
    waiting: int
    errors: int
    doubtful: int
    reason: str = ""

    @property
    def label(self) -> Promise:
        return LABELS[self.standing]

    @property
    def badge(self) -> str:
        return BADGES.get(self.standing, "")

    @property
    def is_missing(self) -> bool:
        return self.standing in FILTERS["missing"]

    @property
    def has_ended(self) -> bool:
        return self.invitation.expires_at <= timezone.now()


def invited(training_class: TrainingClass) -> list[Invited]:
    """Every agency ever invited to this class, by name."""
    last = RosterImport.objects.filter(invitation=OuterRef("pk")).order_by("-created_at", "-pk").values("counts")[:1]
    found = AgencyInvitation.objects.filter(training_class=training_class).select_related("agency").order_by("agency__name", "pk")
    invitations = list(found.annotate(last_counts=Subquery(last)))
    for invitation in invitations:
        invitation.training_class = training_class
    lines = AgencyLines([one.agency_id for one in invitations])
    taken = taken_by_line(training_class, lines)
    waiting = _waiting(training_class, lines)
    reasons = {
        pk: after.get("reason", "")
        for pk, after in last_words([one for one in invitations if one.declined_at], "invitation.decline").items()
    }
    return [_line(one, taken[one.agency_id], waiting.get(one.agency_id, 0), reasons.get(one.pk, "")) for one in invitations]


def _line(invitation: AgencyInvitation, taken: int, waiting: int, reason: str) -> Invited:
    counts: Mapping[str, Any] = invitation.last_counts or {}  # type: ignore[attr-defined]
    errors = errors_in(counts)
    return Invited(invitation, standing_of(invitation, errors), taken, waiting, errors, counts.get("doubtful", 0), reason)


def no_place() -> str:
    """What stands at a row of a list whose person waits. Kept in the row's counts, so it is one text whatever the page's language."""
    with translation.override("vi"):
        return gettext("No place was left: on the waiting list.")


def waiting_in(counts: Mapping[str, Any]) -> int:
    """How many rows of a list wait for a place; they are no errors."""
    sentence = no_place()
    return sum(1 for left in counts.get("left", {}).values() if left == sentence)


def errors_in(counts: Mapping[str, Any]) -> int:
    """How many rows of a list the agency has to correct."""
    return int(counts.get("refused", 0)) - waiting_in(counts)


def standing_of(invitation: AgencyInvitation, errors: int) -> Standing:
    if invitation.cancelled_at:
        return Standing.REVOKED
    if invitation.declined_at:
        return Standing.DECLINED
    if errors:
        return Standing.ERRORS
    if invitation.submitted_at:
        return Standing.SUBMITTED
    return Standing.OPENED if invitation.opened_at else Standing.NOT_OPENED


def _waiting(training_class: TrainingClass, lines: AgencyLines) -> dict[int, int]:
    counted: dict[int, int] = {}
    places = WaitingPlace.objects.filter(training_class=training_class, state=WaitingPlace.State.WAITING)
    for agency in places.values_list("agency", flat=True):
        line = lines.line_of(agency)
        if line is not None:
            counted[line] = counted.get(line, 0) + 1
    return counted


def last_words(invitations: Iterable[AgencyInvitation], verb: str) -> dict[int, dict[str, Any]]:
    """{invitation: what the diary says it was after this verb, the last time}."""
    keys = [str(one.pk) for one in invitations]
    if not keys:
        return {}
    entries = AuditEntry.objects.filter(verb=verb, object_type=AgencyInvitation._meta.label_lower, object_id__in=keys)
    return {int(key): after or {} for key, after in entries.order_by("at", "pk").values_list("object_id", "after")}


def chosen(lines: Sequence[Invited], which: str, words: str = "") -> list[Invited]:
    """The lines of one filter, by words of the agency's name too."""
    wanted = FILTERS.get(which, FILTERS["all"])
    key = search_key(words)
    return [line for line in lines if line.standing in wanted and key in search_key(_names(line))]


def _names(line: Invited) -> str:
    return f"{line.invitation.agency.name} {line.invitation.agency.abbreviation}"


def counts_of(lines: Sequence[Invited]) -> dict[str, int]:
    """{filter: how many agencies}; a withdrawn invitation counts only among all."""
    return {which: sum(1 for line in lines if line.standing in wanted) for which, wanted in FILTERS.items()}


def lists_until(invitation: AgencyInvitation) -> datetime:
    """Until when this agency may send a list: the class's own day, or later where the officer has given it more time."""
    until = invitation.training_class.enrols_until
    if until is None:
        return invitation.expires_at
    extended = last_words([invitation], "invitation.extend").get(invitation.pk)
    if extended and invitation.expires_at > until:
        return invitation.expires_at
    return min(until, invitation.expires_at)
