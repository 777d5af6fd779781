"""The application that `celery beat` runs: the site's schedule and broker without the site.

Loading Django, Wagtail and every room only to ring a bell by name every few seconds would cost 100 MB. The process must not have
DJANGO_SETTINGS_MODULE in its environment, else Celery loads them all the same.
"""

from celery import Celery

from lms import settings

app = Celery("lms")
app.config_from_object(settings, namespace="CELERY")
