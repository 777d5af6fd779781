"""The Celery application. Its settings and schedule are in lms/settings.py, its tasks in each room's tasks.py.

`lms.apps.LmsConfig.ready` imports this module, so that `shared_task` finds the broker in every process of the site.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
