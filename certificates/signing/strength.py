"""Which keys and digests are good enough: RSA from 2048 bits (signed as RSA-PSS), elliptic curves from 256 bits, SHA-2."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .errors import SigningError

RSA_BITS, CURVE_BITS = 2048, 256
DIGESTS = ("sha256", "sha384", "sha512")


def refuse_weak(certificate: x509.Certificate) -> None:
    """Raises SigningError: key_too_weak, key_unknown_kind."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_BITS:
            raise SigningError("key_too_weak", kind="RSA", bits=key.key_size, least=RSA_BITS)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.key_size < CURVE_BITS:
            raise SigningError("key_too_weak", kind="ECDSA", bits=key.curve.key_size, least=CURVE_BITS)
    else:
        raise SigningError("key_unknown_kind")


def refuse_digest(digest: str) -> None:
    """Raises SigningError: digest_refused."""
    if digest not in DIGESTS:
        raise SigningError("digest_refused", digest=digest)
