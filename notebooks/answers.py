"""What a learner wrote and what it printed, cell by cell: as a run graded it (for graders), or as it was handed in (for the learner)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.foundation import files
from notebooks.exceptions import BadUpload
from notebooks.intake import NOTEBOOK_SUFFIX
from notebooks.models import GradingRun, Submission
from notebooks.notebook_json import read_notebook
from notebooks.outputs import ShownOutput, kept_output

# Roles of a rebuilt notebook's cells, as a run keeps them; the web process does not load the rebuilding.
ROLES = frozenset({"answer", "manual", "test", "task", "locked", "plain", "extra"})


@dataclass(frozen=True)
class ShownCell:
    notebook: str
    cell_type: str
    source: str
    role: str = "extra"
    grade_id: str = ""
    outputs: tuple[ShownOutput, ...] = ()
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def graded_cells(run: GradingRun) -> list[ShownCell]:
    """Every cell of a run with what it printed. The run held the hidden tests: for graders alone."""
    stored = json.loads(files.read(run.review_sha256)) if run.review_sha256 else []
    return [as_shown(cell) for cell in stored if isinstance(cell, dict)]


def as_shown(cell: dict[str, Any]) -> ShownCell:
    return ShownCell(
        notebook=str(cell.get("notebook", "")),
        cell_type=str(cell.get("cell_type", "code")),
        source=str(cell.get("source", "")),
        role=role if (role := str(cell.get("role"))) in ROLES else "extra",
        grade_id=str(cell.get("grade_id", "")),
        outputs=tuple(shown for each in cell.get("outputs", ()) if (shown := kept_output(each))),
        attachments=attachments_of(cell),
    )


def handed_in_cells(submission: Submission) -> Iterator[ShownCell]:
    """The learner's own sources, straight from their files: nothing of ours and nothing that any run printed."""
    for notebook, cell in cells_in(submission.files):
        yield ShownCell(notebook, cell["cell_type"], cell["source"], attachments=attachments_of(cell))


def cells_in(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(notebook, cell) of every readable notebook among stored files `{"path", "sha256"}`."""
    for entry in entries:
        path = entry["path"]
        if not path.endswith(NOTEBOOK_SUFFIX):
            continue
        try:
            notebook = read_notebook(files.read(entry["sha256"]), name=path)
        except BadUpload:
            continue
        for cell in notebook["cells"]:
            yield path.removesuffix(NOTEBOOK_SUFFIX), cell


def attachments_of(cell: dict[str, Any]) -> dict[str, Any]:
    found = cell.get("attachments")
    return found if isinstance(found, dict) else {}


def around(cells: list[ShownCell], notebook: str, grade_id: str) -> list[ShownCell]:
    """The cells that belong to one question: its text above, what was written for it, and what stands below."""
    at = next((place for place, cell in enumerate(cells) if (cell.notebook, cell.grade_id) == (notebook, grade_id)), None)
    if at is None:
        return []
    first = first_of_test(cells, at) if cells[at].role == "test" else at
    while first > 0 and is_lead_in(cells[first - 1], notebook):
        first -= 1
    last = at + 1
    while last < len(cells) and cells[last].role == "extra" and cells[last].notebook == notebook:
        last += 1
    return [cell for cell in cells[first:last] if cell.role != "test" or cell is cells[at]]


def first_of_test(cells: list[ShownCell], at: int) -> int:
    """Where the answer begins that a test looks at: back over its sister tests to the nearest answers."""
    place = at
    while place > 0 and cells[place - 1].notebook == cells[at].notebook and cells[place - 1].role == "test":
        place -= 1
    while place > 0 and cells[place - 1].notebook == cells[at].notebook and cells[place - 1].role in ("answer", "extra"):
        place -= 1
    return place


def is_lead_in(cell: ShownCell, notebook: str) -> bool:
    """The text of a question, and the learner's earlier tries above the answer that counts."""
    ours = cell.cell_type == "markdown" and cell.role in ("locked", "plain")
    return cell.notebook == notebook and (ours or cell.role == "extra")
