"""Files that nobody rang for, and those that failed: found by the clock and made."""

import time
from functools import partial

from django.db import transaction

from certificates import doorbell
from certificates.actions.making import make_files
from certificates.doorbell import SLICE
from certificates.models import Certificate
from lms.classes.models import TrainingClass

# The clock rings every minute; two sweeps at once would only do the same work twice.
BUDGET_SECONDS = 45.0
WITH_FILE = (Certificate.State.AWAITING_SIGNATURE, Certificate.State.VALID)


def sweep(*, seconds: float = BUDGET_SECONDS) -> int:
    """Slice after slice until nothing is left, nothing succeeds any more, or the time is over; returns how many were made."""
    until, made = time.monotonic() + seconds, 0
    while waiting := _next_slice():
        done = len(make_files(certificates=waiting)[0])
        made += done
        if not done or time.monotonic() > until:
            break
    return made


def _next_slice() -> list[Certificate]:
    """From the newest end, for rings come from the oldest: both meet in the middle. What failed before comes last, in no order."""
    waiting = Certificate.objects.filter(state__in=WITH_FILE, file_sha256="").select_related("issuer")
    untried = list(waiting.filter(file_problem="").order_by("-issued_at")[:SLICE])
    # At random, so that one file that always fails keeps no other from its turn.
    return untried or list(waiting.order_by("?")[:SLICE])


@transaction.atomic
def try_again(*, training_class: TrainingClass) -> int:
    """Rings again for the files of a class that could not be made; returns how many."""
    failed = Certificate.objects.of_class(training_class).filter(state__in=WITH_FILE, file_sha256="").exclude(file_problem="")
    found = list(failed.order_by("register_number").values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=found).update(file_problem="")
    transaction.on_commit(partial(doorbell.ring_many, found))
    return len(found)
