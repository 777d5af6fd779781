"""Finding a document by its code, by its number, or by the digest of its file: each in a few queries, however many there are."""

from django.db.models import Q

from certificates.actions.files import is_ours
from certificates.history import history_of
from certificates.models import Certificate, CertificateFile
from certificates.models.certificates import PUBLISHED
from certificates.register_check import check_row
from certificates.signing.findings import Findings
from certificates.verifying import holder
from certificates.verifying.answers import Answer, Outcome, Version, Way
from certificates.verifying.holder import Claim
from lms.foundation.keyed_seals import KeyMissing

# Issuers may share a register number; nobody looks through more of them.
MOST_CANDIDATES = 20


def by_code(code: str) -> Answer:
    """The code stands on the document alone: who has it may see what is printed."""
    found = list(Certificate.objects.published().filter(verification_code=code).order_by()) if code else []
    return about(found[0], Way.CODE) if found else Answer(Outcome.UNKNOWN, Way.CODE)


def by_number(number: str, claim: Claim, *, needs_issue_date: bool = False) -> Answer:
    """A number is no secret: only who knows name and birth date learns anything, even whether the number exists."""
    numbered = Certificate.objects.published().filter(Q(serial_no=number) | Q(register_no=number))
    candidates = list(numbered.order_by()[:MOST_CANDIDATES])
    judged = [
        holder.knows(claim, printed, needs_issue_date=needs_issue_date)
        for printed in [each.snapshot for each in candidates] or [holder.NOBODY]
    ]
    known = [certificate for certificate, fits in zip(candidates, judged, strict=False) if fits]
    # Two documents with one number, name and birth date: saying either would be a guess.
    return about(known[0], Way.NUMBER) if len(known) == 1 else Answer(Outcome.UNKNOWN, Way.NUMBER)


def by_digest(sha256: str) -> Answer | None:
    """Whether a file with this digest was given out by us; None when it was not."""
    for version in CertificateFile.objects.filter(sha256=sha256).select_related("certificate"):
        certificate = version.certificate
        if certificate.state in PUBLISHED and _is_ours(version):
            which = Version.CURRENT if certificate.file_sha256 == sha256 else Version.EARLIER
            # As found on arrival: what was signed cannot have changed, for the digest is the same.
            findings = Findings.from_plain(version.findings) if version.findings.get("facts") else None
            return about(certificate, Way.FILE, version=which, signature=findings)
    return None


def about(certificate: Certificate, way: Way, **more: object) -> Answer:
    """The answer about a document that was found: nothing is confirmed from a record that was changed."""
    row = check_row(certificate)
    if not row.is_intact:
        return Answer(Outcome.UNCONFIRMED, way, row=row)
    return Answer(Outcome(certificate.state), way, certificate, row, history_of(certificate), **more)  # type: ignore[arg-type]


def exists(numbers: list[str], codes: list[str]) -> tuple[str, bool]:
    """(the first number or code of these that is on a document of ours, whether it is a code)."""
    found = Certificate.objects.published().filter(Q(serial_no__in=numbers) | Q(verification_code__in=codes))
    row = found.values_list("serial_no", "verification_code").first()
    if row is None:
        return "", False
    return (row[1], True) if row[1] in codes else (row[0], False)


def _is_ours(version: CertificateFile) -> bool:
    try:
        return is_ours(version)
    except KeyMissing:  # it cannot be told now, so it is not confirmed
        return False
