"""“Giơ tay”: a learner asks for help in a lab and takes it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks.models import HelpRequest, Lab


def raise_hand(*, enrollment: Enrollment, lab: Lab, note: str = "") -> HelpRequest:
    """Asks for help; a hand that is up stays up, with the newer note if there is one."""
    note = " ".join(note.split())[:300]
    try:
        with transaction.atomic():
            return HelpRequest.objects.create(enrollment=enrollment, lab=lab, note=note)
    except IntegrityError:
        up = HelpRequest.objects.open().filter(enrollment=enrollment, lab=lab)
        if note:
            up.update(note=note)
        # The teacher may have answered between the two lines: then it is a new question.
        return up.first() or raise_hand(enrollment=enrollment, lab=lab, note=note)


def lower_hand(*, enrollment: Enrollment, lab: Lab, by: User) -> bool:
    """Takes the request back; False when no hand was up."""
    up = HelpRequest.objects.open().filter(enrollment=enrollment, lab=lab)
    return bool(up.update(answered_at=timezone.now(), answered_by=by))


def raised_hand(*, enrollment: Enrollment, lab: Lab) -> HelpRequest | None:
    """The open request of this learner in this lab, if a hand is up."""
    return HelpRequest.objects.open().filter(enrollment=enrollment, lab=lab).first()
