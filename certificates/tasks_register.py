"""What the worker does for the register of certificates. Every task may run twice."""

from celery import shared_task

from certificates.actions import checkpoints


@shared_task
def make_checkpoint() -> bool:
    """The checkpoint of today, unless there is one; whether one was made."""
    return checkpoints.make() is not None
