"""The rows of a book against their lines, in the order of their numbers, and numbers that nothing explains. Memory stays flat."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from certificates.models import Certificate, RegisterBook, RegisterEntry
from certificates.models.certificates import CertificateQuerySet
from certificates.register_chain import CHUNK
from certificates.register_facts import fact_problems
from certificates.register_findings import Finding, Findings
from certificates.register_rows import agree, problems_of


class NumberReader:
    """Goes through a book by number; a chunk with a problem is read once more while nobody can write."""

    def __init__(self, book: RegisterBook, findings: Findings) -> None:
        self.book, self.findings = book, findings
        self.number = 0

    def read(self) -> None:
        while chunk := self._next_rows():
            problems, last = self._problems(chunk), chunk[-1].register_number or 0
            if problems:
                # Perhaps a certificate was revoked between two queries: with the book held nothing moves.
                with transaction.atomic():
                    RegisterBook.objects.select_for_update().get(pk=self.book.pk)
                    chunk = list(self._rows().filter(register_number__gt=self.number, register_number__lte=last))
                    problems = self._problems(chunk)
            self._note(problems, len(chunk), last)

    def end(self, book: RegisterBook) -> None:
        """What is left, and rows without a number; `book` is the row as it is now, held."""
        self.read()
        self.findings.add(*self._gap(self.number + 1, book.last_number))
        beyond = self._rows().filter(register_number__gt=book.last_number)
        for row in beyond[:CHUNK]:
            params = {"serial_no": row.serial_no, "number": row.register_number, "last": book.last_number}
            self.findings.add(Finding("number_beyond", params, self.book.pk))
        self.findings.add(*self._strangers(book))
        unnumbered = list(self._rows().filter(register_number__isnull=True).order_by("pk")[:CHUNK])
        self.findings.add(*self._row_problems(unnumbered))

    def _strangers(self, book: RegisterBook) -> list[Finding]:
        """A book is of one issuer and one kind of document: whoever gives it to another one is found by its rows."""
        strange = self._rows().exclude(issuer=book.issuer_id, document_class__kind=book.document_kind)
        return [Finding("row_other_book", {"serial_no": row.serial_no, "number": row.register_number}, book.pk) for row in strange[:CHUNK]]

    def _rows(self) -> CertificateQuerySet:
        return Certificate.objects.filter(book=self.book).select_related("hand_over", "revocation").by_number()

    def _next_rows(self) -> list[Certificate]:
        return list(self._rows().filter(register_number__gt=self.number)[:CHUNK])

    def _note(self, problems: list[Finding], certificates: int, last: int) -> None:
        self.findings.add(*problems)
        self.findings.certificates += certificates
        self.number = last

    def _problems(self, chunk: Sequence[Certificate]) -> list[Finding]:
        return [*self._gaps(chunk), *self._row_problems(chunk)]

    def _row_problems(self, chunk: Sequence[Certificate]) -> list[Finding]:
        lines: dict[object, list[RegisterEntry]] = defaultdict(list)
        for entry in RegisterEntry.objects.filter(certificate__in=[row.pk for row in chunk]).order_by("book", "position"):
            lines[entry.certificate_id].append(entry)
        found = [problem for row in chunk if not agree(row, lines[row.pk]) for problem in problems_of(row, lines[row.pk])]
        # The reading of the chain looks at every seal, and tells of a changed line once.
        rows = [problem for problem in found if "position" not in problem.params]
        return [*rows, *(problem for row in chunk for problem in fact_problems(row, lines[row.pk]))]

    def _gaps(self, chunk: Sequence[Certificate]) -> list[Finding]:
        found, expected = [], self.number + 1
        for row in chunk:
            number = row.register_number or 0
            found += self._gap(expected, number - 1)
            expected = number + 1
        return found

    def _gap(self, first: int, last: int) -> list[Finding]:
        """Numbers from `first` to `last` without a certificate; a line that says why explains one."""
        if first > last:
            return []
        voided = RegisterEntry.objects.filter(book=self.book, event=RegisterEntry.Event.VOIDED, register_number__range=(first, last))
        explained = set(voided.values_list("register_number", flat=True))
        missing = [number for number in range(first, min(last, first + CHUNK) + 1) if number not in explained]
        return [Finding("number_missing", {"number": number}, self.book.pk) for number in missing]
