"""The nbgrader door: the only importer of nbgrader and nbformat. Plain dicts go in and come out.

Only steps without a gradebook are used, in the order of nbgrader's `generate_assignment`. Left out are IncludeHeaderFooter (an option
of a course folder), InstantiateTests (runs the teacher's code here; `release` refuses such cells) and SaveCells (the gradebook).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import nbformat
from jsonschema import ValidationError as SchemaError
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from nbgrader.utils import determine_grade

from notebooks.notebook_json import grade_id_of
from notebooks.rebuild import LEARNERS, role_of

Notebook = dict[str, Any]
CODE_STUB = "# VIẾT MÃ CỦA BẠN VÀO ĐÂY\nraise NotImplementedError()"
# Where learners only change values nothing is to be deleted: the stub is a reminder, not an error.
NO_CODE_STUB = "# Điền vào các dòng trên, rồi chạy ô này: Shift + Enter"
TEXT_STUB = "VIẾT CÂU TRẢ LỜI CỦA BẠN VÀO ĐÂY"
NEWEST_SCHEMA = MetadataValidator.schema_version


class Refused(Exception):
    """nbgrader or nbformat does not take this notebook; the text is theirs, in English."""


@dataclass(frozen=True)
class Prepared:
    """`grading` (solutions out, hidden tests in) stays on the server; `student` goes out; `stubs` mean "no answer yet"."""

    grading: Notebook
    student: Notebook
    stubs: dict[str, frozenset[str]]


def validate(notebook: Notebook) -> None:
    """nbformat's own check of a v4 notebook; Refused with its first sentence."""
    try:
        nbformat.validate(as_node(notebook), version=4)
    except nbformat.ValidationError as error:
        raise Refused(str(error).split("\n", 1)[0]) from error


def upgraded(cell: Notebook) -> Notebook:
    """A copy whose nbgrader metadata have the newest schema, as `nbgrader update` would write them, and are valid."""
    validator, node = metadata_validator(), as_node(cell)
    try:
        node = validator.upgrade_cell_metadata(node)
        validator.validate_cell(node)
    except (SchemaError, KeyError, TypeError, ValueError) as error:
        raise Refused(str(error).split("\n", 1)[0]) from error
    return as_dict(node)


@cache
def metadata_validator() -> MetadataValidator:
    return MetadataValidator()


def prepare(notebook: Notebook, *, no_code: bool = False) -> Prepared:
    """The grading and the student version of a teacher's notebook, by nbgrader's own preprocessors.

    `no_code`: learners change values that stand there already, so a cell without an answer runs.
    """
    stub = NO_CODE_STUB if no_code else CODE_STUB
    ours, stock = cleared(notebook, vietnamese_stubs(stub)), cleared(notebook, ClearSolutions())
    student = processed(ours, ClearHiddenTests(), ClearMarkScheme(), ComputeChecksums(), CheckCellMetadata())
    return Prepared(ours, student, stubs_of(ours, stock))


def cleared(notebook: Notebook, clear_solutions: ClearSolutions) -> Notebook:
    return processed(notebook, LockCells(), clear_solutions, ClearOutput(), CheckCellMetadata(), ComputeChecksums())


def vietnamese_stubs(code_stub: str) -> ClearSolutions:
    return ClearSolutions(code_stub={"python": code_stub}, text_stub=TEXT_STUB)


def processed(notebook: Notebook, *steps: Any) -> Notebook:
    node = as_node(notebook)
    resources: dict[str, Any] = {}
    try:
        for step in steps:
            node, resources = step.preprocess(node, resources)
    except (RuntimeError, ValueError, KeyError, SchemaError) as error:
        raise Refused(" ".join(str(error).split())) from error
    return as_dict(node)


def stubs_of(*versions: Notebook) -> dict[str, frozenset[str]]:
    """A notebook released by stock nbgrader carries stock's stub; both mean that nothing was answered."""
    stubs: dict[str, set[str]] = {}
    for version in versions:
        for cell in version["cells"]:
            if role_of(cell) in LEARNERS:
                stubs.setdefault(grade_id_of(cell) or "", set()).add(cell["source"])
    return {grade_id: frozenset(texts) for grade_id, texts in stubs.items()}


def points(cell: Notebook, outputs: Sequence[dict[str, Any]]) -> float | None:
    """nbgrader's own rule for one graded cell with these outputs; None means that a person decides.

    Callers have already turned away outputs that the rule would take for full marks (`scoring`).
    """
    node = as_node({**cell, "outputs": list(outputs)} if cell["cell_type"] == "code" else cell)
    score, _ = determine_grade(node)
    return None if score is None else as_points(score)


def as_points(score: float) -> float:
    if not math.isfinite(score):
        raise ValueError("points are not finite")
    return float(score)


def as_node(notebook: Notebook) -> nbformat.NotebookNode:
    return nbformat.from_dict(copy.deepcopy(notebook))


def as_dict(node: nbformat.NotebookNode) -> Notebook:
    """Back to plain dicts, so that no caller meets a type of nbformat."""
    if isinstance(node, dict):
        return {key: as_dict(value) for key, value in node.items()}
    return [as_dict(value) for value in node] if isinstance(node, list) else node
