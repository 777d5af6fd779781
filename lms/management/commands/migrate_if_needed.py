from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Apply the migrations that are missing; does nothing, and takes no lock, when there are none."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if options["verbosity"] > 0:
            self.stdout.write(f"Đã áp dụng {len(plan)} bước nâng cấp cơ sở dữ liệu.")
