"""One certificate as an OpenBadgeCredential, from its frozen snapshot."""

import hashlib
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from certificates import codes
from certificates.badges import addresses, documents
from certificates.models import Credential
from lms.people.models import User


def payload_of(credential: Credential, *, public_name: str) -> dict[str, Any]:
    """The credential with the registered claims beside it (OB 3.0 §8.2). `public_name`: in full or initials, never more."""
    certificate, did = credential.certificate, addresses.issuer_did(credential.certificate.issuer)
    valid_from = timezone.make_aware(datetime.combine(certificate.issued_on, time()))
    document = document_of(credential, public_name=public_name, valid_from=valid_from)
    return {**document, "iss": did, "jti": document["id"], "nbf": int(valid_from.timestamp())}


def document_of(credential: Credential, *, public_name: str, valid_from: datetime) -> dict[str, Any]:
    certificate, printed = credential.certificate, credential.certificate.snapshot
    return {
        "@context": documents.CONTEXT,
        "id": f"urn:uuid:{credential.uid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": printed["programme"],
        "issuer": documents.profile(certificate.issuer, printed["issuer"]),
        "validFrom": valid_from.isoformat(),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(credential, public_name),
            "achievement": documents.achievement(
                certificate.issuer,
                kind=printed["kind"],
                source=addresses.source_of(certificate),
                title=printed["title"],
                name=printed["programme"],
            ),
        },
        "evidence": [
            {"id": codes.verify_url(certificate.verification_code), "type": ["Evidence"], "name": "Trang xác minh của giấy chứng nhận"}
        ],
        "credentialStatus": _status(credential),
        "termsOfUse": [documents.terms_of_use()],
    }


def _identifiers(credential: Credential, public_name: str) -> list[dict[str, Any]]:
    """Who it is: the name that may be shown, and a hash with which the holder alone can prove to be meant.

    Where the full name may not be shown no email stands there either, not even hashed: who guesses it could confirm the guess.
    """
    person, salt = credential.certificate.enrollment.person, credential.uid.hex
    named = {"type": "IdentityObject", "hashed": False, "identityHash": public_name, "identityType": "name"}
    is_full = public_name == credential.certificate.snapshot["holder"]
    kind, value = ("emailAddress", person.email) if is_full and person.email else ("systemId", _system_id(person))
    hashed = f"sha256${hashlib.sha256((value + salt).encode()).hexdigest()}"
    return [named, {"type": "IdentityObject", "hashed": True, "identityHash": hashed, "identityType": kind, "salt": salt}]


def _system_id(person: User) -> str:
    return f"hoc-ai:{person.handle}"


def _status(credential: Credential) -> dict[str, str]:
    number, place = addresses.place_in_lists(credential)
    address = addresses.status_list_url(credential.certificate.issuer, number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def name_in(claims: dict[str, Any]) -> str:
    """The name that a token was signed with."""
    found = (each["identityHash"] for each in claims["credentialSubject"]["identifier"] if each["identityType"] == "name")
    return next(found, "")
