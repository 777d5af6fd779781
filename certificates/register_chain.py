"""The chain of a book read from end to end: places, seals, what each line speaks of. Memory stays flat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from certificates import closing_text
from certificates.models import Certificate, RegisterBook, RegisterEntry
from certificates.register_findings import Finding, Findings
from certificates.register_rows import seal_problems

CHUNK = 500
Event = RegisterEntry.Event
LATER = frozenset({Event.REPLACED, Event.REVOKED, Event.ANNULLED, Event.HANDED_OVER})


@dataclass(frozen=True)
class SeenHead:
    """What the checkpoint of a day saw at a place of the chain."""

    seal: str
    day: str


class ChainReader:
    """Takes the lines of one book in their order and notes what is wrong with them."""

    def __init__(self, book: RegisterBook, findings: Findings, seen: dict[int, SeenHead]) -> None:
        self.book, self.findings, self.seen = book, findings, seen
        self.read_to, self.position, self.seal = -1, 0, ""
        self.closing: RegisterEntry | None = None
        # Only a closed book has a text to compare.
        self.text = closing_text.begun(book) if book.is_closed else None

    def read(self) -> None:
        """Every line that there is now."""
        while chunk := list(self._next_lines()):
            there = self._certificates_there(chunk)
            for entry in chunk:
                self.findings.add(*self._problems(entry, there))
                self.read_to = self.position = entry.position
                self.seal = entry.seal
                self.findings.entries += 1
                self._note_closing(entry)

    def end(self, book: RegisterBook) -> None:
        """Compare the end with what the book and the checkpoints say; `book` is the row as it is now, held."""
        if (book.last_position, book.head) != (self.position, self.seal):
            self._add("book_head", said=book.last_position, now=self.position)
        for position, seen in self.seen.items():
            if position > self.position:
                self._add("checkpoint_differs", position=position, day=seen.day)
        self._compare_closing(book)

    def _note_closing(self, entry: RegisterEntry) -> None:
        """The text of a book ends with the line before its first closing line."""
        if self.closing is None and entry.event == Event.CLOSED:
            self.closing = entry
        elif self.closing is None and self.text:
            self.text.update(closing_text.line(entry))

    def _compare_closing(self, book: RegisterBook) -> None:
        """What the row of the book, its closing line and the lines before it say of the closing."""
        if self.closing is None:
            if book.is_closed or book.closing_sha256:
                self._add("book_closing", said="", now=book.closing_sha256)
            return
        said = self.closing.statement.get("closing_sha256", ""), self.closing.statement.get("last_number")
        now = (book.closing_sha256 if book.is_closed else ""), book.last_number
        if said != now:
            self._add("book_closing", said=f"{said[0]} ({said[1]})", now=f"{now[0]} ({now[1]})")
        if self.text and said[0] != self.text.hexdigest():
            self._add("book_closing_text", said=said[0], now=self.text.hexdigest())

    def _next_lines(self) -> Sequence[RegisterEntry]:
        return list(RegisterEntry.objects.filter(book=self.book, position__gt=self.read_to).order_by("position")[:CHUNK])

    def _certificates_there(self, chunk: Sequence[RegisterEntry]) -> set[object]:
        named = {entry.certificate_id for entry in chunk if entry.certificate_id}
        return set(Certificate.objects.filter(pk__in=named).values_list("pk", flat=True))

    def _problems(self, entry: RegisterEntry, there: set[object]) -> Iterator[Finding]:
        yield from self._place_problems(entry)
        yield from seal_problems(entry)
        yield from self._subject_problems(entry, there)
        if self.closing and entry.event not in LATER:
            yield self._finding("line_after_closing", position=entry.position)

    def _place_problems(self, entry: RegisterEntry) -> Iterator[Finding]:
        if entry.position > self.position + 1:
            yield self._finding("line_missing", first=self.position + 1, last=entry.position - 1)
        elif entry.previous != self.seal or not entry.position:
            yield self._finding("line_unlinked", position=entry.position)
        seen = self.seen.get(entry.position)
        if seen and seen.seal != entry.seal:
            yield self._finding("checkpoint_differs", position=entry.position, day=seen.day)

    def _subject_problems(self, entry: RegisterEntry, there: set[object]) -> Iterator[Finding]:
        named = entry.certificate_id or entry.statement.get("certificate")
        if named:
            if entry.certificate_id not in there:
                yield self._finding("line_without_row", position=entry.position, number=entry.register_number)
        elif entry.event not in (Event.VOIDED, Event.CLOSED):
            yield self._finding("line_of_nothing", position=entry.position)
        if entry.event == Event.VOIDED and not str(entry.statement.get("reason", "")).strip():
            yield self._finding("void_without_reason", position=entry.position, number=entry.register_number)

    def _add(self, code: str, **params: object) -> None:
        self.findings.add(self._finding(code, **params))

    def _finding(self, code: str, **params: object) -> Finding:
        return Finding(code, params, self.book.pk)
