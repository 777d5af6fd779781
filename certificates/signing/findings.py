"""What the signatures of a file are worth, in sentences for people. Plain values: nothing of the file's own objects."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.foundation.vietnamese import format_date


class Verdict(StrEnum):
    """The worst thing that was found."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_COMPLEX = "too_complex"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    REVOKED = "revoked"
    NOT_IN_FORCE = "not_in_force"
    # A key or digest that anybody could break by now.
    WEAK = "weak"
    UNTRUSTED = "untrusted"
    DEMO = "demo"
    # Everything fits, and nobody could say whether the certificate was revoked.
    UNCHECKED = "unchecked"
    GOOD = "good"


KINDS = {Verdict.GOOD: "ok", Verdict.UNCHECKED: "warn", Verdict.DEMO: "warn", Verdict.UNTRUSTED: "warn", Verdict.UNSIGNED: "info"}


@dataclass(frozen=True)
class Signature:
    """One signature of the file. `signer` is empty where it is broken so badly that nobody can be named."""

    signer: str = ""
    organization: str = ""
    issuer: str = ""
    certificate_sha256: str = ""
    certificate_from: datetime | None = None
    certificate_to: datetime | None = None
    signed_at: datetime | None = None
    timestamped_at: datetime | None = None
    timestamped_by: str = ""
    has_bad_timestamp: bool = False
    is_intact: bool = False
    is_trusted: bool = False
    was_in_force: bool = False
    is_weak: bool = False
    is_demo: bool = False
    revocation: str = "unknown"
    revoked_at: datetime | None = None
    is_revoked_later: bool = False
    algorithm: str = ""

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Signature":
        subject, revocation = facts.get("subject") or {}, facts.get("revocation") or {}
        return cls(
            signer=subject.get("name", ""),
            organization=subject.get("organization", ""),
            issuer=subject.get("issuer", ""),
            certificate_sha256=subject.get("sha256", ""),
            certificate_from=_moment(subject.get("not_before")),
            certificate_to=_moment(subject.get("not_after")),
            signed_at=_moment(facts.get("signed_at")),
            timestamped_at=_moment(facts.get("timestamped_at")),
            timestamped_by=facts.get("timestamped_by", ""),
            has_bad_timestamp=facts.get("has_bad_timestamp", False),
            is_intact=facts.get("is_intact", False),
            is_trusted=facts.get("is_trusted", False),
            was_in_force=facts.get("was_in_force", False),
            is_weak=facts.get("trust_problem") == "CRYPTO_CONSTRAINTS_FAILURE",
            is_demo=subject.get("is_demo", False),
            revocation=revocation.get("state", "unknown"),
            revoked_at=_moment(revocation.get("at")),
            is_revoked_later=revocation.get("is_later", False),
            algorithm=f"{facts.get('algorithm', '')} {facts.get('digest', '')}".strip(),
        )

    @property
    def verdict(self) -> Verdict:
        if not self.is_intact:
            return Verdict.ALTERED
        if self.revocation == "revoked":
            return Verdict.REVOKED
        if not self.was_in_force:
            return Verdict.NOT_IN_FORCE
        if self.is_weak:
            return Verdict.WEAK
        # Said before anything about trust: outside the demonstration its authority is trusted by nobody.
        if self.is_demo:
            return Verdict.DEMO
        if not self.is_trusted:
            return Verdict.UNTRUSTED
        return Verdict.GOOD if self.revocation == "good" else Verdict.UNCHECKED

    @property
    def sentences(self) -> list[str]:
        if not self.signer:
            return [_("The signature is damaged; nobody can tell who signed.")]
        found = [self._who(), self._when(), self._integrity(), self._trust(), self._force(), self._revocation()]
        if self.is_demo:
            found.insert(0, _("THIS IS A DEMONSTRATION SIGNATURE WITHOUT ANY LEGAL VALUE."))
        return [sentence for sentence in found if sentence]

    def _who(self) -> str:
        name = f"{self.signer} ({self.organization})" if self.organization and self.organization != self.signer else self.signer
        period = {"from": _day(self.certificate_from), "to": _day(self.certificate_to)}
        return _("Signed by %(name)s. The certificate was issued by %(issuer)s and runs from %(from)s to %(to)s.") % {
            "name": name, "issuer": self.issuer, **period,
        }  # fmt: skip

    def _when(self) -> str:
        if self.timestamped_at:
            return _("Signed at %(at)s, proven by a timestamp of %(by)s.") % {"at": _clock(self.timestamped_at), "by": self.timestamped_by}
        if self.has_bad_timestamp:
            return _("Signed at %(at)s by the signer's own clock; the timestamp in the file is not valid and does not count.") % {
                "at": _clock(self.signed_at)
            }
        return _("Signed at %(at)s by the signer's own clock; there is no timestamp.") % {"at": _clock(self.signed_at)}

    def _integrity(self) -> str:
        if self.is_intact:
            return _("What was signed has not been changed.")
        return _("The content was changed after signing, or the signature does not fit: do not use this file.")

    def _trust(self) -> str:
        if not self.is_intact:
            return ""
        if self.is_weak:
            return _("The key or the digest of the signature is too weak: it could be forged.")
        if self.is_trusted:
            return _("The certificate leads to an authority that this site trusts.")
        return _("The certificate does not lead to any authority that this site trusts: it is not known who really signed.")

    def _force(self) -> str:
        if self.was_in_force:
            return _("The certificate was in force when it signed.")
        return _("The certificate was not in force when it signed: not yet, or no longer.")

    def _revocation(self) -> str:
        if self.revocation == "revoked":
            return _("The certificate had been revoked on %(day)s, before it signed.") % {"day": _day(self.revoked_at)}
        if self.is_revoked_later and not self.timestamped_at:
            return _(
                "Warning: the certificate was revoked on %(day)s. The file says that it was signed before; no timestamp proves it."
            ) % {"day": _day(self.revoked_at)}
        if self.revocation == "good":
            return _("The certificate was not revoked when it signed.")
        return _("Warning: whether the certificate was revoked could not be checked.")


