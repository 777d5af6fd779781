"""Whether one certificate is what its lines in the register say. Values go in, findings come out; nothing is asked of the database."""

from collections.abc import Iterator, Sequence
from typing import Any

from certificates import chain
from certificates.models import Certificate, RegisterEntry
from certificates.register_findings import Finding
from lms.foundation.keyed_seals import KeyMissing

State, Event = Certificate.State, RegisterEntry.Event
# In which states a document may be after the last line that changed it; handing over changes none.
STATES_AFTER: dict[str, tuple[str, ...]] = {
    Event.ISSUED: (State.VALID, State.AWAITING_SIGNATURE),
    Event.VOIDED: (State.VOID,),
    Event.REPLACED: (State.REPLACED,),
    Event.REVOKED: (State.REVOKED,),
    Event.ANNULLED: (State.ANNULLED,),
}
FIRST = (Event.ISSUED, Event.VOIDED)


def problems_of(certificate: Certificate, entries: Sequence[RegisterEntry]) -> list[Finding]:
    """What differs between a row and its lines, which are given in their order."""
    if not entries:
        # The number of a prepared document is taken; its line is written when it becomes final.
        is_early = certificate.state == State.PREPARED
        return [] if is_early else [_finding("row_without_line", certificate)]
    broken = [problem for entry in entries for problem in seal_problems(entry)]
    spoilt = {problem.params.get("position") for problem in broken}
    sound = [entry for entry in entries if entry.position not in spoilt]
    return [*broken, *_differences(certificate, sound), *_state_problems(certificate, entries)]


def agree(certificate: Certificate, entries: Sequence[RegisterEntry]) -> bool:
    """Whether a row is what its lines say, where somebody else has looked at their seals."""
    return bool(entries) and not _differences(certificate, entries) and not _state_problems(certificate, entries)


def seal_problems(entry: RegisterEntry) -> Iterator[Finding]:
    """Whether a line is as it was sealed."""
    try:
        if not chain.holds(entry):
            yield Finding("line_changed", {"position": entry.position}, entry.book_id)
    except KeyMissing:
        yield Finding("key_missing", {"position": entry.position, "key": entry.key_name}, entry.book_id)


def _differences(certificate: Certificate, entries: Sequence[RegisterEntry]) -> list[Finding]:
    """Each field once, however many lines say it."""
    now: dict[str, Any] = {**chain.statement_of(certificate), "register_number": certificate.register_number, "book": certificate.book_id}
    found: dict[str, Finding] = {}
    for entry in entries:
        said = {**entry.statement, "register_number": entry.register_number, "book": entry.book_id}
        for name, value in said.items():
            if name in now and now[name] != value:
                code = "row_snapshot" if name == "snapshot_sha256" else "row_differs"
                found.setdefault(name, _finding(code, certificate, field=name, said=value, now=now[name]))
    return list(found.values())


def _state_problems(certificate: Certificate, entries: Sequence[RegisterEntry]) -> list[Finding]:
    events = [entry.event for entry in entries if entry.event in STATES_AFTER]
    if not events or events[0] not in FIRST:
        return [_finding("row_without_first_line", certificate)]
    if certificate.state not in STATES_AFTER[events[-1]]:
        return [_finding("row_state", certificate, event=events[-1], state=certificate.state)]
    return []


def _finding(code: str, certificate: Certificate, **params: Any) -> Finding:
    params |= {"serial_no": certificate.serial_no, "certificate": str(certificate.pk), "number": certificate.register_number}
    return Finding(code, params, certificate.book_id)
