"""A trainee leaves the class: the place is free again, everything recorded stays."""

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import AgencyInvitation, Trainee
from lms.classes.models.classes import ON_ROSTER
from lms.classes.quotas import AgencyLines
from lms.foundation import audit
from lms.learning.actions import enrollments
from lms.people.models import User

from .sessions import refuse_final


@transaction.atomic
def withdraw(*, trainee: Trainee, reason: str, by: User | None) -> Trainee:
    """Off the roster; marks, scans and work stay. Raises ClassError: class_final, trainee_left."""
    current = held(trainee)
    enrollments.withdraw(enrollment=current.enrollment, by=by)
    audit.record(by, "trainee.withdraw", current, after={"reason": reason})
    return current


def withdraw_by_agency(*, invitation: AgencyInvitation, trainee: Trainee) -> Trainee:
    """The agency takes a name off its list before the first session.

    Raises ClassError: class_final, trainee_left, not_of_agency, withdraw_started.
    """
    refuse_other_agency(invitation, trainee)
    sessions = trainee.training_class.sessions.not_cancelled()
    if sessions.filter(starts_at__lte=timezone.now()).exists():
        organizer = trainee.training_class.organizer.name
        raise ClassError("withdraw_started", name=trainee.enrollment.person.full_name, organizer=organizer)
    return withdraw(trainee=trainee, reason=f"agency {invitation.agency.code}", by=None)


def refuse_other_agency(invitation: AgencyInvitation, trainee: Trainee) -> None:
    """Raises ClassError not_of_agency for anybody whom this agency did not send."""
    same_class = trainee.training_class_id == invitation.training_class_id
    if not same_class or AgencyLines([invitation.agency_id]).line_of(trainee.agency_id) is None:
        raise ClassError("not_of_agency")


def held(trainee: Trainee) -> Trainee:
    """The place as it is now, held. Raises ClassError: class_final, trainee_left."""
    found = Trainee.objects.select_for_update(of=("self",)).select_related("training_class__run", "enrollment__person", "agency")
    current = found.get(pk=trainee.pk)
    refuse_final(current.training_class)
    if current.enrollment.state not in ON_ROSTER:
        raise ClassError("trainee_left", name=current.enrollment.person.full_name)
    return current
