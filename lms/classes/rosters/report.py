"""A checked list as it is kept: rows as plain values to look through page by page, with what has been said about them since."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.foundation import files
from lms.foundation.vietnamese import format_date, mask_personal_id, name_key
from lms.people.models import User

from .judging import ALREADY, DOUBTFUL, KNOWN, NEW, REFUSED, RosterRow
from .values import ReadRow

WRITTEN, LATER = "written", "later"
FILTERS = ("all", DOUBTFUL, "refused", NEW, KNOWN, ALREADY, WRITTEN)
Row = dict[str, Any]
EXAMPLES = 3


@dataclass(frozen=True)
class Standing:
    """What has happened to a list since it was checked: answers by row, rows written, rows that could not be."""

    answers: Mapping[str, Any]
    written: Collection[int] = ()
    left: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Report:
    """`rows` in the order of the file. `legacy`: {kind, kept, examples: [[before, after]]} when old encodings were met."""

    rows: list[Row]
    legacy: dict[str, Any]
    may_pad: int = 0
    encoding: str = ""

    @classmethod
    def of(cls, rows: Sequence[RosterRow], read: Sequence[ReadRow], *, encoding: str = "") -> "Report":
        return cls([as_plain(row) for row in rows], legacy_of(read), sum(row.may_pad for row in read), encoding)

    def store(self) -> str:
        """Into the private store; returns its digest."""
        return files.store(json.dumps(self.__dict__, ensure_ascii=False).encode()).sha256

    @classmethod
    def load(cls, sha256: str) -> "Report":
        return cls(**json.loads(files.read(sha256)))

    def now(self, standing: Standing) -> list[Row]:
        """The rows as they stand, in the order of the file."""
        written = set(standing.written)
        return [_standing_row(row, standing, written) for row in self.rows]


def _standing_row(row: Row, standing: Standing, written: set[int]) -> Row:
    if row["number"] in written:
        return {**row, "outcome": WRITTEN}
    if left := (standing.left or {}).get(str(row["number"])):
        return {**row, "outcome": REFUSED, "errors": [left]}
    answer = standing.answers.get(str(row["number"])) if row["outcome"] == DOUBTFUL else None
    return {**row, **_after_answer(row, answer)} if answer else row


def _after_answer(row: Row, answer: Mapping[str, Any]) -> Row:
    """What an answer makes of a doubtful row. Writing judges the row once more."""
    if answer.get("new") and row["may_be_new"]:
        return {"outcome": NEW, "answer": "new"}
    chosen = next((one for one in row["candidates"] if one["handle"] == answer.get("person")), None)
    if chosen:
        return {"outcome": ALREADY if chosen["on_roster"] else KNOWN, "answer": chosen["handle"]}
    return {"answer": LATER} if answer.get("skip") else {}


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows there are of each kind: rows, new, known, already, doubtful, refused, written, warned."""
    outcomes = [row["outcome"] for row in rows]
    return {
        "rows": len(rows),
        **{kind: outcomes.count(kind) for kind in (NEW, KNOWN, ALREADY, DOUBTFUL, WRITTEN)},
        "refused": outcomes.count(REFUSED),
        "warned": sum(1 for row in rows if row["warnings"] and row["outcome"] not in (REFUSED, DOUBTFUL)),
    }


def chosen(rows: Sequence[Row], kind: str) -> list[Row]:
    """Rows of one kind, or all; what needs a person comes first, then what carries a warning.

    A doubtful row that was answered stays among the doubtful ones, so that the answer can be changed.
    """
    wanted = REFUSED if kind == "refused" else kind
    some = [row for row in rows if kind == "all" or row["outcome"] == wanted or (kind == DOUBTFUL and _was_doubtful(row))]
    return sorted(some, key=_importance)


def _was_doubtful(row: Row) -> bool:
    return bool(row["candidates"]) and row["outcome"] != WRITTEN


def _importance(row: Row) -> tuple[bool, bool, bool, int]:
    return not _was_doubtful(row), row["outcome"] != REFUSED, not row["warnings"], row["number"]


def as_plain(row: RosterRow) -> Row:
    """Without the personal identification number, of which a masked form is enough for the eye."""
    values = row.values
    return {
        "number": row.number,
        "name": values.full_name,
        "birth": str(values.birth or ""),
        "agency": row.agency.name if row.agency else values.agency,
        "position": values.position,
        "email": values.email,
        "personal_id": mask_personal_id(values.personal_id),
        "outcome": row.outcome,
        "errors": row.errors,
        "warnings": row.warnings,
        "wrong": row.wrong,
        "may_be_new": row.may_be_new,
        "candidates": [_candidate(one, row) for one in row.candidates],
    }


def _candidate(person: User, row: RosterRow) -> dict[str, Any]:
    posts = person.open_affiliations  # type: ignore[attr-defined]
    return {
        "handle": person.handle,
        "name": person.full_name,
        "birth": format_date(person.birth_date) if person.birth_date else str(person.birth_year or ""),
        "agencies": [post.organization.name for post in posts],
        "positions": [post.position for post in posts if post.position],
        "personal_id": person.masked_personal_id,
        "email": person.email or "",
        "on_roster": person.pk in row.on_roster,
        "same": _likeness(person, row),
    }


def _likeness(person: User, row: RosterRow) -> dict[str, str]:
    """yes, no, or nothing where one of the two says nothing; a year alone is compared with the year."""
    values, birth = row.values, row.values.birth
    birth_alike = None
    if birth and person.birth_year:
        birth_alike = person.birth_date == birth.as_date() if birth.is_complete and person.birth_date else person.birth_year == birth.year
    posts = [post.organization_id for post in person.open_affiliations]  # type: ignore[attr-defined]
    alike = {
        "name": name_key(person.full_name) == values.name_key,
        "birth": birth_alike,
        "agency": row.agency.pk in posts if row.agency and posts else None,
        "personal_id": person.personal_id_hmac == values.id_hash if person.personal_id_hmac and values.personal_id else None,
        "email": person.email == values.email if person.email and values.email else None,
    }
    return {field: "" if said is None else "yes" if said else "no" for field, said in alike.items()}


def legacy_of(read: Sequence[ReadRow]) -> dict[str, Any]:
    """The old encodings met, how often, and three names before and after."""
    met = [row.legacy for row in read if row.legacy]
    if not met:
        return {}
    kinds = sorted({kind for kind, _before, _after in met})
    return {"kinds": kinds, "rows": len(met), "examples": [[before, after] for _kind, before, after in met[:EXAMPLES]]}
