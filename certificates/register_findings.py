"""What a check of the register found: a code for programs, a sentence that names the row and what differs."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.exceptions import MESSAGES
from certificates.models import Certificate, RegisterEntry

# A broken key makes every line a finding; a list of a million helps nobody.
LISTED = 200
FIELDS: dict[str, str | Promise] = {
    "certificate": pgettext_lazy("compared with the register", "the document itself"),
    "serial_no": _("serial number"),
    "register_no": _("register number"),
    "register_number": pgettext_lazy("compared with the register", "the number in the book"),
    "code": pgettext_lazy("compared with the register", "the verification code"),
    "issued_on": _("issue date"),
    "enrollment": pgettext_lazy("compared with the register", "whose document it is"),
    "issuer": _("issuer"),
    "document_class": pgettext_lazy("compared with the register", "the form"),
    "replaces": pgettext_lazy("compared with the register", "which document it takes the place of"),
    "taken_on": pgettext_lazy("compared with the register", "the day it was taken"),
    "is_proxy": pgettext_lazy("compared with the register", "whether somebody else took it"),
    "ground": pgettext_lazy("compared with the register", "the ground"),
    "decision": pgettext_lazy("compared with the register", "the number of the decision"),
    "decided_on": pgettext_lazy("compared with the register", "the date of the decision"),
    "book": pgettext_lazy("compared with the register", "the book"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written. `params` are plain values; `str()` is the sentence."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    book: int | None = None

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % {name: _shown(name, value) for name, value in self.params.items()}

    def as_plain(self) -> dict[str, Any]:
        return {"code": self.code, "book": self.book, "params": self.params}


def read_finding(plain: dict[str, Any]) -> Finding:
    """What `as_plain` wrote."""
    return Finding(plain["code"], plain["params"], plain["book"])


@dataclass
class Findings:
    """What the check of a whole book, or of all of them, found; the list is cut, the count is not."""

    entries: int = 0
    certificates: int = 0
    count: int = 0
    problems: list[Finding] = field(default_factory=list)
    first_of: dict[int | None, Finding] = field(default_factory=dict)

    @property
    def is_intact(self) -> bool:
        return not self.count

    @property
    def left_out(self) -> int:
        return self.count - len(self.problems)

    def add(self, *found: Finding) -> None:
        """Every book that has one keeps its first."""
        for problem in found:
            self.count += 1
            if len(self.problems) < LISTED or problem.book not in self.first_of:
                self.problems.append(problem)
            self.first_of.setdefault(problem.book, problem)

    def shortened(self, most: int) -> list[Finding]:
        """The first of every book, then others, so many in all."""
        firsts = list(self.first_of.values())
        return firsts + [problem for problem in self.problems if problem not in firsts][: max(0, most - len(firsts))]

    def take_in(self, other: "Findings") -> None:
        self.entries += other.entries
        self.certificates += other.certificates
        self.add(*other.problems)
        self.count += other.left_out

    def as_plain(self) -> dict[str, Any]:
        return {
            "is_intact": self.is_intact,
            "entries": self.entries,
            "certificates": self.certificates,
            "count": self.count,
            "problems": [problem.as_plain() for problem in self.problems],
        }


def _shown(name: str, value: Any) -> str:
    """A value as people read it."""
    if name == "field":
        return str(FIELDS.get(value, value))
    if name == "event":
        return str(RegisterEntry.Event(value).label) if value in RegisterEntry.Event.values else str(value)
    if name == "state":
        return str(Certificate.State(value).label) if value in Certificate.State.values else str(value)
    return "–" if value in (None, "") else str(value)[:80]
