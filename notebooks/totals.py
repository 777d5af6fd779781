"""The sum of a run: the machine's points, and people's where a person decides."""

from dataclasses import dataclass
from decimal import Decimal

from notebooks.models import CellScore, GradingRun, ManualScore


@dataclass(frozen=True)
class ScoredCell:
    """One question as the page shows it: whose points count, and what is left to do."""

    cell: CellScore
    manual: ManualScore | None
    # A person's points that this version's question cannot hold: kept, and a person has to decide anew.
    outgrown: ManualScore | None = None

    @property
    def score(self) -> Decimal | None:
        if self.outgrown:
            return None
        return self.manual.score if self.manual else self.cell.score


@dataclass(frozen=True)
class Total:
    score: Decimal
    max_score: Decimal
    needs_manual: bool


def scored_cells(run: GradingRun) -> list[ScoredCell]:
    """Every graded cell of `run` with the newest points that a person gave for it."""
    newest = ManualScore.objects.filter(submission_id=run.submission_id, superseded_by__isnull=True).select_related("by")
    by_question = {(given.notebook, given.grade_id): given for given in newest}
    return [scored(cell, by_question.get((cell.notebook, cell.grade_id))) for cell in run.cell_scores.all()]


def scored(cell: CellScore, given: ManualScore | None) -> ScoredCell:
    if given and given.score > cell.max_score:
        return ScoredCell(cell, None, outgrown=given)
    return ScoredCell(cell, given)


def total_of(run: GradingRun) -> Total:
    cells = scored_cells(run)
    return Total(
        score=sum((each.score for each in cells if each.score is not None), Decimal(0)),
        max_score=sum((each.cell.max_score for each in cells), Decimal(0)),
        needs_manual=any(each.score is None for each in cells),
    )
