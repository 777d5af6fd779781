"""What a worker does for notices. The rows are the work; every task may run twice."""

from celery import shared_task
from django.utils import timezone

from lms.classes.actions import deliveries


@shared_task
def send_waiting() -> int:
    """Hands over the messages that are due, until none is left; how many it tried."""
    total = 0
    while tried := deliveries.send_due(at=timezone.now()):
        total += tried
    return total


@shared_task
def sweep_deliveries() -> int:
    """The same for messages whose ring got lost or whose next try is due."""
    return send_waiting()
