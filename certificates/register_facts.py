"""Whether what is kept beside a certificate (handing over, revocation) is what its lines say. The rows must have been read with it."""

from collections.abc import Iterator, Sequence
from typing import Any

from certificates import chain
from certificates.models import Certificate, RegisterEntry
from certificates.register_findings import Finding

Event = RegisterEntry.Event
# Relation of the certificate → {name in the line: name in the row}.
HAND_OVER = ("hand_over", {"taken_on": "taken_on", "is_proxy": "is_proxy"})
REVOCATION = ("revocation", {"ground": "ground", "decision": "decision_number", "decided_on": "decided_on"})
OF_EVENT: dict[str, tuple[str, dict[str, str]]] = {Event.HANDED_OVER: HAND_OVER, Event.REVOKED: REVOCATION, Event.ANNULLED: REVOCATION}
TOLD_BY: dict[str, tuple[str, ...]] = {"hand_over": (Event.HANDED_OVER,), "revocation": (Event.REVOKED, Event.ANNULLED)}


def fact_problems(certificate: Certificate, entries: Sequence[RegisterEntry]) -> Iterator[Finding]:
    """Lines against rows, and rows that no line tells of. What a line does not say is not compared."""
    for entry in entries:
        if entry.event in OF_EVENT:
            yield from _compared(certificate, entry, *OF_EVENT[entry.event])
    events = {entry.event for entry in entries}
    for relation, telling in TOLD_BY.items():
        if getattr(certificate, relation, None) is not None and not events.intersection(telling):
            yield _finding("fact_without_line", certificate, event=telling[0])


def _compared(certificate: Certificate, entry: RegisterEntry, relation: str, names: dict[str, str]) -> Iterator[Finding]:
    said = {name: entry.statement[name] for name in names if name in entry.statement}
    row = getattr(certificate, relation, None)
    if said and row is None:
        yield _finding("fact_missing", certificate, event=entry.event)
    elif said:
        for name, value in said.items():
            now = getattr(row, names[name])
            if chain.canonical(now) != chain.canonical(value):
                plain = now if isinstance(now, bool | str) else str(now)
                yield _finding("fact_differs", certificate, event=entry.event, field=name, said=value, now=plain)


def _finding(code: str, certificate: Certificate, **params: Any) -> Finding:
    params |= {"serial_no": certificate.serial_no, "certificate": str(certificate.pk), "number": certificate.register_number}
    return Finding(code, params, certificate.book_id)
