"""Whom we trust: the root and intermediate certificates of the trust folder, and the lists of revoked ones beside them.

PEM or DER: `*.pem`, `*.crt`, `*.cer` (roots: certificates that signed themselves; the others only help to build a chain),
`*.crl`. The demonstration's authority is trusted while the demonstration runs, and every finding says so.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from . import demo
from .trusted import Trust

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext

CERTIFICATES, LISTS = {".pem", ".crt", ".cer"}, {".crl"}


def trust_folder() -> Path:
    return Path(settings.HOCAI_TRUST_DIR or Path(settings.HOCAI_KEYS_DIR) / "trust")


def trust_in_force() -> Trust:
    """Read again whenever a file of the folder changes."""
    folder = trust_folder()
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in CERTIFICATES | LISTS) if folder.is_dir() else []
    stamps = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    roots, others, lists = _read(stamps)
    authority = demo.authority(Path(settings.HOCAI_KEYS_DIR)) if settings.HOCAI_DEMO else None
    ours = (authority.public_bytes(Encoding.DER),) if authority else ()
    return Trust(roots + ours, others, lists, ask_services=settings.HOCAI_REVOCATION_ONLINE)


def unreadable_files() -> list[str]:
    """Names of files of the trust folder that are no certificate and no list."""
    folder = trust_folder()
    if not folder.is_dir():
        return []
    names = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in CERTIFICATES and not _certificates(path.read_bytes()):
            names.append(path.name)
        if path.suffix.lower() in LISTS and _list(path.read_bytes()) is None:
            names.append(path.name)
    return names


def evidence_for_signing(trust: Trust, seconds: int) -> "ValidationContext":
    """Everything that proves the chain, asked from the authority's services where the folder has not got it."""
    from asn1crypto import crl
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.fetchers import OwnedFetcherBackend
    from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(each) for each in trust.roots],
        other_certs=[asn1_x509.Certificate.load(each) for each in trust.others],
        crls=[crl.CertificateList.load(each) for each in trust.lists],
        allow_fetching=True,
        # Owned: pyHanko closes it when the signature is made.
        fetcher_backend=OwnedFetcherBackend(AIOHttpFetcherBackend(per_request_timeout=seconds)),
        revocation_mode="require",
    )


@lru_cache(maxsize=4)
def _read(stamps: tuple[tuple[str, int, int], ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]:
    roots: list[bytes] = []
    others: list[bytes] = []
    lists: list[bytes] = []
    for name, _, _ in stamps:
        path = Path(name)
        if path.suffix.lower() in LISTS:
            found = _list(path.read_bytes())
            lists += [found] if found else []
            continue
        for certificate in _certificates(path.read_bytes()):
            (roots if certificate.issuer == certificate.subject else others).append(certificate.public_bytes(Encoding.DER))
    return tuple(roots), tuple(others), tuple(lists)


def _certificates(data: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(data) if b"-----BEGIN" in data else [x509.load_der_x509_certificate(data)]
    except ValueError:
        return []


def _list(data: bytes) -> bytes | None:
    try:
        found = x509.load_pem_x509_crl(data) if b"-----BEGIN" in data else x509.load_der_x509_crl(data)
    except ValueError:
        return None
    return found.public_bytes(Encoding.DER)
