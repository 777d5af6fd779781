"""Which way each test cell of a notebook is checked, and the plan of every cell that is compared outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from notebooks.checks.calls import read_calls
from notebooks.checks.directives import Directives, Name, directives_in
from notebooks.checks.output import read_output
from notebooks.checks.plan import Plan, Unreadable
from notebooks.checks.produced import read_file
from notebooks.checks.tiers import Tier, Way, tier_set, way_named
from notebooks.notebook_json import grade_id_of
from notebooks.problems import Problem, problem
from notebooks.rebuild import Role, role_of

Notebook = Mapping[str, Any]
Plans = Mapping[str, Plan]
NO_PLANS: Plans = {}


@dataclass
class Planned:
    """`plans` by the id of the test; cells without one are plain asserts."""

    plans: dict[str, Plan] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def planned(name: str, notebook: Notebook, *, tier: str, files: Mapping[str, bytes]) -> Planned:
    """`tier` is what the notebook or the lab asks for where a cell asks for nothing: there a test that cannot be read
    stays a plain assert, with a warning; where the cell itself asks, it is a problem."""
    result = Planned()
    for number, cell in enumerate(notebook["cells"], start=1):
        if role_of(cell) is not Role.TEST or not (grade_id := grade_id_of(cell)):
            continue
        where: dict[str, Any] = {"notebook": name, "cell": number, "grade_id": grade_id}
        own = is_own(cell)
        try:
            plan = plan_of(cell, tier=tier, files=files)
        except Unreadable as found:
            details: dict[str, Any] = {"line": found.line, **found.details}
            said = problem(found.code, **where, **details)
            if own:
                result.problems.append(said)
            else:
                result.warnings.append(problem("not_lifted", **where, reason=said.message))
            continue
        if plan is not None:
            result.plans[grade_id] = plan
    return result


def plan_of(cell: Mapping[str, Any], *, tier: str, files: Mapping[str, bytes]) -> Plan | None:
    """Raises Unreadable."""
    match way_of(cell, tier):
        case Way.CALLS:
            return read_calls(cell["source"])
        case Way.OUTPUT:
            return read_output(cell["source"])
        case Way.FILE:
            return read_file(cell["source"], files)
    return None


def is_own(cell: Mapping[str, Any]) -> bool:
    """Whether the cell itself says how it is checked."""
    return bool(tier_set(cell["metadata"])) or directives_in(cell["source"]).first(Name.TIER) is not None


def way_of(cell: Mapping[str, Any], tier: str) -> Way:
    """The comment in the cell, else the cell's metadata, else `tier`. Raises Unreadable for a word that names no way."""
    directives = directives_in(cell["source"])
    comment = directives.first(Name.TIER)
    words = comment.value if comment else tier_set(cell["metadata"]) or tier
    way = way_named(words) or way_by_tier(words, directives)
    if way is None:
        raise Unreadable("unknown_tier", comment.line if comment else 1, name=words)
    return way


def way_by_tier(words: str, directives: Directives) -> Way | None:
    match words.strip().upper():
        case Tier.T1:
            return Way.ASSERT
        case Tier.T2:
            return Way.FILE if directives.first(Name.FILE) else Way.OUTPUT
        case Tier.T3:
            return Way.CALLS
    return None


def public_plans(notebook: Notebook, plans: Plans) -> Iterator[tuple[str, Plan]]:
    """The plans of what is left of the tests for a learner to see, checked in the same way; nothing where nothing is left."""
    for cell in notebook["cells"]:
        full = plans.get(grade_id_of(cell) or "")
        if full is not None:
            try:
                public = plan_of(cell, tier=full.way, files={})
            except Unreadable:
                continue
            if public is not None:
                yield grade_id_of(cell) or "", public
