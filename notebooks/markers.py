"""The marks that authors write into cells: nbgrader's BEGIN/END lines and our hint line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HINT = re.compile(r"^#\s*(?:Gợi ý|Hint)\s*:\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
HINT_CHARACTERS = 500
AUTOTEST = re.compile(r"^\s*#+\s*(?:HASHED\s+)?AUTOTEST\b", re.MULTILINE)


class Region(StrEnum):
    SOLUTION = "SOLUTION"
    HIDDEN_TESTS = "HIDDEN TESTS"
    MARK_SCHEME = "MARK SCHEME"


@dataclass(frozen=True)
class Markers:
    """Which regions a cell holds, and whether they are complete."""

    regions: frozenset[Region]
    unclosed: bool
    stray_end: bool


def markers_in(source: str) -> Markers:
    """Reads the lines as nbgrader does: a line that contains the words begins or ends a region."""
    found, unclosed, stray_end = set(), False, False
    for region in Region:
        is_open = False
        for kind in marks(source, region):
            unclosed |= kind == "BEGIN" and is_open
            stray_end |= kind == "END" and not is_open
            is_open = kind == "BEGIN"
            if is_open:
                found.add(region)
        unclosed |= is_open
    return Markers(frozenset(found), unclosed, stray_end)


def marks(source: str, region: Region) -> Iterator[str]:
    for line in source.split("\n"):
        if f"BEGIN {region}" in line:
            yield "BEGIN"
        elif f"END {region}" in line:
            yield "END"


def hint_in(source: str) -> str:
    """The author's hint for a failed test: the first line `# Gợi ý: …` (or `# Hint: …`) of the test cell."""
    found = HINT.search(source)
    return found.group(1)[:HINT_CHARACTERS] if found else ""
