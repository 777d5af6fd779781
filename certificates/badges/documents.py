"""The public documents about issuers: DID documents with every key that ever signed, profiles, achievements."""

from typing import Any

from django.urls import reverse

from certificates.badges import addresses
from lms.foundation import signing_keys
from lms.people.models import Organization

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
KINDS_OF_ACHIEVEMENT = {
    "official_certificate": "Certificate",
    "course_completion_certificate": "CertificateOfCompletion",
    "completion_confirmation": "CertificateOfCompletion",
}


def public_keys() -> list[dict[str, str]]:
    """The newest first: who names no key is checked by the first."""
    names = reversed(signing_keys.key_names(signing_keys.CREDENTIAL_KEY))
    return [signing_keys.public_jwk(name) for name in names]


def did_document(did: str) -> dict[str, Any]:
    methods = [
        {"id": f"{did}#{key['kid']}", "type": "JsonWebKey2020", "controller": addresses.platform_did(), "publicKeyJwk": key}
        for key in public_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": did,
        "controller": addresses.platform_did(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def profile(issuer: Organization, name: str = "") -> dict[str, Any]:
    """`name`: as it was printed; an academy that is called otherwise today issued it under its name of then."""
    return {
        "id": addresses.issuer_did(issuer),
        "type": ["Profile"],
        "name": name or issuer.name,
        "url": addresses.profile_url(issuer),
    }


def achievement(issuer: Organization, *, kind: str, source: str, title: str, name: str) -> dict[str, Any]:
    """`title`: of the document; `name`: of the programme or course."""
    return {
        "id": addresses.achievement_url(issuer, kind, source),
        "type": ["Achievement"],
        "achievementType": KINDS_OF_ACHIEVEMENT[kind],
        "name": name,
        "description": f"{title}: {name}",
        "criteria": {"narrative": CRITERIA[kind]},
        "inLanguage": "vi-VN",
    }


# Vietnamese like the documents themselves.
CRITERIA = {
    "official_certificate": "Hoàn thành chương trình bồi dưỡng và được cơ sở đào tạo công nhận kết quả bằng quyết định.",
    "course_completion_certificate": "Hoàn thành khóa học của lớp và được cơ sở đào tạo công nhận kết quả bằng quyết định.",
    "completion_confirmation": "Học xong mọi bài học và đạt mọi bài bắt buộc theo điều kiện cấp giấy xác nhận của khóa học.",
}


def terms_of_use() -> dict[str, str]:
    return {"id": addresses.origin() + reverse("privacy-notice"), "type": addresses.origin() + reverse("privacy-notice") + "#TermsOfUse"}
