"""Whether a file that came back signed can be taken: pure rules over what the check found."""

from certificates.exceptions import CertificateError
from certificates.models import SigningProfile
from certificates.signing.findings import Findings, Verdict

# What stands at once for a sentence of its own.
BY_VERDICT = {
    Verdict.UNREADABLE: "signed_unreadable",
    Verdict.ENCRYPTED: "signed_encrypted",
    Verdict.TOO_COMPLEX: "signed_too_complex",
    Verdict.UNSIGNED: "signed_missing",
    Verdict.ALTERED: "signed_altered",
    Verdict.REVOKED: "signed_revoked",
    Verdict.NOT_IN_FORCE: "signed_not_in_force",
    Verdict.WEAK: "signed_weak",
}


def why_refused(findings: Findings, profile: SigningProfile, *, is_demo: bool) -> CertificateError | None:
    """None where the file can be taken. `is_demo`: the site is a demonstration, whose signatures count among themselves."""
    if code := BY_VERDICT.get(findings.verdict):
        return CertificateError(code)
    if not findings.is_only_signed:
        return CertificateError("signed_other_content")
    if findings.is_demo and not is_demo:
        return CertificateError("signed_demo")
    expected = profile.certificate_sha256.lower()
    if expected:
        return _of_another(findings, expected)
    # Without a fingerprint only the chain tells who may sign.
    return None if findings.is_trusted else CertificateError("signed_untrusted", name=findings.signer)


def _of_another(findings: Findings, expected: str) -> CertificateError | None:
    if expected in {each.certificate_sha256 for each in findings.signatures}:
        return None
    return CertificateError("signed_by_another", name=findings.signer)
