import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.ops import backup, dumps


class Command(BaseCommand):
    help = "Copy database, files, media, keys, students' homes and the hub's data to DIR, which must be new or empty. Safe while the site runs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="a new or empty folder, best on another disk")
        parser.add_argument("--json", action="store_true", help="print the manifest as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        places = backup.Places(settings.HOCAI_VAR, settings.DATABASES["default"])
        try:
            manifest = backup.make(places, options["dir"])
        except (backup.BackupProblem, dumps.DumpProblem) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as error:
            raise CommandError(f"Không ghi được {error.filename or options['dir']}: {error.strerror}.") from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        else:
            megabytes = sum(manifest.sizes.values()) / 1_000_000
            self.stdout.write(
                f"Đã sao lưu {sum(manifest.counts.values())} tệp và cơ sở dữ liệu vào {options['dir']} ({megabytes:.1f} MB). {manifest.note}"
            )
