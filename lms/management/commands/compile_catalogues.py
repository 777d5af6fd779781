from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.ops.catalogues import compile_stale


class Command(BaseCommand):
    help = "Compile the message catalogues (.po to .mo) that changed, without the gettext package."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="compile every catalogue, changed or not")

    def handle(self, *args: Any, **options: Any) -> None:
        count = compile_stale(everything=options["all"])
        if options["verbosity"] > 0:
            self.stdout.write(f"Đã biên dịch {count} danh mục câu chữ.")
