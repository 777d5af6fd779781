"""A signed credential as JSON (VC Data Model 2.0): the token is what proves, the JSON only carries it."""

from typing import Any


def enveloped(token: str) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
