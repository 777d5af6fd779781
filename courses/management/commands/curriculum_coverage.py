"""`manage.py curriculum_coverage [--json]`: tiers × audiences × strands with the number of published lessons, and the gaps."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from courses import coverage


class Command(BaseCommand):
    help = "Count published lessons by audience, tier and strand, and name what the plan still misses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        measured = coverage.measure()
        if options["json"]:
            self.stdout.write(json.dumps(coverage.as_json(measured), ensure_ascii=False, indent=1))
            return
        for table in (coverage.tier_table(measured), coverage.strand_table(measured)):
            self.stdout.write(as_text(table) + "\n")
        missing = coverage.gaps(measured)
        for gap in missing:
            self.stdout.write(
                _("Missing: %(audience)s, %(what)s") % {"audience": gap["audience"], "what": gap.get("tier") or gap.get("strand")}
            )
        self.stdout.write(_("%(lessons)d lessons, %(gaps)d gaps.") % {"lessons": measured.lessons, "gaps": len(missing)})


def as_text(table: coverage.Table) -> str:
    """A table for the terminal: codes, numbers, `!` where a planned one is missing."""
    head = " " * 24 + "".join(f"{code:>6}" for code, _label in table.columns)
    rows = [
        f"{code:24}" + "".join(f"{'!' if square.is_gap else square.number or '·':>6}" for square in squares)
        for code, _label, squares in table.rows
    ]
    return "\n".join([head, *rows])
