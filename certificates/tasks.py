"""What the worker does for certificates: files in the queue `documents`, numbers in `default`. Every task may run twice."""

from celery import shared_task

from certificates.actions import file_sweeps, issue_batches, making
from certificates.models import Certificate, IssueBatch


@shared_task
def render_file(certificate_pk: str) -> None:
    """Makes the PDF of one certificate; what fails is noted at it, and the sweep tries again."""
    render_slice([certificate_pk])


@shared_task
def render_slice(certificate_pks: list[str]) -> int:
    """Makes the files that these certificates still lack; returns how many."""
    waiting = Certificate.objects.filter(pk__in=certificate_pks, file_sha256="").select_related("issuer")
    return len(making.make_files(certificates=list(waiting))[0])


@shared_task
def sweep_files() -> int:
    """Makes the files for which no ring arrived, and those that failed; returns how many."""
    return file_sweeps.sweep()


@shared_task
def write_batch(pk: int) -> None:
    """Issues or prepares for a large class."""
    issue_batches.write(batch=IssueBatch.objects.get(pk=pk))


@shared_task
def sweep_batches() -> int:
    """Goes on with what a worker left unfinished; returns how many."""
    return sum(issue_batches.take_up(batch=batch) for batch in issue_batches.abandoned())


@shared_task
def sweep_prepared() -> int:
    """Makes final what was prepared for classes that have been closed; returns how many documents."""
    return issue_batches.finalise_closed()
