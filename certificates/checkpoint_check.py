"""Whether the signed checkpoints are as they were signed, and what they saw of each book."""

from collections.abc import Iterator, Sequence

from certificates import checkpoint_text
from certificates.models import RegisterBook, RegisterCheckpoint
from certificates.register_chain import SeenHead
from certificates.register_findings import Finding, Findings
from lms.foundation import signing_keys


def verify_checkpoints() -> Findings:
    """Digest, signature and order of every checkpoint, and books that they knew and that are gone."""
    findings, previous = Findings(), ""
    latest: RegisterCheckpoint | None = None
    for checkpoint in RegisterCheckpoint.objects.order_by("day").iterator(chunk_size=50):
        findings.add(*_problems(checkpoint, previous))
        previous, latest = checkpoint.sha256, checkpoint
    if latest:
        findings.add(*_missing_books(latest))
    return findings


def heads_seen(books: Sequence[int]) -> dict[int, dict[int, SeenHead]]:
    """For each book: place → the seal that a checkpoint saw there; the earliest day speaks. One entry per day with a change."""
    seen: dict[int, dict[int, SeenHead]] = {book: {} for book in books}
    for day, heads in RegisterCheckpoint.objects.order_by("day").values_list("day", "heads").iterator(chunk_size=50):
        for book in books:
            if head := heads.get(str(book)):
                seen[book].setdefault(head[0], SeenHead(head[1], f"{day:%d/%m/%Y}"))
    return seen


def _problems(checkpoint: RegisterCheckpoint, previous: str) -> Iterator[Finding]:
    day = f"{checkpoint.day:%d/%m/%Y}"
    if checkpoint.key_name not in signing_keys.key_names(signing_keys.CHECKPOINT_KEY):
        yield Finding("checkpoint_key_missing", {"day": day, "key": checkpoint.key_name})
    elif checkpoint.previous_sha256 != previous or not checkpoint_text.is_ours(checkpoint):
        yield Finding("checkpoint_changed", {"day": day})


def _missing_books(latest: RegisterCheckpoint) -> Iterator[Finding]:
    there = set(RegisterBook.objects.values_list("pk", flat=True))
    for book, (position, _) in sorted(latest.heads.items()):
        if int(book) not in there:
            yield Finding("checkpoint_book_missing", {"book": int(book), "day": f"{latest.day:%d/%m/%Y}", "position": position})
