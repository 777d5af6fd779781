"""Tiers × audiences × strands: how many published lessons there are, and what the plan still misses.

The plan is dated data: `reference/coverage_plan.yaml`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from courses.models import Audience, CoursePage, LessonPage, Strand, Tier

PLAN = Path(__file__).parent / "reference" / "coverage_plan.yaml"
Cell = tuple[str, str, str]


@dataclass
class Coverage:
    """`cells` counts lessons by (audience, tier, strand): a lesson with two strands stands in two cells, so rows and columns
    have counts of their own, where each lesson counts once."""

    lessons: int = 0
    cells: Counter[Cell] = field(default_factory=Counter)
    by_tier: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_strand: Counter[tuple[str, str]] = field(default_factory=Counter)


@cache
def plan() -> dict[str, dict[str, list[str]]]:
    """{audience: {"tiers": […], "strands": […]}}."""
    planned: dict[str, dict[str, list[str]]] = yaml.safe_load(PLAN.read_text(encoding="utf-8"))["audiences"]
    return planned


def measure() -> Coverage:
    """Of the live Vietnamese lessons of live courses, in five queries. What a lesson leaves empty is its course's."""
    courses = list(CoursePage.objects.live().filter(locale__language_code="vi").prefetch_related("audiences", "strands"))
    by_path = {course.path: course for course in courses}
    lessons = LessonPage.objects.live().filter(locale__language_code="vi").prefetch_related("audiences", "strands").defer("body")
    coverage = Coverage()
    for lesson in lessons:
        if course := by_path.get(lesson.path[: -2 * lesson.steplen]):
            count(coverage, lesson, course)
    return coverage


def count(coverage: Coverage, lesson: LessonPage, course: CoursePage) -> None:
    coverage.lessons += 1
    tier = lesson.tier or course.tier
    strands = codes(lesson.strands.all()) or codes(course.strands.all())
    for audience in codes(lesson.audiences.all()) or codes(course.audiences.all()):
        coverage.by_tier[audience, tier] += 1
        for strand in strands:
            coverage.by_strand[audience, strand] += 1
            coverage.cells[audience, tier, strand] += 1


def codes(terms: Iterable[Any]) -> list[str]:
    return [term.code for term in terms]


def gaps(coverage: Coverage) -> list[dict[str, str]]:
    """What the plan asks for and no lesson gives: an audience with a tier, or an audience with a strand."""
    missing = [
        {"audience": audience, "tier": tier}
        for audience, planned in plan().items()
        for tier in planned["tiers"]
        if not coverage.by_tier[audience, tier]
    ]
    return missing + [
        {"audience": audience, "strand": strand}
        for audience, planned in plan().items()
        for strand in planned["strands"]
        if not coverage.by_strand[audience, strand]
    ]


def as_json(coverage: Coverage) -> dict[str, Any]:
    cells = [
        {"audience": audience, "tier": tier, "strand": strand, "lessons": number}
        for (audience, tier, strand), number in sorted(coverage.cells.items())
    ]
    tiers = [{"audience": audience, "tier": tier, "lessons": number} for (audience, tier), number in sorted(coverage.by_tier.items())]
    return {"lessons": coverage.lessons, "cells": cells, "audience_tiers": tiers, "gaps": gaps(coverage)}


# --- tables for people ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Square:
    """One number of a table; `is_gap`: planned and empty; `is_planned` also where lessons stand."""

    number: int
    is_planned: bool

    @property
    def is_gap(self) -> bool:
        return self.is_planned and not self.number


@dataclass(frozen=True)
class Table:
    columns: list[tuple[str, str]]
    rows: list[tuple[str, str, list[Square]]]


def tier_table(coverage: Coverage) -> Table:
    """Audiences down, tiers across."""
    rows = [
        (
            each.code,
            each.label,
            [Square(coverage.by_tier[each.code, tier], tier in planned_for(each.code, "tiers")) for tier in Tier.values],
        )
        for each in Audience.objects.all()
    ]
    return Table([(value, str(label)) for value, label in Tier.choices], rows)


def strand_table(coverage: Coverage, *, tier: str = "") -> Table:
    """Audiences down, strands across; of one tier, or of all. Of one tier, the plan is not asked: it names none for each strand."""
    strands = list(Strand.objects.all())
    rows = [
        (each.code, each.label, [square(coverage, each.code, strand.code, tier) for strand in strands]) for each in Audience.objects.all()
    ]
    return Table([(strand.code, strand.label) for strand in strands], rows)


def square(coverage: Coverage, audience: str, strand: str, tier: str) -> Square:
    if tier:
        return Square(coverage.cells[audience, tier, strand], False)
    return Square(coverage.by_strand[audience, strand], strand in planned_for(audience, "strands"))


def planned_for(audience: str, what: str) -> list[str]:
    return plan().get(audience, {}).get(what, [])
