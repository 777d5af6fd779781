"""Lab servers of people who have left: the rooms below cannot call the hub, so what runs there is compared with who still belongs."""

import logging
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.learning.models import Enrollment, RunStaff
from lms.people.models import User
from notebooks import hub
from notebooks.models import LabStaff

log = logging.getLogger(__name__)
BATCH = 500


def stop_left_servers() -> int:
    """Ends the server of everybody who no longer belongs and takes their tokens; how many. Raises HubUnavailable."""
    return turn_out(hub.running_handles())


def forget_left_people() -> int:
    """The same for everybody the hub knows, server or not: browser sessions and tokens outlive a server. Raises HubUnavailable."""
    return turn_out(hub.known_handles())


def turn_out(handles: Iterable[str]) -> int:
    """A server takes seconds to end: its tokens go with the next round, or with this one where nothing runs."""
    left = left_of(list(handles))
    for handle in left:
        log.info("%s has left: the lab server and every token end.", handle)
        hub.revoke_tokens(handle)
    return len(left)


def left_of(handles: list[str]) -> list[str]:
    """Those of them who are suspended or unknown, or have neither a place nor a duty."""
    staying: set[str] = set()
    for first in range(0, len(handles), BATCH):
        staying |= set(belonging().filter(handle__in=handles[first : first + BATCH]).values_list("handle", flat=True))
    return [handle for handle in handles if handle not in staying]


def belonging() -> QuerySet[User]:
    """Active people with a place they learn in, a run they teach, a lab they write, or a part in running the site."""
    me = OuterRef("pk")
    learns = Exists(Enrollment.objects.active().filter(person=me))
    teaches = Exists(RunStaff.objects.filter(person=me))
    writes = Exists(LabStaff.objects.filter(person=me))
    return User.objects.active().filter(Q(is_staff=True) | Q(is_superuser=True) | learns | teaches | writes)
