"""A lab of the curriculum files put to the test: the release gate, then the author's own wrong answers. Writes nothing."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.loader.resources import LabResource, WrongAnswer
from notebooks import pipeline
from notebooks.curriculum import bundle_of
from notebooks.exceptions import BadRelease, BadUpload
from notebooks.intake import NOTEBOOK_SUFFIX, Bundle
from notebooks.notebook_json import grade_id_of
from notebooks.problems import Problem
from notebooks.release import Release, as_bytes, make_release

# Points are rounded to two digits where they are divided over the asserts of a cell.
TOLERANCE = 0.011
AUTOMATIC = "auto"
# A learner who waits longer thinks that it hangs.
MOST_SECONDS = 20


def check_lab(resource: LabResource) -> list[str]:
    """What is wrong, in sentences: files, structure, solution below full marks, blank above 0, wrong answers with other points than said.

    Runs the notebook once for the solution, once blank, and once for each wrong answer, in the sandbox that grades learners.
    Raises SandboxUnavailable.
    """
    try:
        source = bundle_of(resource)
        release = make_release(source)
    except BadUpload as error:
        return [str(error)]
    except BadRelease as error:
        return [sentence(problem) for problem in error.problems]
    report = pipeline.check_release(source, release)
    found = [sentence(problem) for problem in (*report.problems, *report.warnings)]
    return [*found, *structure_problems(release), *wrong_answer_problems(resource, source, release)]


def structure_problems(release: Release) -> Iterator[str]:
    kinds = [question.kind for question in release.questions]
    if AUTOMATIC not in kinds:
        yield _("No question is marked by the machine.")
    if all(kind == AUTOMATIC for kind in kinds):
        yield _("Add one open question that a teacher marks.")


def wrong_answer_problems(resource: LabResource, source: Bundle, release: Release) -> Iterator[str]:
    known = {grade_id for notebook in source.notebooks.values() for cell in notebook["cells"] if (grade_id := grade_id_of(cell))}
    for wrong in resource.wrong_answers:
        if strangers := sorted(set(wrong.answers) - known):
            yield _("“%(name)s”: there is no cell %(cells)s.") % {"name": wrong.name, "cells": ", ".join(strangers)}
            continue
        result = pipeline.grade_release(release, with_answers(source, wrong))
        if result.wall > MOST_SECONDS:
            yield _("The notebook runs for %(seconds).0f seconds; keep it under %(most)d.") % {"seconds": result.wall, "most": MOST_SECONDS}
        score = result.score
        if abs(score - wrong.score) > TOLERANCE:
            numbers = {"name": wrong.name, "said": f"{wrong.score:g}", "score": f"{score:g}", "max": f"{release.max_score:g}"}
            yield _("“%(name)s” should get %(said)s points and gets %(score)s of %(max)s.") % numbers


def with_answers(source: Bundle, wrong: WrongAnswer) -> Bundle:
    """The solution with some cells answered otherwise."""
    changed = {name + NOTEBOOK_SUFFIX: as_bytes(answered(notebook, wrong.answers)) for name, notebook in source.notebooks.items()}
    return Bundle({**source.files, **changed})


def answered(notebook: dict[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    changed = copy.deepcopy(notebook)
    for cell in changed["cells"]:
        if (grade_id := grade_id_of(cell)) in answers:
            cell["source"] = answers[str(grade_id)]
    return changed


def sentence(problem: Problem) -> str:
    where = " ".join(part for part in (f"[{problem.cell}]" if problem.cell else "", problem.grade_id) if part)
    return f"{where}: {problem.message}" if where else str(problem.message)
