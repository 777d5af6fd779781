import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.bench.options import Options
from lms.bench.surroundings import NoSurroundings, run

NAMES = (
    "stages",
    "memory",
    "bytes",
    "submission",
    "throughput",
    "throughput-pandas",
    "throughput-example",
    "classroom",
    "burst",
    "grading-page",
    "hall",
    "certificates",
    "roster",
    "pages",
    "verification",
)


class Command(BaseCommand):
    help = "Measure this checkout in a temporary installation and print a table. Exit 0 when everything could be measured, 1 otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", choices=NAMES, default=[], metavar="NAME", help=f"some of: {', '.join(NAMES)}")
        parser.add_argument("--json", action="store_true", help="print a JSON object instead of a table")
        parser.add_argument("--count", type=int, default=100, help="submissions that are compared with stock nbgrader (100)")
        parser.add_argument("--learners", type=int, default=10_000, help="how many learners are many (10000)")
        parser.add_argument("--repeats", type=int, default=20, help="repeats of each request, submission and stage (20)")
        parser.add_argument("--pupils", type=int, default=45, help="how many open a lab together (45)")
        parser.add_argument("--hall", type=int, default=0, help="how many check in together (500 on SQLite, 2000 on PostgreSQL)")
        parser.add_argument(
            "--certificates",
            type=int,
            default=0,
            help="how many certificates are issued to one class (10000), or looked up among (1000000)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Options(
            tuple(options["only"]),
            options["json"],
            options["count"],
            options["learners"],
            options["repeats"],
            options["pupils"],
            options["hall"],
            options["certificates"],
        )
        try:
            code = run("lms.bench", [wanted.dump()], os.environ)
        except NoSurroundings as problem:
            raise CommandError(str(problem)) from problem
        sys.exit(code)
