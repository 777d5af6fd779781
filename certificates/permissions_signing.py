"""Who may hand out files for signing and take them back: the registrar; an officer of the class looks on."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from certificates.models import SigningBatch, SigningProfile
from certificates.permissions import Desk, Verb, get_desk, issuers_of
from lms.people.requests import LoggedInRequest


def get_batch(request: LoggedInRequest, pk: UUID, verb: Verb) -> tuple[Desk, SigningBatch]:
    """A batch with the desk of its class: who may not see the class sees no batch of it."""
    batch = get_object_or_404(SigningBatch.objects.select_related("issuer", "made_by"), pk=pk, training_class__isnull=False)
    assert batch.training_class_id is not None
    desk = get_desk(request, batch.training_class_id, verb)
    batch.training_class = desk.training_class
    return desk, batch


def get_profile(request: LoggedInRequest, pk: int) -> SigningProfile:
    """A way of signing for a registrar of its issuer; it does not exist for others."""
    found = SigningProfile.objects.select_related("organization")
    return get_object_or_404(found, pk=pk, organization__in=issuers_of(request.user))
