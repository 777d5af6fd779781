"""A year plan against what became of it: figures by quarter for one page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.classes.models import PlannedClass, TrainingClass
from lms.foundation.holidays import quarter_of

State = TrainingClass.State
OPENED = (State.PLANNED, State.APPROVED, State.ENROLLING)
RUNNING = (State.RUNNING, State.ASSESSING)
CLOSED = (State.CLOSED, State.ARCHIVED)
QUARTERS = {1: "I", 2: "II", 3: "III", 4: "IV"}


@dataclass
class Figures:
    """How many lines of the plan, and how far their classes have come. A cancelled class counts as not opened."""

    planned: int = 0
    opened: int = 0
    running: int = 0
    closed: int = 0
    places: int = 0

    @property
    def still_to_open(self) -> int:
        return self.planned - self.opened - self.running - self.closed

    def bar(self) -> list[tuple[str, str, str]]:
        """(name of the part, where it begins, how wide it is) in per cent of what is planned, written as SVG reads numbers."""
        parts, begins = [], 0.0
        for name, count in (("closed", self.closed), ("running", self.running), ("opened", self.opened)):
            width = 100 * count / self.planned if self.planned else 0.0
            parts.append((name, f"{begins:.2f}", f"{width:.2f}"))
            begins += width
        return parts


@dataclass
class Overview:
    whole: Figures = field(default_factory=Figures)
    quarters: dict[str, Figures] = field(default_factory=lambda: {name: Figures() for name in QUARTERS.values()})
    # Classes that open in another quarter, or another year, than planned.
    shifted: list[PlannedClass] = field(default_factory=list)


def overview_of(lines: Iterable[PlannedClass], year: int) -> Overview:
    """From lines with their class; by the planned quarter."""
    overview = Overview()
    for line in lines:
        for figures in (overview.whole, overview.quarters[QUARTERS[line.quarter]]):
            _count(figures, line)
        if _is_shifted(line, year):
            overview.shifted.append(line)
    return overview


def _count(figures: Figures, line: PlannedClass) -> None:
    figures.planned += 1
    figures.places += line.quota
    state = line.training_class.state if line.training_class else None
    figures.opened += state in OPENED
    figures.running += state in RUNNING
    figures.closed += state in CLOSED


def _is_shifted(line: PlannedClass, year: int) -> bool:
    opening = line.training_class.opening_on if line.training_class else None
    return opening is not None and (opening.year, quarter_of(opening)) != (year, line.quarter)
