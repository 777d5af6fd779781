"""What grading one submission, or checking one lab, comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from notebooks.outputs import ShownOutput
from notebooks.problems import Problem
from notebooks.rebuild import Flag, Role
from notebooks.scoring import CellResult


@dataclass(frozen=True)
class ReviewCell:
    """A cell as a person grading reads it. Its outputs come from a run that holds the hidden tests: never show them to a learner."""

    notebook: str
    cell_id: str
    role: Role
    grade_id: str
    cell_type: str
    source: str
    outputs: tuple[ShownOutput, ...]
    attachments: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class GradeResult:
    """`score` and `max_score` count automatically graded cells; `message` is for the learner, `flags` and `review` for staff."""

    cells: tuple[CellResult, ...]
    flags: tuple[Flag, ...]
    review: tuple[ReviewCell, ...]
    status: str
    message: str
    wall: float
    cpu: float
    max_rss_mb: float

    @property
    def score(self) -> float:
        return sum(cell.score or 0.0 for cell in self.cells if cell.is_auto)

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells if cell.is_auto)

    @property
    def manual_max(self) -> float:
        return sum(cell.max_score for cell in self.cells if not cell.is_auto)

    @property
    def needs_manual(self) -> bool:
        return any(cell.score is None for cell in self.cells)

    def as_json(self) -> dict[str, Any]:
        """Totals and cells by grade id; an id that two notebooks share is written `notebook/grade_id`."""
        ids = [cell.grade_id for cell in self.cells]
        cells = {
            cell.grade_id if ids.count(cell.grade_id) == 1 else f"{cell.notebook}/{cell.grade_id}": {
                "score": cell.score,
                "max_score": cell.max_score,
                "state": str(cell.state),
            }
            for cell in self.cells
        }
        return {"score": self.score, "max_score": self.max_score, "manual_max": self.manual_max, "cells": cells}

    def review_as_json(self) -> list[dict[str, Any]]:
        return [asdict(cell) for cell in self.review]


@dataclass(frozen=True)
class GateReport:
    """`problems` keep a lab from being released, `warnings` do not."""

    passed: bool
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
