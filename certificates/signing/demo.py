"""A certification authority of our own for demonstrations: it is worth nothing, and everything made with it says so.

One file of the key folder, `demo_signing.pem`: the private key, its certificate, the authority's certificate. The
authority's own key is thrown away as soon as it has signed that one certificate.
"""

import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from .subjects import DEMO_MARK

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FILE = "demo_signing.pem"
REASON = "Ký thử, không có giá trị pháp lý"
LIFE = timedelta(days=3650)


def ensure_demo_key(keys_dir: Path) -> list[str]:
    """Make the demonstration's file unless it is there; its name when it was made."""
    path = keys_dir / FILE
    if path.exists():
        return []
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [FILE] if _write_once(path, make_demo_file(datetime.now(UTC))) else []


def load(options: Mapping[str, str]) -> tuple["Signer", x509.Certificate]:
    """Raises SigningError: key_file_missing."""
    from . import keyfiles
    from .software_key import signer_from

    pem = keyfiles.path_of(FILE).read_bytes()
    certificate, ca = x509.load_pem_x509_certificates(pem)
    return signer_from(serialization.load_pem_private_key(pem, None), certificate, [ca]), certificate


def refuse_outside_demo() -> None:
    """The key may be left from the time when the site was tried out. Raises SigningError: demo_only."""
    from .errors import SigningError

    if not settings.HOCAI_DEMO:
        raise SigningError("demo_only")


def authority(keys_dir: Path) -> x509.Certificate | None:
    """The root of the demonstration; None where there is none."""
    try:
        return x509.load_pem_x509_certificates((keys_dir / FILE).read_bytes())[1]
    except (FileNotFoundError, ValueError, IndexError):
        return None


def make_demo_file(now: datetime) -> bytes:
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name(f"CA DEMO – {DEMO_MARK}")
    ca = _authority(ca_name, ca_key, now)
    signer = _signing_certificate(ca_name, key.public_key(), ca_key, now)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return b"".join((private, signer.public_bytes(serialization.Encoding.PEM), ca.public_bytes(serialization.Encoding.PEM)))


def _authority(name: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    built = _builder(name, name, key.public_key(), now)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).add_extension(usage, critical=True)
    return built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False).sign(key, hashes.SHA256())


def _signing_certificate(
    ca_name: x509.Name, key: ec.EllipticCurvePublicKey, ca_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    built = _builder(_name(f"Chữ ký DEMO – {DEMO_MARK}"), ca_name, key, now)
    built = built.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True).add_extension(usage, critical=True)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    return built.add_extension(above, critical=False).sign(ca_key, hashes.SHA256())


def _builder(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    built = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key)
    # A clock that is a little behind must not find its own certificate too young.
    return built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + LIFE)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Học AI – DEMO"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _write_once(path: Path, content: bytes) -> bool:
    """The whole file or none, readable by us alone; False when another process was faster."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True
