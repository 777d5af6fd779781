"""What the law says about the life of a document after its issue, from dated tables: grounds to revoke, days to answer.

The tables are files of `certificates/reference/`; a new circular is a new line there, with the day from which it counts.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from certificates.exceptions import CertificateError
from certificates.models import DocumentClass
from lms.foundation.vietnamese import format_date

REFERENCE = Path(__file__).resolve().parent / "reference"
# In the column `result`: the new document is of the kind of the old one.
SAME_KIND = "same"


@dataclass(frozen=True)
class GroundRule:
    """One ground for revoking (Vietnamese, as the law words it) and the article that it stands in."""

    code: str
    text: str
    legal_basis: str
    source: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class AnswerRule:
    """Within how many working days a request is answered, and of which kind the new document is."""

    kind: str
    working_days: int
    result: str
    legal_basis: str
    source: str
    valid_from: date | None
    valid_to: date | None

    def result_kind(self, kind: str) -> str:
        """The kind of the new document. Only a chứng chỉ turns into another one; the others stay what they are."""
        if self.result == SAME_KIND or kind != DocumentClass.Kind.OFFICIAL_CERTIFICATE:
            return kind
        return self.result


def grounds_on(day: date) -> list[GroundRule]:
    """The grounds in force on the day of a decision."""
    return [rule for rule in _grounds() if _is_in_force(rule, day)]


def ground_on(code: str, day: date) -> GroundRule:
    """Raises CertificateError ground_not_in_force."""
    for rule in grounds_on(day):
        if rule.code == code:
            return rule
    raise CertificateError("ground_not_in_force", day=format_date(day))


def answer_rule(kind: str, day: date) -> AnswerRule:
    """The rule for a request that came on this day. Raises CertificateError answer_rule_missing."""
    for rule in _answers():
        if rule.kind == kind and _is_in_force(rule, day):
            return rule
    raise CertificateError("answer_rule_missing", day=format_date(day))


@cache
def _grounds() -> tuple[GroundRule, ...]:
    return tuple(
        GroundRule(line["code"], line["text"], line["legal_basis"], line["source"], _day(line["valid_from"]), _day(line["valid_to"]))
        for line in _lines("revocation_grounds.csv")
    )


@cache
def _answers() -> tuple[AnswerRule, ...]:
    return tuple(
        AnswerRule(
            line["kind"], int(line["working_days"]), line["result"], line["legal_basis"], line["source"], _day(line["valid_from"]),
            _day(line["valid_to"]),
        )
        for line in _lines("answer_deadlines.csv")
    )  # fmt: skip


def _lines(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_in_force(rule: GroundRule | AnswerRule, day: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day <= rule.valid_to)
