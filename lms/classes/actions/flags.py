"""Settling a flag: a person looked, and says in a sentence what was found."""

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import Flag
from lms.foundation import audit
from lms.foundation.vietnamese import normalise
from lms.people.models import User

NOTE_LENGTH = 300


@transaction.atomic
def settle(*, flag: Flag, note: str, by: User) -> Flag:
    """A settled flag stays in the list with its note; settling twice keeps the first note. Raises ClassError settlement_missing."""
    note = normalise(note)[:NOTE_LENGTH]
    if not note:
        raise ClassError("settlement_missing")
    flag = Flag.objects.select_for_update().get(pk=flag.pk)
    if flag.settled_at is None:
        flag.settled_at, flag.settled_by, flag.settlement = timezone.now(), by, note
        flag.save(update_fields=["settled_at", "settled_by", "settlement"])
        audit.record(by, "flag.settle", flag, after={"kind": flag.kind, "note": note})
    return flag


@transaction.atomic
def settle_all(*, flags: list[Flag], note: str, by: User) -> int:
    """Flags that belong together (one device, many people) settled with one note; how many. Raises ClassError settlement_missing."""
    return len([settle(flag=flag, note=note, by=by) for flag in flags])
