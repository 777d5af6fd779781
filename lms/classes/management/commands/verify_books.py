"""Compares closed attendance books with their seals."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from lms.classes.models import TrainingClass
from lms.classes.seals import SealState, Verdict, verify_class


class Command(BaseCommand):
    help = "Compares every closed attendance book with its sealed text; exit code 1 when one is damaged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--class", dest="code", help="code of one class; without it all classes")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        classes = TrainingClass.objects.order_by("code")
        if options["code"]:
            classes = classes.filter(code=options["code"])
            if not classes:
                raise CommandError(f"Không có lớp nào mã {options['code']}.")
        with translation.override("vi"):
            verdicts = [
                verdict for training_class in classes for verdict in verify_class(training_class) if verdict.state != SealState.OPEN
            ]
            self._tell(verdicts, as_json=options["json"])
        if any(verdict.state == SealState.DAMAGED for verdict in verdicts):
            sys.exit(1)

    def _tell(self, verdicts: list[Verdict], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"books": [_plain(verdict) for verdict in verdicts]}, ensure_ascii=False, indent=1))
            return
        for verdict in verdicts:
            self.stdout.write(f"{verdict.session.training_class.code} buổi {verdict.session.number}: {verdict.label}")
            for problem in verdict.problems:
                self.stdout.write(f"  - {problem}")
        self.stdout.write(f"Đã kiểm tra {len(verdicts)} sổ điểm danh.")


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "class": verdict.session.training_class.code,
        "session": verdict.session.number,
        "state": verdict.state.value,
        "problems": verdict.problems,
        "corrections": [record.pk for record in verdict.corrections],
        "seal": verdict.seal.seal if verdict.seal else "",
    }
