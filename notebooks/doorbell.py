"""Tells a worker that there is work. A lost ring loses nothing: the rows are the work and a sweep finds them."""

import logging

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring() -> None:
    """There is a run to grade."""
    from notebooks.tasks import grade_waiting

    _send(grade_waiting)


def ring_for_version(version_pk: int) -> None:
    """There is a lab version to check."""
    from notebooks.tasks import check_version

    _send(check_version, version_pk)


def _send(task, *arguments) -> None:
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the work.", error)
