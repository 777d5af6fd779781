import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.ops.catalogues import locale_folders, own_apps, sources
from lms.ops.messages import all_messages, complaints, translations


class Command(BaseCommand):
    help = "List every message of ours that has no complete Vietnamese translation; exit 1 when there is one."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        messages = all_messages(Path(settings.BASE_DIR), own_apps())
        found = complaints(messages, translations(list(sources(locale_folders(), "vi"))))
        for complaint in found:
            where = complaint.message
            context = f" [{where.context}]" if where.context else ""
            self.stdout.write(f"{where.file}:{where.line}: {complaint.problem}: {where.text!r}{context}")
        self.stdout.write(f"{len(messages)} chỗ dùng câu chữ, {len(found)} câu chưa có bản dịch tiếng Việt đủ.")
        if found:
            sys.exit(1)
