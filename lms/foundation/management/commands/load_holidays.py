"""Fills the table of days off and of days worked in exchange from the dated reference file."""

import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lms.foundation.models import Holiday

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "holidays.csv"
YES_NO = {"yes": True, "no": False}


class Command(BaseCommand):
    help = "Nạp ngày nghỉ lễ, tết và ngày làm bù kèm căn cứ pháp lý. Chạy lại không đổi gì; ngày do đơn vị tự thêm được giữ nguyên."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=REFERENCE, help="tệp CSV: day,name,is_worked,legal_basis")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = [_row(number, line) for number, line in enumerate(_lines(file), start=2)]
        except (OSError, ValueError) as error:
            raise CommandError(f"Không đọc được {file}: {error}", returncode=1) from error
        with transaction.atomic():
            created = sum(Holiday.objects.update_or_create(day=day, defaults=values)[1] for day, values in rows)
        self.stdout.write(f"Ngày nghỉ: {len(rows)} ngày trong tệp, {created} ngày mới.")


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _row(number: int, line: dict[str, str]) -> tuple[date, dict[str, object]]:
    """Raises ValueError with the number of the line."""
    try:
        day = date.fromisoformat(line["day"])
        return day, {"name": line["name"], "is_worked": YES_NO[line["is_worked"]], "legal_basis": line["legal_basis"]}
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"dòng {number} phải có day (YYYY-MM-DD), name, is_worked (yes/no), legal_basis") from error
