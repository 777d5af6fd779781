from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from certificates.signing.demo import ensure_demo_key
from lms.foundation import sealed_fields, signing_keys
from lms.ops.keys import ensure_keys


class Command(BaseCommand):
    help = "Make the keys of this installation that are missing (var/keys, private modes). Existing keys are kept."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        made = (
            ensure_keys(settings.HOCAI_KEYS_DIR)
            + sealed_fields.ensure_keys(settings.HOCAI_KEYS_DIR)
            + signing_keys.ensure_keys(settings.HOCAI_KEYS_DIR)
            + (ensure_demo_key(settings.HOCAI_KEYS_DIR) if settings.HOCAI_DEMO else [])
        )
        if options["verbosity"] > 0:
            self.stdout.write(f"Đã tạo: {', '.join(made)}." if made else "Mọi khóa đã có.")
