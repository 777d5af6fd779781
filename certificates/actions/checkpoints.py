"""Once a day: check the whole register, note where every book stands, and sign it over the day before."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import checkpoint_text, register_check
from certificates.models import RegisterBook, RegisterCheckpoint
from lms.foundation import audit

log = logging.getLogger(__name__)
STORED = 50  # findings in a checkpoint; every damaged book has its first one there


def make() -> RegisterCheckpoint | None:
    """The checkpoint of today; None when today has one, or when the clock was set back behind the last one.

    What is found is stored and signed like anything else: a checkpoint never hides damage.
    """
    day = timezone.localdate()
    last = RegisterCheckpoint.objects.order_by("-day").first()
    if last is not None and last.day >= day:
        if last.day > day:
            log.warning("The clock says %s, but there is a checkpoint of %s: it was set back, none is made.", day, last.day)
        return None
    # Heads first: lines that come during the check lie behind them.
    heads = {str(pk): [position, head] for pk, position, head in _heads()}
    findings = register_check.verify_all()
    checkpoint = RegisterCheckpoint(
        day=day,
        heads=heads,
        is_intact=findings.is_intact,
        findings=[problem.as_plain() for problem in findings.shortened(STORED)],
        entries_checked=findings.entries,
        previous_sha256=last.sha256 if last else "",
        made_at=timezone.now(),
    )
    checkpoint_text.sign(checkpoint)
    return _written(checkpoint)


def _heads() -> list[tuple[int, int, str]]:
    return list(RegisterBook.objects.order_by("pk").values_list("pk", "last_position", "head"))


def _written(checkpoint: RegisterCheckpoint) -> RegisterCheckpoint | None:
    """None when another process was faster: a day has one checkpoint."""
    try:
        with transaction.atomic():
            checkpoint.save(force_insert=True)
            audit.record(None, "checkpoint.make", checkpoint, after={"is_intact": checkpoint.is_intact, "sha256": checkpoint.sha256})
    except IntegrityError:
        return None
    if not checkpoint.is_intact:
        log.error("The register of certificates is not as it was written: run `manage.py verify_register`.")
    return checkpoint
