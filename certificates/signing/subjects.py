"""What people see of a certificate. Without Django: the process that reads strangers' files needs it too."""

from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

# Every certificate of the demonstration says so in its own name; whoever reads the file with any program sees it.
DEMO_MARK = "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@dataclass(frozen=True)
class Subject:
    """What people see of a certificate."""

    name: str
    organization: str
    issuer: str
    serial: str
    sha256: str
    not_before: datetime
    not_after: datetime

    @property
    def is_demo(self) -> bool:
        return DEMO_MARK in self.name.upper() or DEMO_MARK in self.issuer.upper()


def subject_of(certificate: x509.Certificate) -> Subject:
    return Subject(
        name=_part(certificate.subject, NameOID.COMMON_NAME) or certificate.subject.rfc4514_string(),
        organization=_part(certificate.subject, NameOID.ORGANIZATION_NAME),
        issuer=_part(certificate.issuer, NameOID.COMMON_NAME) or certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    # A name of a stranger: one line, no longer than a name.
    return " ".join(normalize("NFC", str(found[0].value)).split())[:200] if found else ""
