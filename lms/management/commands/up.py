import logging
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from lms.ops import start, supervise
from lms.ops.catalogues import compile_stale
from lms.ops.logs import say
from lms.ops.sandbox_check import SandboxQuestion
from lms.ops.startup import Startup


def tell(sentence: str) -> None:
    say("up", sentence)


class Command(BaseCommand):
    help = "Prepare this installation, then start, watch and restart every process of it until Ctrl-C or SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not start.was_done(os.environ):
            sys.exit(start.main())
        logging.disable(logging.WARNING)  # the steps say themselves what a person must know
        sandbox = SandboxQuestion(settings.HOCAI_LAB_PYTHON)
        compile_stale()
        self.prepare(Startup(tell))
        answer = sandbox.answer()
        if not answer.labs:
            closed = "Phòng thực hành không mở" if answer.ok else "Phòng thực hành và chấm bài không mở"
            tell(f"{closed}: {answer.advice}")
        supervise.become("" if answer.labs else answer.advice, grading=answer.ok)

    def prepare(self, startup: Startup) -> None:
        """Every step before the processes; a database that cannot be used ends the start with one sentence."""
        try:
            startup.make_keys()
            startup.prepare_database()
            startup.collect_static()
            startup.register_hub()
            startup.load_lessons()
        except DatabaseError as error:
            engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
            raise CommandError(
                f"Không dùng được cơ sở dữ liệu ({engine}): {error} Hãy kiểm tra HOCAI_DATABASE_URL và quyền ghi vào {settings.HOCAI_VAR}."
            ) from error
        except OSError as error:
            raise CommandError(
                f"Không ghi được {error.filename or settings.HOCAI_VAR}: {error.strerror}. Hãy kiểm tra quyền và chỗ trống trên ổ đĩa."
            ) from error
