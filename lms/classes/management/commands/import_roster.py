"""`manage.py import_roster CLASS FILE`: the same check and commit as on the page, at a terminal."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.classes.actions import rosters
from lms.classes.actions.rosters import RosterCheck, RosterRow
from lms.classes.exceptions import ClassError
from lms.classes.models import TrainingClass
from lms.foundation.spreadsheets import SpreadsheetError

REFUSED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Đưa danh sách học viên từ tệp .xlsx, .xls, .ods hoặc .csv vào một lớp. "
        "Mã thoát: 0 mọi dòng đều ổn, 1 có dòng không ghi được, 2 không dùng được lớp hoặc tệp."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("training_class", metavar="CLASS", help="mã lớp, ví dụ BDAI-2026-03")
        parser.add_argument("file", metavar="FILE", type=Path, help="tệp danh sách")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra trước, không ghi gì")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả dạng JSON")

    def handle(self, *args: Any, training_class: str, file: Path, dry_run: bool, as_json: bool, **options: Any) -> None:
        data = self._read(file)
        found = TrainingClass.objects.filter(code__iexact=training_class).first()
        if found is None:
            raise CommandError(f"Không có lớp nào mang mã “{training_class}”; kiểm tra lại mã lớp.", returncode=UNUSABLE)
        try:
            if dry_run:
                check, added = rosters.check(training_class=found, data=data, filename=file.name), 0
            else:
                result = rosters.commit(training_class=found, data=data, filename=file.name, by=None)
                check, added = result.check, len(result.added)
        except (SpreadsheetError, ClassError) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self._print(check, added, as_json)
        if check.counts["refused"] or check.counts["doubtful"]:
            sys.exit(REFUSED)

    def _read(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"Không đọc được tệp “{file}”: {error.strerror}.", returncode=UNUSABLE) from error

    def _print(self, check: RosterCheck, added: int, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps(
                    {"added": added, "counts": check.counts, "notes": check.notes, "rows": [_as_json(row) for row in check.rows]},
                    ensure_ascii=False,
                )
            )
            return
        for row in check.rows:
            for sentence in row.errors + row.warnings:
                self.stdout.write(f"Dòng {row.number} ({row.values.full_name or '–'}): {sentence}")
        for note in check.notes:
            self.stdout.write(note)
        counts = check.counts
        self.stdout.write(
            f"{counts['rows']} dòng: {counts['new']} người mới, {counts['known']} đã có tài khoản, {counts['already']} đã ở trong lớp, "
            f"{counts['refused'] + counts['doubtful']} dòng chưa ghi được. Đã ghi thêm {added} học viên."
        )


def _as_json(row: RosterRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "name": row.values.full_name,
        "outcome": row.outcome or "refused",
        "errors": row.errors,
        "warnings": row.warnings,
    }
