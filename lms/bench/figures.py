"""What was measured, as values and as a table. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADINGS = ("Phép đo", "Số đo", "Thời gian", "Mục tiêu", "Kết quả", "Tải máy", "Ghi chú")


@dataclass(frozen=True)
class Figure:
    """One measured number. `target` is the most it may be, or with `at_least` the least; without one it only informs."""

    measure: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    milliseconds: float | None = None
    note: str = ""
    load: float = 0.0

    @property
    def ok(self) -> bool | None:
        """Whether the target was met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.ok}

    def as_row(self) -> tuple[str, ...]:
        """The cells of the table, in the order of HEADINGS."""
        sign = "≥" if self.at_least else "≤"
        target = "" if self.target is None else f"{sign} {shown(self.target)} {self.unit}"
        result = {None: "", True: "đạt", False: "CHƯA ĐẠT"}[self.ok]
        time = "" if self.milliseconds is None else f"{shown(self.milliseconds)} ms"
        return (self.name, f"{shown(self.value)} {self.unit}", time, target, result, shown(self.load), self.note)


@dataclass(frozen=True)
class Trouble:
    """A measure that could not be taken, and why."""

    measure: str
    reason: str


def shown(value: float) -> str:
    """A number as Vietnamese readers write it: three significant digits, decimal comma."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 3)}f}".replace(".", ",")


def percentile(values: Sequence[float], percent: float) -> float:
    """By the nearest rank: always one of the values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def table(figures: Iterable[Figure], troubles: Iterable[Trouble] = ()) -> str:
    """Aligned columns, a line between measures, then what could not be measured."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for figure in figures:
        groups.setdefault(figure.measure, []).append(figure.as_row())
    rows = [HEADINGS, *(row for group in groups.values() for row in group)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    rule = "  ".join("─" * width for width in widths)
    lines = [aligned(HEADINGS, widths)]
    for group in groups.values():
        lines += [rule, *(aligned(row, widths) for row in group)]
    return "\n".join([*lines, *(f"Không đo được {each.measure}: {each.reason}" for each in troubles)])


def aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Names and notes to the left, numbers to the right."""
    last = len(row) - 1
    cells = [
        cell.ljust(width) if at in (0, 4, last) else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
