"""What a worker does for classes. The rows are the work; every task may run twice."""

from celery import shared_task

from lms.classes.actions import imports_writing
from lms.classes.models import RosterImport


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=3)
def write_import(pk: int) -> None:
    """Writes one list that was begun, and sends its invitations; a mail server that is down is asked again."""
    imports_writing.write(roster_import=RosterImport.objects.get(pk=pk))


@shared_task
def sweep_imports() -> int:
    """Goes on with the lists that a worker left unfinished; returns how many."""
    return sum(imports_writing.take_up(roster_import=one) for one in imports_writing.abandoned())
