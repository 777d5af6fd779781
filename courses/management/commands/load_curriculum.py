"""`manage.py load_curriculum [DIR] [--json]`: versioned files → courses."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

from courses.actions import site_tree
from courses.loader.applying import apply
from courses.loader.problems import CurriculumError
from courses.loader.reading import read_curriculum

# What ships with the product; an installation may load another folder (HOCAI_CURRICULUM).
SHIPPED = Path(__file__).resolve().parents[2] / "curriculum"


class Command(BaseCommand):
    help = str(
        _(
            "Loads courses, lessons, questions and labs from curriculum files (format: courses/README.md). Exit code 1: a file is wrong, no page was written."
        )
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=Path(settings.HOCAI_CURRICULUM),
            metavar="DIR",
            help=str(_("folder with the courses (default: courses/curriculum)")),
        )
        parser.add_argument("--json", action="store_true", help=str(_("print the report as JSON")))

    def handle(self, *, directory: Path, **options: Any) -> None:
        site = urlsplit(settings.HOCAI_SITE_URL)
        site_tree.ensure(hostname=site.hostname or "localhost", port=site.port or (443 if site.scheme == "https" else 80))
        try:
            report = apply(read_curriculum(directory.resolve()))
        except CurriculumError as error:
            self._tell_problems(error, as_json=options["json"])
            raise SystemExit(1) from error
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1) if options["json"] else "\n".join(report.lines()))
        if report.failed:
            raise SystemExit(1)

    def _tell_problems(self, error: CurriculumError, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps(
                    {"problems": [{"path": each.path, "line": each.line, "message": each.message} for each in error.problems]},
                    ensure_ascii=False,
                    indent=1,
                )
            )
            return
        for problem in error.problems:
            self.stderr.write(str(problem))
