"""What the worker of the queue `documents` does. The rows are the work; every task may run twice."""

import logging

from celery import shared_task

from certificates.actions import certificates
from certificates.models import Certificate

log = logging.getLogger(__name__)
SWEEP_AT_ONCE = 500


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def render_file(certificate_pk: str) -> None:
    """Makes the PDF of one certificate; a full disk is tried again later."""
    certificate = Certificate.objects.get(pk=certificate_pk)
    if not certificate.has_file:
        certificates.make_file(certificate=certificate)


@shared_task
def sweep_files() -> int:
    """Makes the files for which no ring arrived, oldest first; returns how many."""
    waiting = list(Certificate.objects.standing().without_file()[:SWEEP_AT_ONCE])
    for certificate in waiting:
        certificates.make_file(certificate=certificate)
    return len(waiting)
