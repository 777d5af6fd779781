"""Who did what, and who was shown whose data. Rooms call this; nobody writes the rows by hand."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from .models import AccessEntry, AuditEntry


class Actor(Protocol):
    handle: str


def record(
    actor: Actor | None,
    verb: str,
    obj: Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Note a change in the transaction that makes it. `actor` is None when the machine acted by itself.

    `before` and `after` hold what changed as plain values; never a personal value that the database keeps sealed.
    """
    return AuditEntry.objects.create(
        actor_handle=_handle(actor),
        verb=verb,
        **_identity(obj),
        at=at or timezone.now(),
        before=_plain(before),
        after=_plain(after),
    )


def record_many(actor: Actor | None, verb: str, changes: Iterable[tuple[Model, Mapping[str, Any] | None]]) -> None:
    """One line for each (object, what it is after), in one statement: for actions on thousands of objects."""
    at = timezone.now()
    lines = [AuditEntry(actor_handle=_handle(actor), verb=verb, **_identity(obj), at=at, after=_plain(after)) for obj, after in changes]
    AuditEntry.objects.bulk_create(lines, batch_size=500)


def access(request_or_actor: HttpRequest | Actor, obj: Model, what: str) -> AccessEntry | None:
    """Note that somebody was shown `what` of this object: once per request, however often the page asks for it."""
    if not isinstance(request_or_actor, HttpRequest):
        return AccessEntry.objects.create(actor_handle=_handle(request_or_actor), **_identity(obj), what=what)
    noted: set[tuple[str, ...]] = request_or_actor.__dict__.setdefault("_access_noted", set())
    line = (*_identity(obj).values(), what)
    if line in noted:
        return None
    noted.add(line)
    return access(request_or_actor.user, obj, what)  # type: ignore[arg-type]  # our User has a handle


def _handle(actor: Actor | None) -> str:
    """An anonymous visitor has no handle."""
    return getattr(actor, "handle", "")


def _identity(obj: Model) -> dict[str, str]:
    if obj.pk is None:
        raise ValueError(f"an unsaved {obj._meta.label} cannot be named in the diary")
    return {"object_type": obj._meta.label_lower, "object_id": str(obj.pk)}


def _plain(values: Mapping[str, Any] | None) -> Any:
    """Dates, decimals and lazy texts as JSON holds them."""
    return None if values is None else json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
