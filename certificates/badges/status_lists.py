"""Which credentials are not valid any more, as one bit each (W3C Bitstring Status List 1.0): nobody learns who asks about whom."""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone

from certificates.badges import addresses, tokens
from certificates.badges.addresses import SLOTS
from certificates.models import Certificate, Credential
from lms.foundation import signing_keys
from lms.people.models import Organization

State = Certificate.State
# Also what was replaced: the new document has a credential of its own.
ENDED = (State.REPLACED, State.REVOKED, State.ANNULLED, State.VOID)
KEPT_SECONDS = 60
# An old copy of the list must not bring back what was revoked.
VALID_FOR = timedelta(days=1)


def exists(number: int) -> bool:
    """Lists begin as credentials are made; a list far ahead is nobody's."""
    newest: int = Credential.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return 0 <= number <= newest // SLOTS


def signed_list(issuer: Organization, number: int) -> str:
    """The status list credential as a JWT, made anew at most once a minute."""
    name = f"status-list:{issuer.pk}:{number}"
    token = cache.get(name)
    if token is None:
        token = _sign(issuer, number)
        cache.set(name, token, KEPT_SECONDS)
    return str(token)


def ended_places(number: int) -> Iterable[int]:
    """Of every issuer: places are given once for all of them. Read in slices: a full list costs no more memory than its bits."""
    start = number * SLOTS
    ended = Credential.objects.filter(pk__gte=start, pk__lt=start + SLOTS, certificate__state__in=ENDED)
    return (pk - start for pk in ended.values_list("pk", flat=True).iterator(chunk_size=5000))


def encoded(places: Iterable[int]) -> str:
    """Bits from the left, gzip, base64url with the multibase mark."""
    bits = bytearray(SLOTS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def _sign(issuer: Organization, number: int) -> str:
    payload = _document(issuer, number)
    claims = {"iss": payload["issuer"], "jti": payload["id"], "nbf": int(timezone.now().timestamp())}
    return tokens.sign(
        {**payload, **claims}, did=addresses.issuer_did(issuer), key_name=signing_keys.newest_key(signing_keys.CREDENTIAL_KEY)
    )


def _document(issuer: Organization, number: int) -> dict[str, Any]:
    now, address = timezone.now().replace(microsecond=0), addresses.status_list_url(issuer, number)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": addresses.issuer_did(issuer),
        "validFrom": now.isoformat(),
        "validUntil": (now + VALID_FOR).isoformat(),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(ended_places(number)),
            "ttl": KEPT_SECONDS * 1000,
        },
    }
