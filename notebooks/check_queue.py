"""The queue of “Kiểm tra”: claimed with a lease by one conditional UPDATE, as grading runs are."""

import uuid
from contextlib import AbstractContextManager
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from notebooks.models import CheckRun
from notebooks.models.learners import CheckRunQuerySet
from notebooks.queue import MAX_CLAIMS, beating, lease_end

CANDIDATES = 8


def claim_next() -> CheckRun | None:
    """The oldest waiting check, claimed for this worker, or None. One learner has one open check per lab: time is order enough."""
    with_work = CheckRun.objects.select_related("lab_version", "lab", "enrollment__run")
    while candidates := list(CheckRun.objects.waiting().order_by("queued_at", "pk").values_list("pk", flat=True)[:CANDIDATES]):
        for pk in candidates:
            if claim(pk):
                return with_work.get(pk=pk)
    return None


def claim(pk: int) -> bool:
    claimed = {"state": CheckRun.State.RUNNING, "claim_token": str(uuid.uuid4()), "claims": F("claims") + 1, "message": ""}
    return bool(CheckRun.objects.waiting().filter(pk=pk).update(**claimed, lease_until=lease_end(timezone.now())))


def heartbeat(check: CheckRun) -> AbstractContextManager[None]:
    """Renews the lease while the block works."""
    return beating(lambda: bool(held(check).update(lease_until=lease_end(timezone.now()))))


def held(check: CheckRun) -> CheckRunQuerySet:
    """The row as long as the claim is ours; every end of a check is an UPDATE of this."""
    return CheckRun.objects.filter(pk=check.pk, claim_token=check.claim_token, state=CheckRun.State.RUNNING)


def sweep(at: datetime) -> int:
    """Puts back the checks of dead workers; those that ended too many are given up. Returns how many wait again."""
    expired = CheckRun.objects.expired(at)
    expired.filter(claims__gte=MAX_CLAIMS).update(state=CheckRun.State.FAILED, claim_token="", lease_until=None, finished_at=at)
    return expired.filter(claims__lt=MAX_CLAIMS).update(state=CheckRun.State.QUEUED, claim_token="", lease_until=None)


def place_of(check: CheckRun) -> int:
    """How many checks were asked for before this one and still wait."""
    return CheckRun.objects.waiting().filter(queued_at__lt=check.queued_at).count()
