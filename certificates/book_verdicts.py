"""What the last check of a book found: asked for on the auditor's page, or by the daily checkpoint, whichever is younger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from certificates import checkpoint_text, register_check
from certificates.models import RegisterBook, RegisterCheckpoint
from certificates.register_findings import Finding, Findings, read_finding

# A check that was asked for is forgotten after a while; the checkpoints stay.
KEPT_SECONDS = 30 * 24 * 3600
# A check that a dead worker left behind may be asked for again after so long.
RUNNING_SECONDS = 1800


@dataclass(frozen=True)
class Verdict:
    """`is_intact` is None for a book that nobody has checked yet."""

    is_intact: bool | None
    at: datetime | None = None
    by_checkpoint: bool = False
    entries: int = 0
    count: int = 0
    problems: tuple[Finding, ...] = ()
    is_running: bool = False

    @property
    def left_out(self) -> int:
        return self.count - len(self.problems)


def check_and_note(book: RegisterBook) -> Findings:
    """Check this book now and remember what was found."""
    try:
        findings = register_check.verify_book(book)
        cache.set(_name(book.pk), {"at": timezone.now(), **findings.as_plain()}, timeout=KEPT_SECONDS)
    finally:
        cache.delete(_running_name(book.pk))
    return findings


def begin(book: RegisterBook) -> bool:
    """Whether nobody is checking this book yet; from now on somebody is."""
    return cache.add(_running_name(book.pk), 1, timeout=RUNNING_SECONDS)


def give_up(book: RegisterBook) -> None:
    """The check could not be started."""
    cache.delete(_running_name(book.pk))


def verdicts_of(books: Iterable[RegisterBook], last: RegisterCheckpoint | None) -> dict[int, Verdict]:
    """For each book the youngest thing that is known."""
    keys = [book.pk for book in books]
    asked = cache.get_many([name(pk) for pk in keys for name in (_name, _running_name)])
    trusted = last if last and checkpoint_text.is_ours(last) else None
    return {pk: _verdict(pk, asked.get(_name(pk)), trusted, _running_name(pk) in asked) for pk in keys}


def _verdict(pk: int, asked: dict[str, Any] | None, last: RegisterCheckpoint | None, is_running: bool) -> Verdict:
    by_checkpoint = last is not None and str(pk) in last.heads
    if asked and not (last and by_checkpoint and last.made_at > asked["at"]):
        problems = tuple(read_finding(plain) for plain in asked["problems"])
        return Verdict(asked["is_intact"], asked["at"], False, asked["entries"], asked["count"], problems, is_running)
    if last and by_checkpoint:
        problems = tuple(read_finding(plain) for plain in last.findings if plain["book"] == pk)
        return Verdict(not problems, last.made_at, True, last.heads[str(pk)][0], len(problems), problems, is_running)
    return Verdict(None, is_running=is_running)


def _name(pk: int) -> str:
    return f"register-check:{pk}"


def _running_name(pk: int) -> str:
    return f"register-check-running:{pk}"
