"""What the worker does for the register of certificates. Every task may run twice."""

from celery import shared_task

from certificates.actions import checkpoints, closing
from certificates.book_verdicts import check_and_note
from certificates.models import RegisterBook


@shared_task
def make_checkpoint() -> bool:
    """The checkpoint of today, unless there is one; whether one was made."""
    return checkpoints.make() is not None


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def make_closing_file(book_pk: int) -> None:
    """The PDF of a closed book; a full disk is tried again later."""
    closing.ensure_file(book=RegisterBook.objects.select_related("issuer__parent").get(pk=book_pk))


@shared_task
def check_book(book_pk: int) -> bool:
    """The check that somebody asked for on the auditor's page; whether the book is intact."""
    return check_and_note(RegisterBook.objects.get(pk=book_pk)).is_intact
