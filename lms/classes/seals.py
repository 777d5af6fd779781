"""Whether a closed book still says what was sealed: the text, the keyed hash, the chain, and the quick table beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lms.classes.book_texts import book_text, lines_of, moment, statement
from lms.classes.models import AttendanceRecord, BookSeal, ClassSession, TrainingClass
from lms.foundation import files
from lms.foundation.keyed_seals import KeyedSeal, KeyMissing, holds
from lms.foundation.models import AuditEntry

SEALED = "book.seal"


class SealState(StrEnum):
    OPEN = "open"
    UNSEALED = "unsealed"
    INTACT = "intact"
    CORRECTED = "corrected"
    DAMAGED = "damaged"


STATE_LABELS = {
    SealState.OPEN: pgettext_lazy("of an attendance book", "Open"),
    SealState.UNSEALED: pgettext_lazy("of an attendance book", "Closed without a seal"),
    SealState.INTACT: pgettext_lazy("of an attendance book", "Intact"),
    SealState.CORRECTED: pgettext_lazy("of an attendance book", "Intact, corrected since"),
    SealState.DAMAGED: pgettext_lazy("of an attendance book", "Damaged"),
}


@dataclass(frozen=True)
class Verdict:
    """What a check of one book found. Corrections after the closing are listed and are no damage."""

    session: ClassSession
    state: SealState
    seal: BookSeal | None = None
    problems: list[str] = field(default_factory=list)
    corrections: list[AttendanceRecord] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def badge(self) -> str:
        kinds = {SealState.INTACT: "ok", SealState.CORRECTED: "info", SealState.DAMAGED: "bad", SealState.UNSEALED: "warn"}
        return kinds.get(self.state, "")


def sealed_statement(seal: BookSeal) -> bytes:
    """What the keyed hash is computed over: the text's digest, the facts of the seal, and the seal before it."""
    return statement(
        session=seal.session_id,
        text=seal.text_sha256,
        last_record=seal.last_record_id,
        previous=seal.previous.seal if seal.previous else "",
        key=seal.key_name,
        by=seal.by.handle,
        at=moment(seal.at),
        same_person_reason=seal.same_person_reason,
    )


def verify_class(training_class: TrainingClass) -> list[Verdict]:
    """Every session that was not cancelled, in order."""
    return [verify(session) for session in training_class.sessions.not_cancelled()]


def verify(session: ClassSession) -> Verdict:
    """Computes the book again from the database and compares it with what was sealed."""
    session = ClassSession.objects.select_related("training_class", "make_up_for").get(pk=session.pk)
    seal = BookSeal.objects.filter(session=session).select_related("previous", "by", "last_record").first()
    if seal is None:
        return _without_seal(session)
    corrections = session.attendance_records.filter(pk__gt=seal.last_record_id or 0)
    corrections = corrections.select_related("trainee__enrollment__person", "supersedes", "by").order_by("pk")
    problems = [*_text_problems(session, seal), *_seal_problems(seal), *_chain_problems(session, seal), *_table_problems(session)]
    listed = list(corrections)
    state = SealState.DAMAGED if problems else SealState.CORRECTED if listed else SealState.INTACT
    return Verdict(session, state, seal, problems, listed)


def _without_seal(session: ClassSession) -> Verdict:
    was_sealed = AuditEntry.objects.filter(verb=SEALED, object_type="classes.classsession", object_id=str(session.pk)).exists()
    if was_sealed:
        return Verdict(session, SealState.DAMAGED, problems=[_("The seal of this book has been taken away.")])
    return Verdict(session, SealState.UNSEALED if session.is_book_closed else SealState.OPEN)


def _text_problems(session: ClassSession, seal: BookSeal) -> Iterator[str]:
    now = book_text(session, last_record=seal.last_record_id, at=seal.at)
    try:
        sealed = files.read(seal.text_sha256)
    except FileNotFoundError:
        yield _("The sealed text is missing from the file store; restore it from the backup.")
        return
    except files.BlobDamaged:
        yield _("The sealed text in the file store has been changed; restore it from the backup.")
        return
    if now != sealed:
        yield from _differences(sealed, now) or [_("The book in the database is not the one that was sealed.")]


def _seal_problems(seal: BookSeal) -> Iterator[str]:
    try:
        if not holds(sealed_statement(seal), KeyedSeal(seal.key_name, seal.seal)):
            yield _("The seal does not fit: who closed the book, when, or the seal itself has been changed.")
    except KeyMissing:
        yield _("The key “%(name)s” that sealed this book is missing; restore it from the backup.") % {"name": seal.key_name}


def _chain_problems(session: ClassSession, seal: BookSeal) -> Iterator[str]:
    """Each seal names the one before it in its class, so none can be left out."""
    before = BookSeal.objects.filter(session__training_class=session.training_class_id, pk__lt=seal.pk).order_by("-pk").first()
    if seal.previous_id != (before.pk if before else None):
        yield _("The chain of seals of this class is broken before this session: a seal has been taken away or put in.")


def _table_problems(session: ClassSession) -> Iterator[str]:
    """The quick table is what percentages are read from; it must hold the last mark of every chain."""
    newest = {row.trainee_id: row for row in session.attendance_records.select_related("trainee__enrollment__person").order_by("pk")}
    shown = {row.trainee_id: row for row in session.current_attendance.select_related("trainee__enrollment__person")}
    for pk in sorted(newest.keys() | shown.keys()):
        record, row = newest.get(pk), shown.get(pk)
        if record and row and (row.record_id, row.status, row.periods_missed) == (record.pk, record.status, record.periods_missed):
            continue
        trainee = record.trainee if record else shown[pk].trainee
        yield _("The mark of %(name)s that is shown is not the last one in the book.") % {"name": trainee.enrollment.person.full_name}


def _differences(sealed: bytes, now: bytes) -> list[str]:
    """Which lines are not what they were, in words."""
    before, after = _by_subject(lines_of(sealed)), _by_subject(lines_of(now))
    return [
        _difference(kind, subject, before.get((kind, subject)), after.get((kind, subject)))
        for kind, subject in sorted(before.keys() | after.keys())
        if before.get((kind, subject)) != after.get((kind, subject))
    ]


def _by_subject(lines: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """Lines by kind and trainee; several substitutes caught for one trainee stay apart."""
    return {(line["kind"], f"{line.get('trainee', '')} {line.get('voided') or ''}".strip()): line for line in lines}


def _difference(kind: str, subject: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    if kind == "session":
        return _("Day, time, tiết, place or closing of the session have been changed after the seal.")
    if kind == "impersonation":
        return _("What was found about a substitute (%(handle)s) has been changed after the seal.") % {"handle": subject}
    values = {"name": _name_of(subject), "before": _status(before), "after": _status(after)}
    return _("%(name)s: the sealed book says “%(before)s”, the database now says “%(after)s”.") % values


def _status(line: dict[str, Any] | None) -> str:
    if not line:
        return _("no mark")
    last = line["marks"][-1]
    label = str(AttendanceRecord.Status(last["status"]).label) if last["status"] in AttendanceRecord.Status.values else last["status"]
    return f"{label} ({last['record']}, {last['happened_at']})"


def _name_of(handle: str) -> str:
    from lms.people.models import User

    person = User.objects.filter(handle=handle).first()
    return f"{person.full_name} ({handle})" if person else handle
