"""What the auditor's page shows: every book with the state of its chain, and the checkpoints. Reading only."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import checkpoint_text
from certificates.book_verdicts import Verdict, verdicts_of
from certificates.models import RegisterBook, RegisterCheckpoint
from certificates.register_findings import Finding, read_finding
from lms.foundation import signing_keys
from lms.foundation.vietnamese import format_date

PUBLISHED = 31
OLD_DAYS = 1  # before the small hours the last one is of yesterday


@dataclass(frozen=True)
class AuditRow:
    book: RegisterBook
    verdict: Verdict


@dataclass(frozen=True)
class Whole:
    """What the last checkpoint said of everything; `problems` are those of no single book."""

    checkpoint: RegisterCheckpoint | None
    is_ours: bool
    problems: list[Finding]

    @property
    def remark(self) -> str:
        """What is wrong with the day of the last checkpoint; empty when nothing is."""
        if self.checkpoint is None:
            return ""
        age = (timezone.localdate() - self.checkpoint.day).days
        if age < 0:
            return _(
                "The last checkpoint bears the day %(day)s, which is still to come: the clock of the machine was wrong. No checkpoint is made until then; set the clock right and tell whoever keeps copies."
            ) % {"day": format_date(self.checkpoint.day)}
        if age > OLD_DAYS:
            return _("The last checkpoint is %(days)s days old: check that the worker and beat are running.") % {"days": age}
        return ""


def whole() -> Whole:
    last = RegisterCheckpoint.objects.order_by("-day").first()
    if last is None:
        return Whole(None, True, [])
    return Whole(last, checkpoint_text.is_ours(last), [read_finding(plain) for plain in last.findings if plain["book"] is None])


def rows_of(books: list[RegisterBook], last: RegisterCheckpoint | None) -> list[AuditRow]:
    verdicts = verdicts_of(books, last)
    return [AuditRow(book, verdicts[book.pk]) for book in books]


def published() -> dict[str, Any]:
    """The public keys and the checkpoints of the last month, for everybody who wants to keep a copy.

    `text` is what was signed (ECDSA P-256 with SHA-256, DER, base64), byte for byte in UTF-8. Heads are seals: no name, no number.
    """
    newest = RegisterCheckpoint.objects.order_by("-day")[:PUBLISHED]
    names = signing_keys.key_names(signing_keys.CHECKPOINT_KEY)
    return {
        "keys": [{**signing_keys.public_jwk(name), "name": name} for name in names],
        "checkpoints": [_published(checkpoint) for checkpoint in newest],
    }


def _published(checkpoint: RegisterCheckpoint) -> dict[str, Any]:
    return {
        "day": checkpoint.day.isoformat(),
        "text": checkpoint_text.text_of(checkpoint).decode(),
        "sha256": checkpoint.sha256,
        "signature": checkpoint.signature,
        "key": checkpoint.key_name,
    }
