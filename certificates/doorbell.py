"""Tells a worker that files are to be made. A lost ring loses nothing: a sweep and the download find what is missing."""

import logging
from uuid import UUID

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(certificate_pk: UUID) -> None:
    """The file of this certificate is to be made."""
    from certificates.tasks import render_file

    try:
        render_file.delay(str(certificate_pk))
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the work.", error)
