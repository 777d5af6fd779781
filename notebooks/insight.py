"""“Ai đang vướng”: what a class finds hard in a lab, counted by the database over everybody's newest submission."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.learning.models import Enrollment
from notebooks.boards import Board
from notebooks.models import CellScore, GradingRun, ManualScore

TRIES = 3
ERRORS = 12
GRADED = (GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL)
NOT_RIGHT = (CellScore.State.FAILED, CellScore.State.PARTIAL, CellScore.State.NOT_EXECUTED)
# What a bar shows, in its order from left to right.
OUTCOMES: dict[str, Promise] = {
    "passed": _("Passed"),
    "partial": _("Partly"),
    "failed": _("Not yet"),
    "no_response": _("No answer"),
    "manual": _("Waits for a person"),
}
# How long after opening the first submission came: an upper edge, and how it reads.
SPANS: tuple[tuple[timedelta | None, Promise], ...] = (
    (timedelta(minutes=30), _("up to 30 minutes")),
    (timedelta(hours=1), _("up to 1 hour")),
    (timedelta(hours=3), _("up to 3 hours")),
    (timedelta(days=1), _("up to 1 day")),
    (timedelta(days=7), _("up to 1 week")),
    (None, _("longer")),
)


@dataclass(frozen=True)
class Bar:
    outcome: str
    label: Promise
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class QuestionInsight:
    """`bars` add up to 100 wide; `hard` is the share (%) of those who have not got all the points."""

    notebook: str
    grade_id: str
    title: str
    counts: Mapping[str, int]
    bars: tuple[Bar, ...]
    hard: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class CommonError:
    error: str
    title: str
    count: int


@dataclass(frozen=True)
class Stubborn:
    """Somebody for whom the same question has failed again and again."""

    name: str
    title: str
    tries: int
    submission: Any


@dataclass(frozen=True)
class Missing:
    name: str
    opened_at: datetime | None


@dataclass(frozen=True)
class FirstSubmission:
    """`spans` are (label, count, width of the bar in percent of the longest)."""

    count: int
    median: timedelta | None
    spans: tuple[tuple[Promise, int, float], ...]

    @property
    def median_text(self) -> str:
        return "–" if self.median is None else duration(self.median)


@dataclass(frozen=True)
class Insight:
    people: int
    submitted: int
    waiting: int
    questions: tuple[QuestionInsight, ...]
    errors: tuple[CommonError, ...]
    stubborn: tuple[Stubborn, ...]
    missing: tuple[Missing, ...]
    first: FirstSubmission
    outcomes: Mapping[str, Promise] = field(default_factory=lambda: OUTCOMES)


def insight_of(board: Board) -> Insight:
    """Five queries, whatever the size of the class."""
    questions = board.lab.current_version.questions if board.lab.current_version else []
    titles = {(each["notebook"], each["grade_id"]): each["title"] for each in questions}
    people = list(opened_places(board))
    handed_in = hand_ins(board)
    submitted = [(each, handed_in[each["pk"]]) for each in people if each["pk"] in handed_in]
    return Insight(
        people=len(people),
        submitted=len(submitted),
        waiting=sum(not hand_in["is_graded"] for _each, hand_in in submitted),
        questions=tuple(question_insight(each, outcomes) for each, outcomes in with_outcomes(questions, outcome_counts(board))),
        errors=common_errors(board, titles),
        stubborn=stubborn_people(board, titles, {place: each["submission"] for place, each in handed_in.items()}),
        missing=tuple(Missing(each["person__full_name"], each["opened_at"]) for each in people if each["pk"] not in handed_in),
        first=first_submissions(hand_in["first_at"] - (each["opened_at"] or each["enrolled_at"]) for each, hand_in in submitted),
    )


def opened_places(board: Board) -> Any:
    """The class list, and when each person opened the lab."""
    mine = FilteredRelation("lab_activity", condition=Q(lab_activity__lab=board.lab))
    places: Any = board.places.annotate(activity=mine).annotate(opened_at=F("activity__opened_at"))
    return places.values("pk", "person__full_name", "enrolled_at", "opened_at")


def hand_ins(board: Board) -> dict[int, dict[str, Any]]:
    """By place: the newest submission, whether it is graded, and when the first one came."""
    runs = GradingRun.objects.filter(submission=OuterRef("submission"), state__in=GRADED)
    rows: Any = board.newest_credits().annotate(is_graded=Exists(runs)).values("enrollment", "submission", "first_at", "is_graded")
    return {row["enrollment"]: row for row in rows}


def duration(time: timedelta) -> str:
    """A length of time in the largest unit of which it has two, at least in minutes."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}


# --- questions --------------------------------------------------------------------------------------------------------
def newest_cells(board: Board) -> QuerySet[CellScore]:
    """The cells of everybody's newest graded submission; a group's cells once for each of its members."""
    active = {"run__submission__credits__enrollment__state": Enrollment.State.ACTIVE}
    return CellScore.objects.filter(run__state__in=GRADED, run__submission__credits__in=board.newest_credits().values("pk"), **active)


