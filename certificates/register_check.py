"""Checks of the register: one row for the public page, one book, and all of them with their checkpoints. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from certificates import checkpoint_check, checkpoint_text
from certificates.models import Certificate, RegisterBook, RegisterCheckpoint, RegisterEntry
from certificates.register_chain import CHUNK, ChainReader, SeenHead
from certificates.register_findings import Finding, Findings
from certificates.register_numbers import NumberReader
from certificates.register_rows import problems_of

NOT_CHECKABLE = ("key_missing",)


@dataclass(frozen=True)
class RowCheck:
    """One certificate against its own lines, and what the last checkpoint found in the whole register.

    `could_check` is False where a key is missing: nothing is known then, and nobody is to be called a forger.
    """

    problems: list[Finding] = field(default_factory=list)
    whole_checked_on: date | None = None
    whole_intact: bool | None = None

    @property
    def is_intact(self) -> bool:
        return not self.problems

    @property
    def could_check(self) -> bool:
        return not any(problem.code in NOT_CHECKABLE for problem in self.problems)


def check_row(certificate: Certificate) -> RowCheck:
    """In two queries, however many certificates there are."""
    problems = problems_of(certificate, list(RegisterEntry.objects.filter(certificate=certificate.pk).order_by("position")))
    last = RegisterCheckpoint.objects.order_by("-day").first()
    if last is None:
        return RowCheck(problems)
    return RowCheck(problems, last.day, last.is_intact and checkpoint_text.is_ours(last))


def verify_book(book: RegisterBook) -> Findings:
    """The whole chain of a book, its numbers, its rows, and the places that checkpoints have seen. A few hundred rows in memory."""
    return _verify(book, checkpoint_check.heads_seen([book.pk])[book.pk])


def verify_all(books: Iterable[RegisterBook] | None = None) -> Findings:
    """Every book, every checkpoint, and certificates outside any book."""
    findings = checkpoint_check.verify_checkpoints()
    chosen = list(RegisterBook.objects.order_by("pk") if books is None else books)
    seen = checkpoint_check.heads_seen([book.pk for book in chosen])
    for book in chosen:
        findings.take_in(_verify(book, seen[book.pk]))
    findings.add(*_rows_without_book())
    return findings


def _verify(book: RegisterBook, seen: dict[int, SeenHead]) -> Findings:
    findings = Findings()
    lines, numbers = ChainReader(book, findings, seen), NumberReader(book, findings)
    lines.read()
    numbers.read()
    with transaction.atomic():
        # With the book held, what came meanwhile is read and the ends are compared.
        held = RegisterBook.objects.select_for_update().get(pk=book.pk)
        lines.read()
        lines.end(held)
        numbers.end(held)
    return findings


def _rows_without_book() -> list[Finding]:
    """Nothing is published without a line in a book."""
    stray = Certificate.objects.filter(book__isnull=True).exclude(state=Certificate.State.PREPARED).order_by("pk")
    return [Finding("row_without_book", {"serial_no": row.serial_no, "certificate": str(row.pk)}) for row in stray[:CHUNK]]
