"""What a worker does for reports: the rows are the work; every task may run twice."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from notebooks import report_queue

log = logging.getLogger(__name__)


@shared_task
def make_reports() -> int:
    """Makes what waits; returns how many pieces of work were taken up."""
    from notebooks.actions import reports

    made = 0
    # A task speaks to people later, through the row: in the site's language.
    with translation.override(settings.LANGUAGE_CODE):
        while (report := report_queue.claim_next(timezone.now())) is not None:
            reports.make(report=report)
            made += 1
    return made


@shared_task
def sweep_reports() -> None:
    """Frees what a dead worker held and goes on with what waits, rung for or not."""
    report_queue.sweep(timezone.now())
    make_reports()
