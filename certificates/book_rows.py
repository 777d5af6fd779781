"""The lines of a register book as people read them (sổ cấp): a row for every number, used or not. Always Vietnamese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from certificates.models import Certificate, RegisterBook, RegisterEntry, Revocation
from certificates.models.certificates import CertificateQuerySet
from certificates.papers import blank_numbers
from certificates.register_rows import STATES_AFTER
from lms.foundation.vietnamese import format_date

CHUNK = 500
State, Way, Event = Certificate.State, Certificate.Way, RegisterEntry.Event
STATE_WORDS: dict[str, str] = {
    State.PREPARED: "Đã chuẩn bị, chưa cấp",
    State.AWAITING_SIGNATURE: "Chờ ký số",
    State.REPLACED: "Đã thay bằng giấy khác",
    State.REVOKED: "Thu hồi",
    State.ANNULLED: "Hủy",
}
WAY_WORDS: dict[str, str] = {Way.REISSUE: "Cấp lại do sai sót của nơi cấp", Way.REPLACEMENT: "Cấp thay bản bị mất, bị hỏng"}


@dataclass(frozen=True)
class BookRow:
    """A number of the book. Without a certificate it was never used, and `note` says why."""

    number: int
    state: str
    note: str
    certificate: Certificate | None = None
    receiver: str = ""
    received_on: date | None = None


def with_facts(certificates: CertificateQuerySet) -> CertificateQuerySet:
    """What a row says of its neighbours, in the same query."""
    return certificates.select_related("hand_over", "revocation", "replaces", "replaced_by")


def rows_of(book: RegisterBook, numbers: Sequence[int], until: int | None = None) -> list[BookRow]:
    """The rows of these numbers, in their order; with `until`, as the book was when its chain had so many lines."""
    found = with_facts(Certificate.objects.filter(book=book, register_number__in=numbers))
    certificates = {row.register_number: row for row in found}
    lines = _lines(book, numbers, until)
    rows = [_row(number, certificates.get(number), lines.get(number, []), until is not None) for number in numbers]
    # Blanks are no lines of the chain: a look back says nothing of them.
    return rows if until is not None else _with_blanks(rows, book, numbers)


def _with_blanks(rows: list[BookRow], book: RegisterBook, numbers: Sequence[int]) -> list[BookRow]:
    """On which numbered sheet each lies."""
    sheets = blank_numbers(Certificate.objects.filter(book=book, register_number__in=numbers))
    if not sheets:
        return rows
    return [
        replace(row, note="; ".join(filter(None, [row.note, f"Phôi số {sheets[row.certificate.pk]}"])))
        if row.certificate and row.certificate.pk in sheets
        else row
        for row in rows
    ]


def all_rows(book: RegisterBook, until: int | None = None, numbers: range | None = None) -> Iterator[BookRow]:
    """Every number that was given out, or these of them, some hundred at a time."""
    wanted = numbers or range(1, book.last_number + 1)
    for first in range(wanted.start, wanted.stop, CHUNK):
        yield from rows_of(book, range(first, min(first + CHUNK, wanted.stop)), until)


def _lines(book: RegisterBook, numbers: Sequence[int], until: int | None) -> dict[int, list[RegisterEntry]]:
    entries = RegisterEntry.objects.filter(book=book, register_number__in=numbers).order_by("position")
    if until is not None:
        entries = entries.filter(position__lte=until)
    found: dict[int, list[RegisterEntry]] = {}
    for entry in entries:
        found.setdefault(entry.register_number or 0, []).append(entry)
    return found


def _row(number: int, certificate: Certificate | None, lines: list[RegisterEntry], is_past: bool) -> BookRow:
    reason = next((str(line.statement.get("reason", "")) for line in lines if line.event == Event.VOIDED), "")
    if certificate is None:
        return BookRow(number, State.VOID, f"Không dùng: {reason}" if reason else "Không rõ")
    state = _state_then(certificate, lines) if is_past else certificate.state
    events = {line.event for line in lines}
    given = getattr(certificate, "hand_over", None)
    if given and (not is_past or Event.HANDED_OVER in events):
        receiver = f"{given.receiver} (nhận thay)" if given.is_proxy else given.receiver
        return BookRow(number, state, _note(certificate, state, reason), certificate, receiver, given.taken_on)
    return BookRow(number, state, _note(certificate, state, reason), certificate)


def _state_then(certificate: Certificate, lines: Iterable[RegisterEntry]) -> str:
    """The state after these lines; what happened later is not told."""
    changes = [line.event for line in lines if line.event in STATES_AFTER]
    states = STATES_AFTER[changes[-1]] if changes else (State.PREPARED,)
    return certificate.state if certificate.state in states else states[0]


def _note(certificate: Certificate, state: str, reason: str) -> str:
    """Ghi chú: cấp lại, thu hồi, hủy, with the papers that say so."""
    if state == State.VOID:
        return f"Không dùng: {reason}" if reason else "Không dùng"
    parts = []
    if certificate.way in WAY_WORDS:
        parts.append(WAY_WORDS[certificate.way] + (f", thay số {certificate.replaces.register_no}" if certificate.replaces else ""))
    successor = getattr(certificate, "replaced_by", None)
    if state == State.REPLACED and successor:
        parts.append(f"Đã thay bằng số {successor.register_no or successor.serial_no}")
    elif state in STATE_WORDS:
        parts.append(STATE_WORDS[state] + _by_decision(certificate, state))
    return "; ".join(parts)


def _by_decision(certificate: Certificate, state: str) -> str:
    order: Revocation | None = getattr(certificate, "revocation", None)
    if order is None or state not in (State.REVOKED, State.ANNULLED):
        return ""
    return f" theo Quyết định số {order.decision_number} ngày {format_date(order.decided_on)}"
