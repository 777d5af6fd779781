"""Tells a worker what is to be done. A lost ring loses nothing: a sweep and the download find what is missing."""

import logging
from collections.abc import Sequence
from uuid import UUID

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
# So many files are one piece of work: the processes of the worker take one piece each.
SLICE = 40


def ring(certificate_pk: UUID) -> None:
    """The file of this certificate is to be made."""
    from certificates.tasks import render_file

    _tell(render_file, str(certificate_pk))


def ring_many(certificate_pks: Sequence[UUID]) -> None:
    """The files of these certificates are to be made."""
    from certificates.tasks import render_slice

    if len(certificate_pks) == 1:
        return ring(certificate_pks[0])
    for start in range(0, len(certificate_pks), SLICE):
        _tell(render_slice, [str(pk) for pk in certificate_pks[start : start + SLICE]])


def ring_batch(pk: int) -> None:
    """Somebody pressed the button for a large class."""
    from certificates.tasks import write_batch

    _tell(write_batch, pk)


def ring_prepared() -> None:
    """A class was closed for which many documents are prepared."""
    from certificates.tasks import sweep_prepared

    _tell(sweep_prepared)


def _tell(task: Task, *arguments: object) -> None:
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the work.", error)
