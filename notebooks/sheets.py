"""All that a grader needs for one answer: the question, the points that stand and how they came about, rubric and remarks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from notebooks.models import CellScore, GradingRun, ManualScore, Remark, RubricItem, Submission
from notebooks.questions import Question, question_in
from notebooks.submitted import SETTLED

REMARKS_SHOWN = 9


@dataclass(frozen=True)
class Sheet:
    submission: Submission
    run: GradingRun
    cell: CellScore
    question: Question
    # Everything people gave, newest first; the first one counts.
    history: tuple[ManualScore, ...]

    @classmethod
    def of(cls, submission: Submission, notebook: str, grade_id: str) -> Sheet | None:
        """None where the submission has no graded cell of this question (yet). Three queries."""
        run = submission.grading_runs.filter(state__in=SETTLED).select_related("lab_version").first()
        cell = run.cell_scores.filter(notebook=notebook, grade_id=grade_id).first() if run else None
        question = question_in(run.lab_version, notebook, grade_id) if run else None
        if run is None or cell is None or question is None:
            return None
        given = ManualScore.objects.filter(submission=submission, notebook=notebook, grade_id=grade_id)
        return cls(submission, run, cell, question, tuple(given.select_related("by").order_by("-pk")))

    @property
    def title(self) -> str:
        return self.question.title

    @property
    def standing(self) -> ManualScore | None:
        return self.history[0] if self.history else None

    @property
    def seen(self) -> int | None:
        return self.standing.pk if self.standing else None

    @property
    def score(self) -> Decimal | None:
        return self.standing.score if self.standing else self.cell.score

    @property
    def can_take_back(self) -> bool:
        return len(self.history) > 1 or (bool(self.history) and self.cell.score is not None)

    @property
    def chosen_lines(self) -> list[int]:
        return [line["item"] for line in self.standing.rubric if "item" in line] if self.standing else []

    def lines(self) -> list[RubricItem]:
        """The rubric in use, and retired lines that this answer was given."""
        found = RubricItem.objects.filter(lab=self.submission.lab_id, notebook=self.cell.notebook, grade_id=self.cell.grade_id)
        return [line for line in found if line.retired_at is None or line.pk in self.chosen_lines]


def remarks_of(owner_pk: int, lab_pk: int) -> list[Remark]:
    """The grader's own sentences for this lab, those used most first."""
    return list(Remark.objects.filter(owner=owner_pk, lab=lab_pk)[:REMARKS_SHOWN])
