"""A teacher's source becomes what learners get, what the server grades with, and a list of questions.

Accepts notebooks of nbgrader and of JupyterLab's "Create Assignment". For the worker: it loads nbgrader.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lms.foundation.vietnamese.text import fold
from notebooks import grader
from notebooks.checks.directives import without_directives
from notebooks.checks.plans import NO_PLANS, Planned, Plans, planned
from notebooks.checks.produced import is_key
from notebooks.checks.tiers import Tier, tier_set
from notebooks.exceptions import BadRelease
from notebooks.intake import NOTEBOOK_SUFFIX, Bundle
from notebooks.lint import lint
from notebooks.markers import Region, hint_in, markers_in
from notebooks.notebook_json import grade_id_of, nbgrader_of
from notebooks.problems import Problem, problem
from notebooks.rebuild import LEARNERS, Role, role_of

Notebook = dict[str, Any]
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
STRICT_STDERR = "strict-stderr"
TITLE_CHARACTERS = 80
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
LEADING_MARKS = re.compile(r"^[\s#>*\-\"']+|[\s\"'*]+$")
TELLING_NAME = re.compile(r"solution|answer|hidden|gradebook|dap.?an|loi.?giai")
CELL_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
KINDS = {Role.TEST: "auto", Role.MANUAL: "manual", Role.TASK: "task"}


@dataclass(frozen=True)
class Question:
    """`kind` is auto (a test cell), manual (an answer that a person grades) or task (answered in cells below it); `tier` T1 to T4."""

    notebook: str
    grade_id: str
    title: str
    max_points: float
    kind: str
    tier: str


@dataclass(frozen=True)
class Release:
    """`notebooks` and `data` go to learners; `grading` and `plans` (by notebook and test) never leave the server."""

    notebooks: Mapping[str, Notebook]
    data: Mapping[str, bytes]
    grading: Mapping[str, Notebook]
    stubs: Mapping[str, Mapping[str, frozenset[str]]]
    questions: tuple[Question, ...]
    warnings: tuple[Problem, ...]
    plans: Mapping[str, Plans]

    @cached_property
    def bundle(self) -> Bundle:
        """The files that learners fetch."""
        return Bundle({name + NOTEBOOK_SUFFIX: as_bytes(notebook) for name, notebook in self.notebooks.items()} | dict(self.data))

    @property
    def expected(self) -> dict[str, frozenset[str]]:
        """Every question and locked cell by notebook: what a submission of this lab can be known by."""
        return {
            name: frozenset(grade_id for cell in notebook["cells"] if (grade_id := grade_id_of(cell)))
            for name, notebook in self.notebooks.items()
        }

    @property
    def max_score(self) -> float:
        return sum(question.max_points for question in self.questions if question.kind == "auto")

    @property
    def manual_max(self) -> float:
        return sum(question.max_points for question in self.questions if question.kind != "auto")


def make_release(source: Bundle, default_tier: str = "") -> Release:
    """Raises BadRelease with every problem that was found, each with its cell and what to do.

    `default_tier` is for tests that choose none, nor does their notebook: with T3 every test that can be read as calls is one.
    """
    notebooks = {name: normalised(notebook) for name, notebook in source.notebooks.items()}
    problems = [found for name, notebook in notebooks.items() for found in lint(name, notebook)]
    checks = {name: checks_of(name, notebook, source, default_tier) for name, notebook in notebooks.items()}
    problems += [found for each in checks.values() for found in each.problems]
    if problems:
        raise BadRelease(problems)
    prepared = {
        name: prepared_or_refused(name, notebook, no_code=is_no_code(source.notebooks[name])) for name, notebook in notebooks.items()
    }
    students = {name: without_secrets(each.student) for name, each in prepared.items()}
    plans = {name: each.plans for name, each in checks.items()}
    questions = tuple(question for name in students for question in questions_in(name, students[name], plans[name]))
    data = {path: content for path, content in source.data.items() if not is_key(path)}
    return Release(
        notebooks=students,
        data=data,
        grading={name: each.grading for name, each in prepared.items()},
        stubs={name: each.stubs for name, each in prepared.items()},
        questions=questions,
        warnings=tuple(warnings_about(notebooks, data, questions, checks)),
        plans=plans,
    )


def checks_of(name: str, notebook: Notebook, source: Bundle, default_tier: str) -> Planned:
    return planned(name, notebook, tier=tier_set(source.notebooks[name]["metadata"]) or default_tier or Tier.T1, files=source.data)


def is_no_code(notebook: Notebook) -> bool:
    """`"hocai": {"no_code": true}` in the notebook's metadata: learners fill in values and type no code."""
    return ours_of(notebook["metadata"]).get("no_code") is True


def prepared_or_refused(name: str, notebook: Notebook, *, no_code: bool = False) -> grader.Prepared:
    """What lint has missed and nbgrader does not take, in nbgrader's words."""
    try:
        grader.validate(notebook)
        return grader.prepare(notebook, no_code=no_code)
    except grader.Refused as error:
        raise BadRelease([problem("nbgrader", notebook=name, detail=error)]) from error


