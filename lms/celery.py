"""The Celery application. Its settings and schedule are in lms/settings.py, its tasks in each room's tasks.py.

`lms.apps.LmsConfig.ready` imports this module, so that `shared_task` finds the broker in every process of the site.
"""

import gc
import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutdown

from lms import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

broker.use()
app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="tasks_reports")
app.autodiscover_tasks(related_name="tasks_notices")
app.autodiscover_tasks(related_name="tasks_register")


@worker_init.connect
def load_grader_before_forking(**_: Any) -> None:
    """Load what grading needs once, before the pool is forked: its processes then share that memory and are warm."""
    import_module("notebooks.grader")
    gc.collect()
    gc.freeze()


@worker_ready.connect
def watch_the_queue(**_: Any) -> None:
    """End this worker where its pool takes no work any more; the supervisor starts the next one."""
    import_module("notebooks.watch").begin()


@worker_shutdown.connect
def leave_at_once(**_: Any) -> None:
    """End the worker as soon as its tasks, its consumer and its pool have ended.

    Python's own farewell would wait three more seconds for idle threads of the pool, of the ten that Ctrl-C may take.
    """
    os._exit(0)