def outcome_counts(board: Board) -> Counter[tuple[str, str, str]]:
    """(notebook, grade id, outcome) → learners. Where a person gave points, these decide."""
    given = ManualScore.objects.filter(
        submission=OuterRef("run__submission"), notebook=OuterRef("notebook"), grade_id=OuterRef("grade_id"), superseded_by__isnull=True
    )
    points = Subquery(given.values("score")[:1], output_field=DecimalField())
    outcome = Case(
        When(given__gte=F("max_score"), then=Value("passed")),
        When(given__gt=0, then=Value("partial")),
        When(given__isnull=False, then=Value("failed")),
        When(state=CellScore.State.NOT_EXECUTED, then=Value("failed")),
        default=F("state"),
        output_field=CharField(),
    )
    cells = newest_cells(board).annotate(given=points).annotate(outcome=outcome).order_by()
    rows = cells.values_list("notebook", "grade_id", "outcome").annotate(n=Count("pk"))
    return Counter({(notebook, grade_id, found): n for notebook, grade_id, found, n in rows})


def with_outcomes(
    questions: Sequence[Mapping[str, Any]], counts: Counter[tuple[str, str, str]]
) -> Iterable[tuple[Mapping[str, Any], dict[str, int]]]:
    for each in questions:
        yield each, {outcome: counts[each["notebook"], each["grade_id"], outcome] for outcome in OUTCOMES}


def question_insight(question: Mapping[str, Any], counts: dict[str, int]) -> QuestionInsight:
    decided = sum(counts.values()) - counts["manual"]
    # Of a question that mostly waits for a person nothing can be said yet.
    hard = round(100 * (decided - counts["passed"]) / decided) if decided > counts["manual"] else 0
    return QuestionInsight(question["notebook"], question["grade_id"], question["title"], counts, bars_of(counts), hard)


def bars_of(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """Pieces of one bar, 100 wide, for an SVG."""
    total, x, bars = sum(counts.values()), 0.0, []
    for outcome, count in counts.items():
        if count:
            width = 100 * count / total
            bars.append(Bar(outcome, OUTCOMES[outcome], count, round(x, 2), round(width, 2)))
            x += width
    return tuple(bars)


# --- errors and people ------------------------------------------------------------------------------------------------
def common_errors(board: Board, titles: Mapping[tuple[str, str], str]) -> tuple[CommonError, ...]:
    rows = newest_cells(board).exclude(error="").order_by().values_list("error", "notebook", "grade_id").annotate(n=Count("pk"))
    most = rows.order_by("-n", "error", "grade_id")[:ERRORS]
    return tuple(CommonError(error, titles.get((notebook, grade_id), grade_id), n) for error, notebook, grade_id, n in most)


def stubborn_people(board: Board, titles: Mapping[tuple[str, str], str], newest: Mapping[int, Any]) -> tuple[Stubborn, ...]:
    """Who has handed in a wrong answer to the same question at least three times, and has not got it right since."""
    person = "run__submission__credits__enrollment"
    cells = CellScore.objects.filter(
        run__state__in=GRADED,
        run__submission__lab=board.lab,
        **{f"{person}__run": board.run, f"{person}__state": Enrollment.State.ACTIVE},
    )
    rows = (
        cells.order_by()
        .values_list("notebook", "grade_id", person, f"{person}__person__full_name", f"{person}__person__name_sort_key")
        .annotate(
            tries=Count("run__submission", distinct=True, filter=Q(state__in=NOT_RIGHT)),
            last_wrong=Max("run__submission__received_at", filter=Q(state__in=NOT_RIGHT)),
            last_right=Max("run__submission__received_at", filter=Q(state=CellScore.State.PASSED)),
        )
        .filter(tries__gte=TRIES)
        .filter(Q(last_right__isnull=True) | Q(last_right__lt=F("last_wrong")))
        .order_by("-tries", f"{person}__person__name_sort_key", "notebook", "grade_id")
    )
    return tuple(
        Stubborn(name, titles.get((notebook, grade_id), grade_id), tries, newest.get(place))
        for notebook, grade_id, place, name, _key, tries, _wrong, _right in rows
    )


def first_submissions(waits: Iterable[timedelta]) -> FirstSubmission:
    """Median and spread of the times to the first submission; a clock that went back counts as no time."""
    taken = sorted(max(wait, timedelta(0)) for wait in waits)
    counts = [0] * len(SPANS)
    for wait in taken:
        counts[next(at for at, (edge, _label) in enumerate(SPANS) if edge is None or wait <= edge)] += 1
    most = max(counts) or 1
    spans = tuple((label, count, round(100 * count / most, 2)) for (_edge, label), count in zip(SPANS, counts, strict=True))
    middle = timedelta(seconds=median(wait.total_seconds() for wait in taken)) if taken else None
    return FirstSubmission(len(taken), middle, spans)
