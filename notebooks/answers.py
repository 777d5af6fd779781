"""What a learner wrote for a question and what it printed, as the run graded it: for a person who grades."""

import json
from dataclasses import dataclass

from lms.foundation import files
from notebooks.models import GradingRun

SHOWN_KINDS = ("text", "error")


@dataclass(frozen=True)
class Answer:
    source: str
    outputs: tuple[str, ...]


def answer_in(run: GradingRun, notebook: str, grade_id: str) -> Answer:
    """The graded cell of this question; an empty answer when the run kept none. Text only: nothing of it renders."""
    cells = json.loads(files.read(run.review_sha256)) if run.review_sha256 else []
    for cell in cells:
        if (cell["notebook"], cell["grade_id"]) == (notebook, grade_id):
            outputs = tuple(output["body"] for output in cell["outputs"] if output["kind"] in SHOWN_KINDS)
            return Answer(cell["source"], outputs)
    return Answer("", ())
