"""The digital credential of a certificate: one for each, under one number for ever."""

import uuid

from django.db import transaction
from django.utils import timezone

from certificates.badges import credentials, tokens
from certificates.badges.addresses import issuer_did
from certificates.exceptions import CertificateError
from certificates.models import Certificate, Credential
from certificates.publication import name_shown
from lms.foundation import audit, signing_keys
from lms.people.models import User


@transaction.atomic
def ensure(*, certificate: Certificate, by: User | None = None) -> Credential:
    """The credential with its token; the same bytes each time, until what may be said of the holder changes.

    Its number, and so its place in the status lists, never changes. Raises CertificateError credential_not_valid.
    """
    held = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if held.state != Certificate.State.VALID:
        raise CertificateError("credential_not_valid")
    made, is_new = Credential.objects.get_or_create(certificate=certificate, defaults={"uid": uuid.uuid4()})
    made.certificate = certificate
    name = name_shown(certificate, timezone.localdate())
    if made.token and credentials.name_in(tokens.claims_of(made.token)) == name:
        return made
    made.key_name = signing_keys.newest_key(signing_keys.CREDENTIAL_KEY)
    made.token = tokens.sign(credentials.payload_of(made, public_name=name), did=issuer_did(certificate.issuer), key_name=made.key_name)
    made.save(update_fields=["token", "key_name"])
    audit.record(by, "credential.issue" if is_new else "credential.renew", made, after={"certificate": str(certificate.pk)})
    return made
