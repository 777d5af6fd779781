"""Door to PyJWT: credentials and status lists as signed JWTs (ES256), and what a token of ours says."""

from typing import Any

import jwt

from lms.foundation import signing_keys

ALGORITHM = "ES256"


def sign(payload: dict[str, Any], *, did: str, key_name: str) -> str:
    """The header names the key as the DID document of the issuer publishes it. Raises KeyMissing."""
    kid = f"{did}#{signing_keys.public_jwk(key_name)['kid']}"
    return jwt.encode(payload, signing_keys.private_key(key_name), algorithm=ALGORITHM, headers={"kid": kid})


def claims_of(token: str) -> dict[str, Any]:
    """What a token of ours says. It comes from our own table, so its signature is not checked here."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims
