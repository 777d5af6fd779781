"""Letters to holders, sent by a worker."""

from celery import shared_task

from lms.foundation import messaging


@shared_task(autoretry_for=(messaging.MessagingError,), retry_backoff=True, max_retries=5)
def send_letter(to: str, text: str) -> None:
    """One mail; the first line is the subject. A mail server that is down is tried again later."""
    messaging.send(messaging.MAIL, to, text)
