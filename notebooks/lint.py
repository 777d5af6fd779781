"""What is wrong with an author's notebook, cell by cell, in words that say what to do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from notebooks import grader
from notebooks.markers import AUTOTEST, Region, markers_in
from notebooks.notebook_json import grade_id_of, nbgrader_of
from notebooks.problems import Problem, problem
from notebooks.rebuild import Role, role_of

GRADE_ID = re.compile(r"^[a-zA-Z0-9_-]{1,100}$")
MOST_POINTS = 10_000
WHERE_REGIONS_BELONG = {
    Region.SOLUTION: (frozenset({Role.ANSWER, Role.MANUAL}), "solution_outside"),
    Region.HIDDEN_TESTS: (frozenset({Role.TEST, Role.MANUAL}), "hidden_outside"),
    Region.MARK_SCHEME: (frozenset({Role.TASK}), "scheme_outside"),
}
MARKDOWN_ROLES = frozenset({Role.MANUAL, Role.TASK, Role.LOCKED})
SCORED = frozenset({Role.TEST, Role.MANUAL, Role.TASK})


def lint(name: str, notebook: dict[str, Any]) -> Iterator[Problem]:
    """Every problem of one notebook. Sound cells with older nbgrader metadata are brought to the newest schema in place."""
    if notebook["metadata"]["kernelspec"]["language"].lower() != "python":
        yield problem("language", notebook=name)
    seen: set[str] = set()
    for index, cell in enumerate(notebook["cells"]):
        codes = codes_of(cell, seen)
        if not codes and role_of(cell) is not Role.PLAIN:
            try:
                notebook["cells"][index] = grader.upgraded(cell)
            except grader.Refused:
                codes = ["metadata"]
        for code in codes:
            yield problem(code, notebook=name, cell=index + 1, grade_id=grade_id_of(cell) or "")


def codes_of(cell: dict[str, Any], seen: set[str]) -> list[str]:
    """Reasons to refuse a cell. nbgrader's metadata on a cell of no kind say nothing and are taken off."""
    given = cell["metadata"].get("nbgrader", {})
    if not isinstance(given, dict) or not isinstance(version := given.get("schema_version", 0), int):
        return ["metadata"]
    if version > grader.NEWEST_SCHEMA:
        return ["schema_too_new"]
    if role_of(cell) is Role.PLAIN:
        cell["metadata"].pop("nbgrader", None)
        return [*marker_codes(cell)]
    return [*id_codes(cell, seen), *points_codes(cell), *kind_codes(cell), *marker_codes(cell)]


def id_codes(cell: dict[str, Any], seen: set[str]) -> Iterator[str]:
    grade_id = nbgrader_of(cell).get("grade_id")
    if not grade_id:
        yield "no_grade_id"
    elif not isinstance(grade_id, str) or not GRADE_ID.match(grade_id):
        yield "bad_grade_id"
    elif grade_id in seen:
        yield "same_grade_id"
    else:
        seen.add(grade_id)


def points_codes(cell: dict[str, Any]) -> Iterator[str]:
    if role_of(cell) in SCORED and not are_points(nbgrader_of(cell).get("points")):
        yield "bad_points"


def are_points(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 0 <= value <= MOST_POINTS


def kind_codes(cell: dict[str, Any]) -> Iterator[str]:
    role, cell_type = role_of(cell), cell["cell_type"]
    if role is Role.TASK and cell_type != "markdown":
        yield "task_kind"
    elif cell_type == "markdown" and role not in MARKDOWN_ROLES:
        yield "markdown_kind"
    elif cell_type == "raw" and role is not Role.LOCKED:
        yield "raw_kind"


def marker_codes(cell: dict[str, Any]) -> Iterator[str]:
    markers = markers_in(cell["source"])
    if markers.unclosed:
        yield "unclosed_marker"
    for region in sorted(markers.regions):
        roles, code = WHERE_REGIONS_BELONG[region]
        if role_of(cell) not in roles:
            yield code
    if cell["cell_type"] == "code" and AUTOTEST.search(cell["source"]):
        yield "autotest"