@dataclass(frozen=True)
class Findings:
    """What was found in a file. The first signature speaks for it; all of them must hold."""

    state: str
    signatures: tuple[Signature, ...] = ()
    covers_whole_file: bool = False
    has_long_term_data: bool = False
    # Against the unsigned file, where one was given: nothing but signatures was added to it.
    is_only_signed: bool | None = None
    facts: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Findings":
        return cls(
            state=facts["state"],
            signatures=tuple(Signature.from_facts(each) for each in facts["signatures"]),
            covers_whole_file=facts.get("is_covered", False),
            has_long_term_data=facts.get("has_long_term_data", False),
            is_only_signed=facts.get("is_only_signed"),
            facts=facts,
        )

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Findings":
        """As they were stored by `as_plain`."""
        return cls.from_facts(plain["facts"])

    def as_plain(self) -> dict[str, Any]:
        """For JSON columns: the facts, and the sentences in Vietnamese as they were said."""
        with translation.override(settings.LANGUAGE_CODE):
            return {"verdict": self.verdict.value, "sentences": self.sentences, "facts": self.facts}

    @property
    def is_signed(self) -> bool:
        return self.state == "signed"

    @property
    def first(self) -> Signature:
        return self.signatures[0] if self.signatures else Signature()

    @property
    def signer(self) -> str:
        return self.first.signer

    @property
    def issuer(self) -> str:
        """Of the certificate."""
        return self.first.issuer

    @property
    def certificate_sha256(self) -> str:
        return self.first.certificate_sha256

    @property
    def signed_at(self) -> datetime | None:
        return self.first.signed_at

    @property
    def timestamped_at(self) -> datetime | None:
        return self.first.timestamped_at

    @property
    def is_intact(self) -> bool:
        return bool(self.signatures) and all(each.is_intact for each in self.signatures)

    @property
    def is_trusted(self) -> bool:
        return bool(self.signatures) and all(each.is_trusted for each in self.signatures)

    @property
    def is_demo(self) -> bool:
        return any(each.is_demo for each in self.signatures)

    @property
    def revocation(self) -> str:
        states = {each.revocation for each in self.signatures}
        return "revoked" if "revoked" in states else "good" if states == {"good"} else "unknown"

    @property
    def verdict(self) -> Verdict:
        if not self.is_signed:
            return Verdict(self.state)
        order = list(Verdict)
        return min((each.verdict for each in self.signatures), key=order.index)

    @property
    def is_good(self) -> bool:
        """Unchanged, in force, trusted and not known to be revoked. A demonstration's counts only in the demonstration."""
        return self.is_trusted and self.verdict in (Verdict.GOOD, Verdict.UNCHECKED, Verdict.DEMO)

    @property
    def kind(self) -> str:
        """Of the badge and the callout: ok, warn, bad or info."""
        return KINDS.get(self.verdict, "bad")

    @property
    def headline(self) -> str:
        """The verdict in one sentence."""
        return _headlines()[self.verdict]

    @property
    def sentences(self) -> list[str]:
        """The verdict first, then everything that the check found."""
        found = [self.headline]
        for signature in self.signatures:
            found += signature.sentences
        if self.is_intact and not self.covers_whole_file:
            found.append(_("Something was added to the file after signing that does not change what was signed."))
        if self.has_long_term_data:
            found.append(_("The file carries what is needed to check it in later years."))
        return found


def _headlines() -> dict[Verdict, str]:
    return {
        Verdict.UNREADABLE: _("This file cannot be read as a PDF, or it is damaged."),
        Verdict.ENCRYPTED: _("This PDF has a password; choose a file without one."),
        Verdict.TOO_COMPLEX: _("This file is larger or more complicated than any certificate and was not checked."),
        Verdict.UNSIGNED: _("This file has no electronic signature."),
        Verdict.ALTERED: _("The signature does not hold: the file was changed after signing."),
        Verdict.REVOKED: _("The signature does not hold: the certificate had been revoked."),
        Verdict.NOT_IN_FORCE: _("The signature does not hold: the certificate was not in force at that time."),
        Verdict.WEAK: _("The signature does not count: its key or digest is too weak."),
        Verdict.UNTRUSTED: _("The file is unchanged; it is not known who signed it."),
        Verdict.DEMO: _("The file is unchanged and carries a demonstration signature: no legal value."),
        Verdict.UNCHECKED: _("The signature holds; whether the certificate was revoked could not be checked."),
        Verdict.GOOD: _("The signature is valid."),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(moment: datetime | None) -> str:
    return format_date(timezone.localdate(moment)) if moment else "–"


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}" if moment else "–"
