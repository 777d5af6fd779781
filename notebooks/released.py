"""What a lab gives to everybody who may open it, cell by cell, for reading."""

from collections.abc import Iterator

from lms.foundation import files
from notebooks.answers import ShownCell
from notebooks.exceptions import BadUpload
from notebooks.models import LabVersion
from notebooks.notebook_json import grade_id_of, nbgrader_of, read_notebook


def released_cells(version: LabVersion) -> Iterator[ShownCell]:
    """The cells of the released notebooks, without solutions and hidden tests: those never were in these files."""
    for entry in version.release_files:
        name = entry["path"]
        if "/" in name or not name.endswith(".ipynb"):
            continue
        try:
            notebook = read_notebook(files.read(entry["sha256"]), name=name)
        except BadUpload:
            continue
        for cell in notebook["cells"]:
            attachments = cell.get("attachments")
            yield ShownCell(
                name.removesuffix(".ipynb"),
                cell["cell_type"],
                cell["source"],
                role=role_of(cell),
                grade_id=grade_id_of(cell) or "",
                attachments=attachments if isinstance(attachments, dict) else {},
            )


def role_of(cell: dict) -> str:
    """As nbgrader marks it: what is to be answered, what tests, what is given."""
    marks = nbgrader_of(cell)
    if marks.get("task"):
        return "task"
    if marks.get("solution"):
        return "answer"
    return "test" if marks.get("grade") else "plain"
