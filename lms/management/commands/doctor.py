import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.ops import checks

MARKS = {checks.Level.OK: "✓", checks.Level.WARN: "!", checks.Level.BAD: "✗"}


class Command(BaseCommand):
    help = "Say what is wrong with this installation and what to do. Exit 0 when nothing is broken, 1 otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = checks.run()
        ok = not any(finding.level == checks.Level.BAD for finding in findings)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "findings": [each.as_dict() for each in findings]}, ensure_ascii=False, indent=1))
        else:
            self.show(findings)
        if not ok:
            sys.exit(1)

    def show(self, findings: list[checks.Finding]) -> None:
        for finding in findings:
            self.stdout.write(f"{MARKS[finding.level]} {finding.name:<10} {finding.text}")
            if finding.advice:
                self.stdout.write(f"  {'':<10} → {finding.advice}")
