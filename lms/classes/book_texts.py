"""The attendance book of a session as a canonical text: the same rows give the same bytes, on every machine, years later.

JSON lines in NFC, keys in order, times in UTC. People stand in it by handle, free text by digest: nothing in it is lost
or must be rewritten when somebody's name changes or is erased.
"""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lms.classes.models import AttendanceRecord, ClassSession, Impersonation

VERSION = 1


def book_text(session: ClassSession, *, last_record: int | None, at: datetime) -> bytes:
    """The book with every mark up to the record `last_record` and what had been found by the moment `at`."""
    records = AttendanceRecord.objects.filter(session=session, pk__lte=last_record or 0)
    chains = defaultdict(list)
    for record in records.select_related("trainee__enrollment__person", "by").order_by("pk"):
        chains[record.trainee.enrollment.person.handle].append(record)
    found = Impersonation.objects.filter(session=session, at__lte=at).select_related("trainee__enrollment__person", "by").order_by("pk")
    lines = [_session_line(session)]
    lines += [_trainee_line(handle, chain) for handle, chain in sorted(chains.items())]
    lines += [_impersonation_line(row) for row in found]
    return "".join(f"{_json(line)}\n" for line in lines).encode()


def statement(**facts: Any) -> bytes:
    """Plain values as the bytes that are sealed."""
    return _json(facts).encode()


def lines_of(text: bytes) -> list[dict[str, Any]]:
    """A stored book read again."""
    return [json.loads(line) for line in text.decode().splitlines()]


def moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None


def _session_line(session: ClassSession) -> dict[str, Any]:
    original = session.make_up_for
    return {
        "kind": "session",
        "version": VERSION,
        "class": session.training_class.code,
        "session": session.number,
        "title": session.title,
        "starts_at": moment(session.starts_at),
        "ends_at": moment(session.ends_at),
        "periods": session.periods,
        "venue": session.venue_id,
        "cancelled": session.cancelled,
        "make_up_for": original.number if original else None,
        "closed_at": moment(session.book_closed_at),
    }


def _trainee_line(handle: str, chain: Iterable[AttendanceRecord]) -> dict[str, Any]:
    """The whole chain of one trainee; the last mark is the one that holds."""
    return {"kind": "marks", "trainee": handle, "marks": [_mark(record) for record in chain]}


def _mark(record: AttendanceRecord) -> dict[str, Any]:
    return {
        "record": record.pk,
        "supersedes": record.supersedes_id,
        "status": record.status,
        "periods_missed": record.periods_missed,
        "source": record.source,
        "happened_at": moment(record.happened_at),
        "at": moment(record.at),
        "by": record.by.handle if record.by else None,
        "reason": _digest(record.reason),
    }


def _impersonation_line(row: Impersonation) -> dict[str, Any]:
    return {
        "kind": "impersonation",
        "trainee": row.trainee.enrollment.person.handle,
        "voided": row.voided_id,
        "substitute": _digest(row.substitute),
        "reason": _digest(row.reason),
        "by": row.by.handle,
        "at": moment(row.at),
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _json(value: Any) -> str:
    return unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
