"""Grades a notebook at the terminal with the pipeline of the site; writes nothing to the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from notebooks import intake, pipeline
from notebooks.exceptions import BadRelease, BadUpload, NotebooksError


class Command(BaseCommand):
    help = (
        "Grade SUBMITTED (a notebook, folder or zip) against the teacher's SOURCE (the same). "
        "Exit code 0: graded; 1: refused or not gradable now; 2: wrong arguments."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument("submitted", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, source: Path, submitted: Path, **options: Any) -> None:
        for path in (source, submitted):
            if not path.exists():
                raise CommandError(str(BadUpload("missing", name=path.name)), returncode=2)
        try:
            result = pipeline.grade(intake.read_path(source), intake.read_path(submitted))
        except NotebooksError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(error), "code": error.code}, ensure_ascii=False))
            raise CommandError("\n".join([str(error), *problem_lines(error)])) from error
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if options["json"] else table(result))


def problem_lines(error: NotebooksError) -> list[str]:
    problems = error.problems if isinstance(error, BadRelease) else ()
    return [f"  {found.notebook} [{found.cell or '-'}] {found.grade_id}: {found.message}" for found in problems]


def table(result: pipeline.GradeResult) -> str:
    lines = [
        f"{cell.notebook}/{cell.grade_id}: {'—' if cell.score is None else f'{cell.score:g}'}/{cell.max_score:g} {cell.state}"
        for cell in result.cells
    ]
    total = _("Total: %(score)s of %(max)s points; %(manual)s more are given by a teacher.")
    numbers = {"score": f"{result.score:g}", "max": f"{result.max_score:g}", "manual": f"{result.manual_max:g}"}
    return "\n".join([*lines, total % numbers, *([result.message] if result.message else [])])
