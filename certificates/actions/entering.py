"""What one transaction writes for some people of a class: their rows, numbers and lines of the register, all or nothing.

The queries are the same for one person and for two hundred. Whoever holds the book and then the decision sees everything
that was issued before, so nobody gets a second document and no number is lost.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from certificates import doorbell, rules, snapshots
from certificates.actions import blanks, ledger, numbering, revocations
from certificates.actions.ledger import NewEntry
from certificates.exceptions import NotEligible
from certificates.models import Blank, Certificate, RecognitionDecision, RegisterBook, RegisterEntry
from certificates.rules import Grounds
from certificates.snapshots import Numbers
from lms.classes.models import Trainee
from lms.foundation import audit
from lms.people.models import User

State = Certificate.State
Event = RegisterEntry.Event
NO_NUMBERS = Numbers(register_no="", serial_no="", code="")
CHANGED = ("document_class", "decision", "state", "snapshot", "issued_on", "finalised_at", "file_problem")


class Entering:
    """The book held, what these people have, and what is to be written for them. Make it inside a transaction, then `write`."""

    def __init__(self, grounds: Grounds, trainees: Iterable[int], by: User | None) -> None:
        self.grounds, self.by = grounds, by
        self.issuer, self.kind = grounds.training_class.issuer, grounds.document_class.kind
        self.book = numbering.lock_book(issuer=self.issuer, kind=self.kind, year=grounds.day.year)
        self._hold_decision()
        numbering.check_clock(self.book)
        self.final_state = State.AWAITING_SIGNATURE if rules.waits_for_signature(grounds.document_class, self.issuer) else State.VALID
        self.common = {
            **snapshots.class_part(grounds.training_class, grounds.document_class, grounds.decision),
            **snapshots.signer_part(grounds.signer or grounds.authorisation),
        }
        found = Trainee.objects.filter(pk__in=list(trainees)).select_related("enrollment__person", "agency").by_name()
        self.trainees = list(found)
        self.standing = self._standing()
        self.ended = revocations.ended_of(trainee.enrollment_id for trainee in self.trainees)
        self.fresh: list[Certificate] = []
        self.changed: list[Certificate] = []
        self.lines: list[NewEntry] = []
        self.voided: list[tuple[Certificate, str]] = []
        self.problems: list[tuple[Certificate, str]] = []
        self.diary: dict[str, list[tuple[Certificate, dict[str, Any]]]] = defaultdict(list)

    def _hold_decision(self) -> None:
        """Nobody corrects the decision while a document is issued after it; one corrected a moment ago is read again first."""
        decision = self.grounds.decision
        entered_at = RecognitionDecision.objects.select_for_update().values_list("entered_at", flat=True).get(pk=decision.pk)
        if entered_at != decision.entered_at:
            raise NotEligible("decision_changed")

    def _standing(self) -> dict[int, Certificate]:
        enrollments = [trainee.enrollment_id for trainee in self.trainees]
        found = Certificate.objects.standing().filter(enrollment__in=enrollments).select_related("document_class", "issuer")
        return {certificate.enrollment_id: certificate for certificate in found}

    # What may be done with each of the people; nothing is written yet.

    def issue(self, trainee: Trainee) -> tuple[Certificate, bool]:
        """(the final document, whether it became one now). Raises NotEligible; `write` all the same, for what it made void."""
        standing = self._of_same_kind(trainee)
        if standing and standing.state != State.PREPARED:
            return standing, False
        self.check(trainee)
        return (self._finalise(standing, trainee) if standing else self._create(trainee, self.final_state)), True

    def prepare(self, trainee: Trainee) -> tuple[Certificate, bool]:
        """(the document, whether anything about it is new). Raises NotEligible."""
        standing = self._of_same_kind(trainee)
        if standing and standing.state != State.PREPARED:
            return standing, False
        self.check(trainee)
        return self._refresh(standing, trainee) if standing else (self._create(trainee, State.PREPARED), True)

    def check(self, trainee: Trainee) -> None:
        """Raises NotEligible; what was prepared for somebody who is no longer recognised is void."""
        if ended := self.ended.get(trainee.enrollment_id):
            raise NotEligible("document_ended", number=ended.serial_no)
        try:
            # The reason goes into the register, which is Vietnamese whatever the registrar reads.
            with translation.override(settings.LANGUAGE_CODE):
                rules.check_trainee(self.grounds.decision, trainee)
        except NotEligible as refusal:
            standing = self.standing.get(trainee.enrollment_id)
            if standing and standing.state == State.PREPARED:
                self.void(standing, " ".join(refusal.reasons))
            raise

    def void(self, certificate: Certificate, reason: str) -> None:
        """Its number stays in the book with this reason."""
        certificate.state, certificate.file_problem = State.VOID, ""
        self.voided.append((certificate, reason))

    def _of_same_kind(self, trainee: Trainee) -> Certificate | None:
        standing = self.standing.get(trainee.enrollment_id)
        if standing and standing.document_class.kind != self.kind:
            code = "other_document_prepared" if standing.state == State.PREPARED else "other_document_issued"
            raise NotEligible(code, number=standing.serial_no)
        return standing

    def _create(self, trainee: Trainee, state: str) -> Certificate:
        grounds = self.grounds
        # Tried before: a name that cannot be printed takes no number.
        refuse_unprintable(self._snapshot(trainee, NO_NUMBERS))
        given = numbering.next_numbers(book=self.book, issuer=self.issuer, number_code=grounds.document_class.number_code)
        certificate = Certificate(
            enrollment_id=trainee.enrollment_id,
            document_class=grounds.document_class,
            issuer=self.issuer,
            decision=grounds.decision,
            book=self.book,
            state=state,
            snapshot=self._snapshot(trainee, given),
            verification_code=given.code,
            serial_no=given.serial_no,
            register_number=self.book.last_number,
            register_no=given.register_no,
            issued_on=grounds.day,
            issued_by=self.by,
            finalised_at=None if state == State.PREPARED else timezone.now(),
        )
        self.fresh.append(certificate)
        if state != State.PREPARED:
            self.lines.append(NewEntry(Event.ISSUED, certificate))
        numbers = {"serial_no": given.serial_no, "register_no": given.register_no}
        self.diary["certificate.prepare" if state == State.PREPARED else "certificate.issue"].append((certificate, numbers))
        return certificate

    def _snapshot(self, trainee: Trainee, given: Numbers) -> dict[str, Any]:
        return {**self.common, **snapshots.holder_part(trainee, self.grounds.day), **snapshots.numbers_part(given)}

    def _snapshot_again(self, prepared: Certificate, trainee: Trainee) -> dict[str, Any]:
        given = Numbers(register_no=prepared.register_no, serial_no=prepared.serial_no, code=prepared.verification_code)
        return self._snapshot(trainee, given)

    def _finalise(self, prepared: Certificate, trainee: Trainee) -> Certificate:
        """Only what says exactly what would be said now: the paper may be printed already."""
        if prepared.document_class_id != self.grounds.document_class.pk:
            raise NotEligible("prepared_in_other_form", number=prepared.serial_no)
        differs = rules.differences(prepared.snapshot, self._snapshot_again(prepared, trainee))
        if differs or prepared.book_id != self.book.pk:
            refusal = NotEligible("prepared_outdated", number=prepared.serial_no, what=", ".join(differs))
            self.problems.append((prepared, str(refusal)))
            raise refusal
        prepared.state, prepared.finalised_at, prepared.file_problem = self.final_state, timezone.now(), ""
        self.changed.append(prepared)
        self.lines.append(NewEntry(Event.ISSUED, prepared))
        self.diary["certificate.finalise"].append((prepared, {"serial_no": prepared.serial_no, "register_no": prepared.register_no}))
        return prepared

    def _refresh(self, prepared: Certificate, trainee: Trainee) -> tuple[Certificate, bool]:
        """What it says now under the same numbers; a closing day in another year needs a number of that year's book."""
        if prepared.book_id != self.book.pk:
            made = self._create(trainee, State.PREPARED)
            self.void(prepared, f"Chuyển sang sổ năm {self.book.year}, cấp số mới {made.register_no}")
            return made, True
        snapshot = self._snapshot_again(prepared, trainee)
        refuse_unprintable(snapshot)
        if snapshot == prepared.snapshot and prepared.document_class_id == self.grounds.document_class.pk and not prepared.file_problem:
            return prepared, False
        prepared.snapshot, prepared.issued_on, prepared.document_class = snapshot, self.grounds.day, self.grounds.document_class
        prepared.decision, prepared.file_problem = self.grounds.decision, ""
        self.changed.append(prepared)
        self.diary["certificate.refresh"].append((prepared, {"snapshot_sha256": _digest(snapshot)}))
        return prepared, True

    def write(self) -> None:
        """Everything at once, in the same number of queries whatever the number of people."""
        # Voided ones first: they make room for those that take their place.
        Certificate.objects.bulk_update([row for row, _reason in self.voided], ["state", "file_problem"], batch_size=100)
        Certificate.objects.bulk_create(self.fresh, batch_size=500)
        Certificate.objects.bulk_update(self.changed, CHANGED, batch_size=100)
        for row, sentence in self.problems:
            row.file_problem = sentence[:300]
        Certificate.objects.bulk_update([row for row, _sentence in self.problems], ["file_problem"], batch_size=100)
        self._release_blanks()
        self._write_voided()
        ledger.append(book=self.book, entries=self.lines, by=self.by)
        if self.fresh and not self.lines:
            self.book.save(update_fields=["last_number"])
        for verb, lines in self.diary.items():
            audit.record_many(self.by, verb, lines)
        if final := [line.certificate.pk for line in self.lines if line.certificate]:
            transaction.on_commit(partial(doorbell.ring_many, final))

    def _release_blanks(self) -> None:
        """A numbered blank on which something was printed that is no longer so is noted as spoiled."""
        reasons = {row.pk: f"{row.serial_no} hủy số: {reason}" for row, reason in self.voided}
        reasons |= {row.pk: f"{row.serial_no} in lại vì thông tin đã sửa" for row, _digest in self.diary.get("certificate.refresh", [])}
        if not reasons:
            return
        for blank in Blank.objects.filter(certificate__in=reasons, state=Blank.State.USED).select_related("certificate"):
            assert blank.certificate is not None
            blanks.release_for(certificate=blank.certificate, reason=reasons[blank.certificate.pk], by=self.by)

    def _write_voided(self) -> None:
        """Each in its own book: after a change of the closing day that is the one of another year."""
        of_book: dict[int, list[NewEntry]] = defaultdict(list)
        for row, reason in self.voided:
            assert row.book_id is not None, "whoever has a number has a book"
            of_book[row.book_id].append(NewEntry(Event.VOIDED, row, more={"reason": reason}))
            self.diary["certificate.void"].append((row, {"register_no": row.register_no, "reason": reason}))
        self.lines = of_book.pop(self.book.pk, []) + self.lines
        for pk, entries in of_book.items():
            other = RegisterBook.objects.select_related("issuer").get(pk=pk)
            held = numbering.lock_book(issuer=other.issuer, kind=other.document_kind, year=other.year)
            ledger.append(book=held, entries=entries, by=self.by)


def refuse_unprintable(snapshot: dict[str, Any]) -> None:
    """An empty box on a certificate is worse than a sentence now."""
    # Fonts are read only by those who issue and by the worker.
    from certificates.document import unprintable

    if characters := unprintable(snapshot):
        raise NotEligible("text_unprintable", characters=" ".join(sorted(characters)))


def _digest(snapshot: dict[str, Any]) -> str:
    from certificates.chain import snapshot_sha256

    return snapshot_sha256(snapshot)
