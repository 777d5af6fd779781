"""Invitations by mail to people whom a list has made: after the writing, a few at a time, and again if the mail server was down."""

from collections.abc import Sequence

from lms.classes.models import RosterImport, RosterImportEntry
from lms.people.actions import people

LETTERS_AT_ONCE = 50


def send(*, roster_import: RosterImport) -> int:
    """Sends what is still due; returns how many letters left. Raises OSError when the mail server does not answer."""
    due = RosterImportEntry.objects.filter(roster_import=roster_import, before__invite=True, person__isnull=False)
    waiting = list(due.select_related("person").order_by("row"))
    sent = 0
    for start in range(0, len(waiting), LETTERS_AT_ONCE):
        entries = waiting[start : start + LETTERS_AT_ONCE]
        sent += people.invite_many(people=[entry.person for entry in entries if entry.person], by=roster_import.by)
        _note_sent(entries)
    current = RosterImport.objects.get(pk=roster_import.pk)
    RosterImport.objects.filter(pk=roster_import.pk).update(counts={**current.counts, "mails_due": False})
    return sent


def _note_sent(entries: Sequence[RosterImportEntry]) -> None:
    for entry in entries:
        entry.before = {**entry.before, "invite": False}
    RosterImportEntry.objects.bulk_update(entries, ["before"])
