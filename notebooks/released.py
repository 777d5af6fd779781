"""What a lab gives to everybody who may open it, cell by cell, for reading."""

from collections.abc import Iterator

from notebooks.answers import ShownCell, attachments_of, cells_in
from notebooks.models import LabVersion
from notebooks.notebook_json import grade_id_of, nbgrader_of


def released_cells(version: LabVersion) -> Iterator[ShownCell]:
    """The cells of the released notebooks, without solutions and hidden tests: those never were in these files."""
    at_the_top = [entry for entry in version.release_files if "/" not in entry["path"]]
    for notebook, cell in cells_in(at_the_top):
        yield ShownCell(
            notebook,
            cell["cell_type"],
            cell["source"],
            role=role_of(cell),
            grade_id=grade_id_of(cell) or "",
            attachments=attachments_of(cell),
        )


def role_of(cell: dict) -> str:
    """As nbgrader marks it: what is to be answered, what tests, what is given."""
    marks = nbgrader_of(cell)
    if marks.get("task"):
        return "task"
    if marks.get("solution"):
        return "answer"
    return "test" if marks.get("grade") else "plain"
