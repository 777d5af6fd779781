"""Granting and ending what people may do in an organization's name."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.people.models import Organization, OrganizationRole, User


@transaction.atomic
def grant(*, person: User, organization: Organization, role: str, by: User | None) -> OrganizationRole:
    """`person` holds `role` at `organization` from today; granting twice changes nothing."""
    held, created = OrganizationRole.objects.get_or_create(
        person=person, organization=organization, role=role, valid_to=None, defaults={"valid_from": timezone.localdate(), "granted_by": by}
    )
    if created:
        audit.record(by, "role.grant", person, after={"role": role, "organization": organization.code})
    return held


@transaction.atomic
def end(*, held: OrganizationRole, by: User) -> None:
    """The role ends with yesterday; a role granted today goes away altogether. Twice changes nothing."""
    held = OrganizationRole.objects.select_for_update().get(pk=held.pk)
    if held.valid_to is not None:
        return
    held.valid_to = timezone.localdate() - timedelta(days=1)
    if held.valid_from and held.valid_to < held.valid_from:
        held.valid_from = held.valid_to
    held.save()
    audit.record(by, "role.end", held.person, after={"role": held.role, "organization": held.organization.code})
