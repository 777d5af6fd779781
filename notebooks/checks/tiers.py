"""The ways to check an answer, from the weakest to the strongest, and how an author asks for one.

T1 runs in the learner's own process. T2 compares what was printed or written, T3 what functions return: outside, with expected
values that never enter the sandbox. T4 is a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from lms.foundation.vietnamese.text import fold


class Tier(StrEnum):
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"


class Way(StrEnum):
    """What stands after `# Kiểu chấm:`."""

    ASSERT = "assert"
    CALLS = "calls"
    OUTPUT = "output"
    FILE = "file"

    @property
    def tier(self) -> Tier:
        return {Way.ASSERT: Tier.T1, Way.CALLS: Tier.T3}.get(self, Tier.T2)


WORDS = {
    "assert": Way.ASSERT,
    "calls": Way.CALLS,
    "goi ham": Way.CALLS,
    "output": Way.OUTPUT,
    "in ra": Way.OUTPUT,
    "file": Way.FILE,
    "tep": Way.FILE,
}


def way_named(words: str) -> Way | None:
    """The way an author names, with or without Vietnamese marks; None for a word that names none."""
    return WORDS.get(" ".join(fold(words).split()))


def tier_set(metadata: Mapping[str, Any]) -> str:
    """`hocai.tier` of a cell's or a notebook's metadata as it was written, empty where nothing was."""
    ours = metadata.get("hocai")
    return str(ours.get("tier") or "") if isinstance(ours, dict) else ""
