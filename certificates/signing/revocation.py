"""Whether a certificate was revoked when it signed: from lists and answers that are there, else from the authority's services."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import RevokedError, ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from .trusted import Trust

SERVICE_SECONDS = 4
GOOD, REVOKED, UNKNOWN = "good", "revoked", "unknown"


@dataclass(frozen=True)
class Evidence:
    """Certificates, lists and answers: of the trust folder and of the file itself."""

    roots: list[x509.Certificate]
    others: list[x509.Certificate]
    lists: list[crl.CertificateList]
    answers: list[ocsp.OCSPResponse] = field(default_factory=list)
    is_embedded: bool = False

    @classmethod
    def gather(cls, reader: PdfFileReader, trust: Trust) -> "Evidence":
        others, lists, answers = _embedded(reader)
        return cls(
            roots=[x509.Certificate.load(each) for each in trust.roots],
            others=[*(x509.Certificate.load(each) for each in trust.others), *others],
            lists=[*(crl.CertificateList.load(each) for each in trust.lists), *lists],
            answers=answers,
            is_embedded=bool(lists or answers),
        )

    def context(self, at: datetime, mode: str = "soft-fail", others: Sequence[x509.Certificate] = ()) -> ValidationContext:
        """Nothing is fetched here; a list that is newer than the signature counts for it too."""
        return ValidationContext(
            trust_roots=self.roots, other_certs=[*self.others, *others], crls=self.lists, ocsps=self.answers,
            moment=at, revocation_mode=mode, retroactive_revinfo=True, time_tolerance=timedelta(minutes=5),
        )  # fmt: skip


@dataclass(frozen=True)
class Revocation:
    state: str = UNKNOWN
    revoked_at: datetime | None = None
    # Revoked after the time that the signature names.
    is_later: bool = False


async def revocation_of(path: ValidationPath, evidence: Evidence, at: datetime, *, ask_services: bool) -> Revocation:
    """For a chain that leads to a root we trust: only then are the addresses written in its certificates asked."""
    found = Revocation()
    if evidence.lists or evidence.answers:
        found = await _in_evidence(path, evidence, at)
    if found.state == UNKNOWN and ask_services:
        found = await _asked(path, evidence, at)
    return found


async def _in_evidence(path: ValidationPath, evidence: Evidence, at: datetime) -> Revocation:
    state = GOOD
    try:
        await async_validate_path(evidence.context(at, "require"), path)
    except RevokedError as error:
        return Revocation(REVOKED, error.revocation_dt)
    except ValidationError:
        state = UNKNOWN
    try:
        # A milder mode would look into a list only where the certificate itself names one.
        await async_validate_path(evidence.context(_within(path, datetime.now(UTC)), "require"), path)
    except RevokedError as error:
        return Revocation(GOOD, error.revocation_dt, is_later=True)
    except ValidationError:
        pass
    return Revocation(state)


async def _asked(path: ValidationPath, evidence: Evidence, at: datetime) -> Revocation:
    """As it is today; of a certificate that has run out its authority need not know any more."""
    backend = AIOHttpFetcherBackend(per_request_timeout=SERVICE_SECONDS)
    context = ValidationContext(
        trust_roots=evidence.roots, other_certs=evidence.others, crls=evidence.lists, ocsps=evidence.answers,
        allow_fetching=True, fetcher_backend=backend, revocation_mode="require",
    )  # fmt: skip
    try:
        await async_validate_path(context, path)
    except RevokedError as error:
        is_later = error.revocation_dt > at
        return Revocation(GOOD if is_later else REVOKED, error.revocation_dt, is_later)
    except (ValidationError, OSError, TimeoutError):
        return Revocation()
    finally:
        with contextlib.suppress(OSError):
            await backend.close()
    return Revocation(GOOD)


def _within(path: ValidationPath, at: datetime) -> datetime:
    """Today, or the last day of a certificate that has run out."""
    leaf = path.leaf
    if not isinstance(leaf, x509.Certificate):
        return at
    return max(min(at, leaf.not_valid_after), leaf.not_valid_before)


def _embedded(reader: PdfFileReader) -> tuple[list[x509.Certificate], list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """What the file brings along for later years (PAdES B-LT)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], [], []
    context = store.as_validation_context({"trust_roots": []})
    return list(store.load_certs()), list(context.crls), list(context.ocsps)
