"""Whether somebody knows whose document it is: the name, the birth date and, after many tries, the issue date. Pure.

The name is compared by the search key of the house: marks, case, đ/d and the place of a tone do not count, because keyboards abroad
and old systems lack them, and the answer prints the name as the record has it. The birth date must say as much as the document does:
the whole day where the day is printed, the year where only the year is. A document without a birth date has only its code.
"""

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.foundation.vietnamese import PartialDate, TextError, parse_date, search_key

# Compared where no document has the number, so that the answer takes the same work.
NOBODY = {"holder": "Không Có Ai", "born": "01/01/1900", "issued_on": "1900-01-01"}


@dataclass(frozen=True)
class Claim:
    """What the one who asks says that the paper says. `issued_on` only where it was asked for."""

    full_name: str
    born: PartialDate
    issued_on: date | None = None


def knows(claim: Claim, printed: dict[str, Any], *, needs_issue_date: bool = False) -> bool:
    """Every part is compared, whatever the parts before it gave."""
    same_name = _same(search_key(claim.full_name), search_key(printed["holder"]))
    same_birth = _same_birth(claim.born, printed["born"])
    same_issue = not needs_issue_date or _same(claim.issued_on.isoformat() if claim.issued_on else "", printed["issued_on"] or "-")
    return same_name & same_birth & same_issue


def _same_birth(claimed: PartialDate, born: str) -> bool:
    try:
        known = parse_date(born)
    except TextError:  # none is printed
        return False
    return _same(str(claimed) if known.is_complete else str(claimed.year), str(known if known.is_complete else known.year))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode()) and bool(one)
