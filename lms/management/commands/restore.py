from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from lms.ops import backup, dumps
from lms.ops.restore import restore


class Command(BaseCommand):
    help = "Put a backup from DIR in place. Checks every digest first; refuses to replace data unless --force, and keeps what it replaces."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="a folder that `manage.py backup` wrote")
        parser.add_argument("--force", action="store_true", help="replace existing data; the old data are kept in var/replaced-…")

    def handle(self, *args: Any, **options: Any) -> None:
        connections.close_all()
        places = backup.Places(settings.HOCAI_VAR, settings.DATABASES["default"])
        try:
            kept = restore(options["dir"], places, force=options["force"])
        except (backup.BackupProblem, dumps.DumpProblem) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as error:
            raise CommandError(f"Không ghi được {error.filename or places.var}: {error.strerror}.") from error
        self.stdout.write(f"Đã phục hồi từ {options['dir']}." + (f" Dữ liệu cũ nằm ở {kept}." if kept else ""))
        self.stdout.write("Chạy `make run`: cấu trúc dữ liệu được nâng cấp nếu bản sao lưu cũ hơn chương trình.")