# --- one form for every source ----------------------------------------------------------------------------------------
def normalised(notebook: Notebook) -> Notebook:
    """Only what the format needs: our kernel, stable cell ids, what is folded, nbgrader's and our own metadata; no outputs."""
    strict = bool(ours_of(notebook["metadata"]).get("strict_stderr"))
    language = notebook["metadata"].get("kernelspec", {})
    language = language.get("language", "python") if isinstance(language, dict) else "python"
    taken: set[str] = set()
    cells = [normalised_cell(cell, index, strict, taken) for index, cell in enumerate(notebook["cells"])]
    metadata = {"kernelspec": KERNELSPEC | {"language": str(language)}, "language_info": {"name": str(language)}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def normalised_cell(cell: Notebook, index: int, strict: bool, taken: set[str]) -> Notebook:
    metadata: dict[str, Any] = {"hocai": own_metadata(cell, strict)}
    if "nbgrader" in cell["metadata"]:
        metadata["nbgrader"] = cell["metadata"]["nbgrader"]
    if is_folded(cell):
        metadata["jupyter"] = {"source_hidden": True}
    plain: Notebook = {"id": cell_id(cell, index, taken), "cell_type": cell["cell_type"], "metadata": metadata, "source": cell["source"]}
    if cell["cell_type"] == "code":
        plain |= {"outputs": [], "execution_count": None}
    elif isinstance(cell.get("attachments"), dict):
        plain["attachments"] = cell["attachments"]
    return plain


def is_folded(cell: Notebook) -> bool:
    """Code that only prepares the rest and that the author has folded: learners see one line where fifty would frighten them."""
    jupyter = cell["metadata"].get("jupyter")
    return cell["cell_type"] == "code" and isinstance(jupyter, dict) and jupyter.get("source_hidden") is True


def own_metadata(cell: Notebook, strict: bool) -> dict[str, Any]:
    """`hint`: shown when the test fails; `strict_stderr`: text on standard error costs the points, as in stock nbgrader;
    `tier`: how it is checked."""
    given = ours_of(cell["metadata"])
    tags = cell["metadata"].get("tags")
    strict = strict or bool(given.get("strict_stderr")) or (isinstance(tags, list) and STRICT_STDERR in tags)
    return {"hint": str(given.get("hint") or hint_in(cell["source"])), "strict_stderr": strict, "tier": tier_set(cell["metadata"])}


def ours_of(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    found = metadata.get("hocai")
    return found if isinstance(found, dict) else {}


def cell_id(cell: Notebook, index: int, taken: set[str]) -> str:
    """The author's id where it is valid and new, else one made of the question or the place: the same at every reading."""
    given = cell.get("id")
    if not (isinstance(given, str) and CELL_ID.match(given) and given not in taken):
        key = grade_id_of(cell) or f"{index}"
        given = "cell-" + hashlib.sha256(f"{key}/{len(taken)}".encode()).hexdigest()[:12]
    taken.add(given)
    return given


def without_secrets(notebook: Notebook) -> Notebook:
    """The student version without our metadata (hints) and without pictures that only the solution showed."""
    for cell in notebook["cells"]:
        cell["metadata"].pop("hocai", None)
        shown = {name: data for name, data in cell.get("attachments", {}).items() if f"attachment:{name}" in cell["source"]}
        if "attachments" in cell:
            cell["attachments"] = shown
    return notebook


def as_bytes(notebook: Notebook) -> bytes:
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


# --- questions --------------------------------------------------------------------------------------------------------
def questions_in(name: str, notebook: Notebook, plans: Plans = NO_PLANS) -> Iterator[Question]:
    heading = ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            heading = next((plain_line(found) for found in HEADING.findall(cell["source"])), heading)
        kind = KINDS.get(role_of(cell))
        if kind:
            meta = nbgrader_of(cell)
            title = (own_title(cell) or heading or meta["grade_id"])[:TITLE_CHARACTERS]
            yield Question(name, meta["grade_id"], title, float(meta["points"]), kind, tier_of(cell, plans))


def tier_of(cell: Notebook, plans: Plans) -> str:
    if role_of(cell) is not Role.TEST:
        return str(Tier.T4)
    plan = plans.get(grade_id_of(cell) or "")
    return str(plan.way.tier if plan else Tier.T1)


def own_title(cell: Notebook) -> str:
    """A test's first line when it is a comment or a docstring: what the author says it checks."""
    lines = [line.strip() for line in without_directives(cell["source"]).split("\n") if line.strip()]
    if role_of(cell) is not Role.TEST or not lines or not lines[0].startswith(("#", '"""', "'''", '"', "'")):
        return ""
    return plain_line(lines[0])


def plain_line(line: str) -> str:
    return LEADING_MARKS.sub("", line)


# --- warnings ---------------------------------------------------------------------------------------------------------
def warnings_about(
    notebooks: Mapping[str, Notebook], data: Mapping[str, bytes], questions: tuple[Question, ...], checks: Mapping[str, Planned]
) -> Iterator[Problem]:
    if not questions:
        yield problem("nothing_graded")
    if in_kernel_share(questions) > 0.5:
        yield problem("mostly_in_kernel")
    for name, notebook in notebooks.items():
        yield from checks[name].warnings
        for number, cell in enumerate(notebook["cells"], start=1):
            where: dict[str, Any] = {"notebook": name, "cell": number, "grade_id": grade_id_of(cell) or ""}
            markers = markers_in(cell["source"])
            asserts = role_of(cell) not in LEARNERS and where["grade_id"] not in checks[name].plans
            if Region.HIDDEN_TESTS in markers.regions and asserts:
                yield problem("hidden_in_kernel", **where)
            if markers.stray_end:
                yield problem("stray_end", **where)
    for path, content in sorted(data.items()):
        if path.endswith(NOTEBOOK_SUFFIX):
            yield problem("notebook_in_folder", name=path)
        if TELLING_NAME.search(fold(path)) or any(f"BEGIN {region}".encode() in content for region in Region):
            yield problem("leaking_file", name=path)


def in_kernel_share(questions: tuple[Question, ...]) -> float:
    """Which part of all points is decided in the learner's own process."""
    total = sum(question.max_points for question in questions)
    return sum(question.max_points for question in questions if question.tier == Tier.T1) / total if total else 0.0
