"""What a learner wrote for a question, as plain text for a person who grades it."""

from notebooks import blobs
from notebooks.exceptions import BadUpload
from notebooks.intake import match_notebooks
from notebooks.models import Submission
from notebooks.notebook_json import grade_id_of


def answers_of(submission: Submission, expected: dict[str, list[str]]) -> dict[tuple[str, str], str]:
    """{(notebook, question id): the source of the learner's cell}; the last one where a cell was doubled."""
    bundle = blobs.load(submission.files)
    try:
        matched = match_notebooks(expected, bundle)
    except BadUpload:
        return {}
    found: dict[tuple[str, str], str] = {}
    for name, theirs in matched.items():
        for cell in bundle.notebooks[theirs]["cells"]:
            grade_id = grade_id_of(cell)
            if grade_id:
                found[(name, grade_id)] = cell["source"]
    return found
