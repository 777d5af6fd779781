"""Texts that a run has printed or written, compared line by line with what the author expects."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import zip_longest

from notebooks.checks.directives import Directive
from notebooks.checks.plan import Mark, Unreadable, Verdict

NUMBER = re.compile(r"[+-]?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?")
LINE_CHARACTERS = 10_000


def lines_of(text: str) -> list[str]:
    """One spelling of line ends and letters; blanks at the ends of lines and blank lines at the end say nothing."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n").split("\n")


def same_line(line: str, expected: str, tolerance: float | None) -> bool:
    """Equal, or equal but for numbers that lie within the tolerance."""
    if line == expected:
        return True
    if tolerance is None or len(line) > LINE_CHARACTERS or NUMBER.split(line) != NUMBER.split(expected):
        return False
    pairs = zip(NUMBER.findall(line), NUMBER.findall(expected), strict=True)
    return all(math.isclose(float(ours), float(theirs), rel_tol=0.0, abs_tol=tolerance) for ours, theirs in pairs)


def marks_of_lines(lines: list[str], expected: list[str], tolerance: float | None) -> list[Mark]:
    """One mark per expected line, and one that is lost where more was printed."""
    marks = [
        Mark(verdict_for(line is not None and same_line(line, wanted, tolerance)), line=wanted)
        for line, wanted in zip_longest(lines[: len(expected)], expected)
    ]
    return marks + [Mark(Verdict.WRONG)] * (len(lines) > len(expected))


def verdict_for(holds: bool) -> Verdict:
    return Verdict.PASSED if holds else Verdict.WRONG


def tolerance_in(directive: Directive | None) -> float | None:
    """The number behind `# Sai số:`; a decimal comma is a point. Raises Unreadable."""
    if directive is None:
        return None
    try:
        found = float(directive.value.replace(",", "."))
    except ValueError as error:
        raise Unreadable("tolerance", directive.line) from error
    if not math.isfinite(found) or found < 0:
        raise Unreadable("tolerance", directive.line)
    return found
