import subprocess
import sys

from django.conf import settings

from lms.celery import app
from lms.ops import run_tests

PROBE = """
import sys
from lms.ops.clock import app
print(sorted(app.conf.beat_schedule))
print(app.conf.broker_url.partition(":")[0])
print([name for name in ("wagtail", "courses", "django.db.models") if name in sys.modules])
"""


def test_clock_rings_the_sites_schedule_without_loading_the_site() -> None:
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=run_tests.PROJECT, env=environment, capture_output=True, text=True)

    assert done.stdout.splitlines() == [str(sorted(settings.CELERY_BEAT_SCHEDULE)), "filesystem", "[]"]


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
