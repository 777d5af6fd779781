"""Certification authorities and certificates made for one session, and PDFs that wait for a signature."""

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from reportlab.pdfgen.canvas import Canvas

NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
PASSPHRASE = "mat-khau-thu"


def name(common_name: str, organization: str = "Học viện Cán bộ") -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization), x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


@dataclass(frozen=True)
class Leaf:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def as_pkcs12(self, passphrase: str = PASSPHRASE) -> bytes:
        way = (
            serialization.PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(1000)
            .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        )
        encryption = way.build(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"ky-so", self.key, self.certificate, [self.authority], encryption)


class Authority:
    """A root that issues certificates and lists of revoked ones."""

    def __init__(self, common_name: str = "Tổ chức chứng thực thử nghiệm") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name(common_name, "Cơ quan chứng thực")
        built = self._builder(self.name, self.key.public_key(), NOW - YEAR, NOW + 5 * YEAR)
        built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        built = built.add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
        self.certificate = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False).sign(
            self.key, hashes.SHA256()
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        common_name,
        key=None,
        *,
        since: datetime = NOW - YEAR,
        until: datetime = NOW + YEAR,
        list_url: str = "",
        for_time: bool = False,
    ) -> Leaf:
        key = key or ec.generate_private_key(ec.SECP256R1())
        built = self._builder(name(common_name), key.public_key(), since, until)
        built = built.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        built = built.add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        built = built.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        if list_url:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_url)], None, None, None)
            built = built.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if for_time:
            built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return Leaf(key, built.sign(self.key, hashes.SHA256()), self.certificate)

    def revoked(self, *leaves: Leaf, at: datetime = NOW - timedelta(days=30)) -> bytes:
        """A list (DER) of those that are revoked, made a moment ago."""
        built = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        built = built.last_update(NOW - timedelta(hours=1)).next_update(NOW + timedelta(days=30))
        for leaf in leaves:
            row = x509.RevokedCertificateBuilder().serial_number(leaf.certificate.serial_number).revocation_date(at).build()
            built = built.add_revoked_certificate(row)
        return built.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _builder(self, subject: x509.Name, key, since: datetime, until: datetime) -> x509.CertificateBuilder:
        built = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        return built.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)


def plain_pdf(text: str = "Giấy chứng nhận") -> bytes:
    """A page without a field, in PDF 1.7."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=(842, 595), invariant=True, pdfVersion=(1, 7))
    page.setTitle("Giấy chứng nhận hoàn thành khóa học")
    page.drawString(100, 400, text.encode("ascii", "ignore").decode())
    page.save()
    return out.getvalue()


@cache
def pdf_with_field(field: str = "ChuKySo") -> bytes:
    """A page with a place for the signature."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf()))
    append_signature_field(writer, SigFieldSpec(field, on_page=0, box=(500, 60, 780, 130)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def changed(pdf: bytes, at: int) -> bytes:
    """The same file with one bit of one byte flipped."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def zip_of(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
