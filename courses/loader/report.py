"""What a load did, line by line."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

Outcome = Literal["created", "updated", "unchanged", "kept", "skipped", "missing", "failed"]


@dataclass(frozen=True)
class Entry:
    outcome: Outcome
    kind: str
    title: str
    path: str
    note: str = ""


@dataclass
class Report:
    entries: list[Entry] = field(default_factory=list)

    def add(self, outcome: Outcome, kind: str, title: str, path: str, note: str = "") -> None:
        self.entries.append(Entry(outcome, kind, title, path, note))

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(entry.outcome for entry in self.entries))

    @property
    def failed(self) -> bool:
        return any(entry.outcome == "failed" for entry in self.entries)

    def as_json(self) -> dict[str, Any]:
        return {"counts": self.counts, "entries": [asdict(entry) for entry in self.entries]}

    def lines(self) -> list[str]:
        """Everything that somebody should look at, then one line of numbers."""
        words = outcome_words()
        told = [
            f"{words[entry.outcome]}: {entry.path} – {entry.title}{' – ' + entry.note if entry.note else ''}"
            for entry in self.entries
            if entry.outcome != "unchanged"
        ]
        numbers = ", ".join(f"{words[outcome].lower()} {number}" for outcome, number in self.counts.items())
        return [*told, _("Curriculum loaded: %(numbers)s.") % {"numbers": numbers or "0"}]


def outcome_words() -> dict[str, str]:
    return {
        "created": _("New"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "kept": _("Kept, the new text waits as a draft"),
        "skipped": _("Skipped"),
        "missing": _("No longer in the files"),
        "failed": _("Failed"),
    }
