"""Keys that lie in a file: the demonstration's and those of a PKCS#12 file."""

from collections.abc import Sequence

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from . import strength
from .errors import SigningError


def signer_from(key: PrivateKeyTypes, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> SimpleSigner:
    """Raises SigningError: key_too_weak, key_unknown_kind, key_of_another_certificate."""
    strength.refuse_weak(certificate)
    if _spki(key.public_key()) != _spki(certificate.public_key()):
        raise SigningError("key_of_another_certificate")
    store = SimpleCertificateStore()
    store.register_multiple(asn1_of(each) for each in chain)
    plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=asn1_of(certificate), signing_key=keys.PrivateKeyInfo.load(plain), cert_registry=store, prefer_pss=True
    )


def asn1_of(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _spki(key: object) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
