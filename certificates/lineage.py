"""Who acts for an issuer that was merged, split or dissolved (TT 03/2023/TT-BNV, Điều 8: its direct superior)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from certificates.exceptions import CertificateError
from lms.foundation.vietnamese import format_date
from lms.people.models import Organization


@dataclass(frozen=True)
class Competence:
    """Those who may decide about the documents of an issuer on a day, the likeliest first, and a sentence that says why."""

    issuer: Organization
    deciders: list[Organization]
    sentence: str

    @property
    def issuer_is_gone(self) -> bool:
        return self.issuer not in self.deciders


def is_gone(organization: Organization, on: date) -> bool:
    """Merged, split or dissolved before that day."""
    return organization.valid_to is not None and organization.valid_to < on


def competence_of(issuer: Organization, on: date) -> Competence:
    """The issuer; where it exists no more its direct superior and those who took over from it."""
    if not is_gone(issuer, on):
        return Competence(issuer, [issuer], _("%(issuer)s issued this document and decides about it.") % {"issuer": issuer.name})
    superior = _superior(issuer, on)
    deciders = [*([superior] if superior else []), *successors_of(issuer, on)]
    names = {"issuer": issuer.name, "day": format_date(issuer.valid_to or on), "names": "; ".join(row.name for row in deciders)}
    if not deciders:
        return Competence(issuer, [], _("%(issuer)s ended on %(day)s, and no superior or successor is recorded.") % names)
    return Competence(
        issuer,
        deciders,
        _("%(issuer)s ended on %(day)s. In its place decides its superior or whoever took over from it: %(names)s.") % names,
    )


def successors_of(organization: Organization, on: date) -> list[Organization]:
    """Those in force on that day who took over, also through others that have ended since, by name."""
    found: dict[int, Organization] = {}
    seen, waiting = {organization.pk}, [organization]
    while waiting:
        for successor in waiting.pop().successors.select_related("parent"):
            if successor.pk in seen:
                continue
            seen.add(successor.pk)
            if is_gone(successor, on):
                waiting.append(successor)
            elif successor.valid_from is None or successor.valid_from <= on:
                found[successor.pk] = successor
    return sorted(found.values(), key=lambda row: (row.name, row.pk))


def issuers_after(issuer: Organization, on: date) -> list[Organization]:
    """In whose name a document that takes the place of one of this issuer is issued on that day.

    Raises CertificateError issuer_gone.
    """
    if not is_gone(issuer, on):
        return [issuer]
    institutions = [row for row in successors_of(issuer, on) if row.kind == Organization.Kind.TRAINING_INSTITUTION]
    if not institutions:
        raise CertificateError("issuer_gone", issuer=issuer.name, day=format_date(issuer.valid_to or on))
    return institutions


def _superior(issuer: Organization, on: date) -> Organization | None:
    """The nearest one above that still exists."""
    return next((row for row in issuer.ancestors_and_self()[1:] if not is_gone(row, on)), None)
