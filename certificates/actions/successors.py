"""A document in place of another: after an error of the issuer, or for one that was lost (TT 03/2023/TT-BNV, Điều 5).

The new one has numbers of its own, in the book of the day on which it is issued, and bears that day: nothing is antedated.
What the class did, when, and by which decision stays as it was printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates import corrections, doorbell, letters, snapshots
from certificates.actions import ledger, numbering
from certificates.actions.books import hold_for_successor
from certificates.actions.entering import refuse_unprintable
from certificates.actions.ledger import NewEntry
from certificates.actions.revocations import ENDED, refuse_unless_valid
from certificates.exceptions import CertificateError
from certificates.lifecycle_rules import answer_rule
from certificates.lineage import issuers_after
from certificates.models import Certificate, CertificateRequest, DocumentClass, IssuerAuthorisation, RegisterBook, RegisterEntry
from certificates.rules import signer_on, waits_for_signature
from lms.foundation import audit
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import Organization, User

State, Way, Kind = Certificate.State, Certificate.Way, CertificateRequest.Kind
REASON_LENGTH = 300
# What forms print today and documents of the first layout did not hold.
LATER_FIELDS = {"honorific_en": "", "programme_en": "", "form_en": "", "place_en": snapshots.PLACE_EN}


@dataclass(frozen=True)
class Plan:
    """What is to be made, before a book is held: shown to those who confirm."""

    old: Certificate
    way: str
    issuer: Organization
    document_class: DocumentClass
    printed: dict[str, Any]
    changes: list[corrections.Change]
    day: date
    # Why there is one after a revocation; empty where the old one still counts until this moment.
    reason: str = ""


def plan_reissue(*, certificate: Certificate, right: Mapping[str, str], issuer: Organization | None = None) -> Plan:
    """The same kind of document with the corrected fields.

    Raises CertificateError: correction_…, certificate_…, clock_behind, issuer_gone, issuer_not_successor,
    successor_form_missing, successor_signer_missing; NotEligible signer_ended,
    signer_missing, template_broken.
    """
    differing = corrections.cleaned(certificate.snapshot, right)
    if not differing:
        raise CertificateError("correction_empty")
    plan = _plan(certificate, Way.REISSUE, Kind.ISSUER_ERROR, issuer)
    plan.printed.update(corrections.corrected(plan.printed, differing, plan.day))
    plan.changes.extend(corrections.changes(certificate.snapshot, differing))
    return plan


def plan_replacement(*, certificate: Certificate, issuer: Organization | None = None) -> Plan:
    """In place of a lost one: of a chứng chỉ a giấy chứng nhận hoàn thành khóa học, else of the same kind.

    Raises CertificateError as `plan_reissue`.
    """
    return _plan(certificate, Way.REPLACEMENT, Kind.LOST, issuer)


def plan_renewal(*, certificate: Certificate, reason: str, right: Mapping[str, str], issuer: Organization | None = None) -> Plan:
    """After a revocation that does not hold, or an annulment that cleared the way for a right one: `reason` says which.

    Raises CertificateError: renewal_reason_missing, certificate_not_ended and as `plan_reissue`.
    """
    reason = normalise(reason)
    if not reason:
        raise CertificateError("renewal_reason_missing")
    refuse_unless_ended(certificate)
    plan = replace(_plan_from(certificate, Way.REISSUE, Kind.ISSUER_ERROR, issuer), reason=reason[:REASON_LENGTH])
    differing = corrections.cleaned(certificate.snapshot, right)
    plan.printed.update(corrections.corrected(plan.printed, differing, plan.day))
    plan.changes.extend(corrections.changes(certificate.snapshot, differing))
    return plan


def renew(*, certificate: Certificate, reason: str, right: Mapping[str, str], by: User, issuer: Organization | None = None) -> Certificate:
    """The new document; the revoked one stays revoked. The same again gives the same document.

    Raises CertificateError as `plan_renewal`, own_certificate and book_closed; NotEligible text_unprintable.
    """
    if done := _done(certificate, Way.REISSUE):
        asked = corrections.cleaned(certificate.snapshot, right)
        if all(done.snapshot.get(name) == text for name, text in asked.items()):
            return done
    return _make(plan_renewal(certificate=certificate, reason=reason, right=right, issuer=issuer), by)


def refuse_unless_ended(certificate: Certificate) -> None:
    """Raises CertificateError: certificate_not_ended, certificate_replaced."""
    newer = Certificate.objects.filter(replaces=certificate.pk).first()
    if newer:
        raise CertificateError("certificate_replaced", number=certificate.serial_no, newer=newer.serial_no)
    if certificate.state not in ENDED:
        raise CertificateError("certificate_not_ended", number=certificate.serial_no, state=certificate.get_state_display())


def reissue(*, certificate: Certificate, right: Mapping[str, str], by: User, issuer: Organization | None = None) -> Certificate:
    """The new document; the old one is replaced. The same corrections again give the same document.

    Raises CertificateError as `plan_reissue`, own_certificate and book_closed; NotEligible text_unprintable.
    """
    if done := _done(certificate, Way.REISSUE):
        asked = corrections.cleaned(certificate.snapshot, right)
        if asked and all(done.snapshot.get(name) == text for name, text in asked.items()):
            return done
    return _make(plan_reissue(certificate=certificate, right=right, issuer=issuer), by)


def replace_lost(*, certificate: Certificate, by: User, issuer: Organization | None = None) -> Certificate:
    """The new document; the old one is replaced. A second press gives the same one.

    Raises CertificateError as `plan_replacement`, own_certificate and book_closed.
    """
    return _done(certificate, Way.REPLACEMENT) or _make(plan_replacement(certificate=certificate, issuer=issuer), by)


def _plan(certificate: Certificate, way: str, kind: str, issuer: Organization | None) -> Plan:
    refuse_unless_valid(certificate)
    return _plan_from(certificate, way, kind, issuer)


def _plan_from(certificate: Certificate, way: str, kind: str, issuer: Organization | None) -> Plan:
    day = timezone.localdate()
    if day < certificate.issued_on:
        raise CertificateError(
            "clock_behind", today=format_date(day), issued=format_date(certificate.issued_on), number=certificate.serial_no
        )
    issuers = issuers_after(certificate.issuer, day)
    chosen = issuer or issuers[0]
    if chosen not in issuers:
        raise CertificateError("issuer_not_successor", issuer=chosen.name)
    form = _form(certificate.document_class, answer_rule(kind, day).result_kind(certificate.document_class.kind), day)
    printed = {
        **LATER_FIELDS,
        **certificate.snapshot,
        **snapshots.form_part(form),
        **_issuer_part(chosen),
        **_signer_part(certificate, chosen, form.kind, day),
        "issued_on": day.isoformat(),
        "in_place_of": {"way": str(way), "serial_no": certificate.serial_no, "issued_on": certificate.issued_on.isoformat()},
    }
    return Plan(certificate, way, chosen, form, printed, [], day)


def _form(old: DocumentClass, kind: str, day: date) -> DocumentClass:
    """The form of that kind in force on this day; in the language of the old document where there is one."""
    if old.kind == kind and not old.is_draft and old.is_in_force(day):
        return old
    forms = DocumentClass.objects.released().valid_on(day).filter(kind=kind).newest_first()
    form = forms.filter(language=old.language).first() or forms.first()
    if form is None:
        raise CertificateError("successor_form_missing", kind=DocumentClass.Kind(kind).label, day=format_date(day))
    return form


def _issuer_part(issuer: Organization) -> dict[str, str]:
    """Whoever issues does it in its own name, as it is called now."""
    return {"issuer": issuer.name, "parent_agency": issuer.parent.name if issuer.parent else ""}


def _signer_part(certificate: Certificate, issuer: Organization, kind: str, day: date) -> dict[str, Any]:
    """Who signs today: from the list of signers, else as the assignment of the programme says it."""
    if signer := signer_on(issuer, day):
        return snapshots.signer_part(signer)
    assigned = IssuerAuthorisation.objects.filter(organization=issuer).exclude(signer_name="").valid_on(day)
    programme = getattr(getattr(certificate.enrollment, "trainee", None), "training_class", None)
    same = assigned.filter(programme=programme.programme_id, document_kind=kind) if programme else assigned
    found = same.order_by("-valid_from", "-pk").first() or assigned.order_by("-valid_from", "-pk").first()
    if found is None:
        raise CertificateError("successor_signer_missing", issuer=issuer.name, day=format_date(day))
    return snapshots.signer_part(found)


@transaction.atomic
def _make(plan: Plan, by: User) -> Certificate:
    old_book, new_book = hold_for_successor(plan.old, issuer=plan.issuer, kind=plan.document_class.kind, on=plan.day)
    old = _locked(plan.old)
    if done := _same_before(old, plan):
        return done
    (refuse_unless_ended if plan.reason else refuse_unless_valid)(old)
    if old.enrollment.person_id == by.pk:
        raise CertificateError("own_certificate")
    refuse_unprintable(plan.printed)
    if not plan.reason:
        # Out of the way first: at no moment two documents of one person stand.
        old.state = State.REPLACED
        old.save(update_fields=["state"])
    given = numbering.next_numbers(book=new_book, issuer=plan.issuer, number_code=plan.document_class.number_code)
    waits = waits_for_signature(plan.document_class, plan.issuer)
    new = Certificate.objects.create(
        enrollment_id=old.enrollment_id,
        document_class=plan.document_class,
        issuer=plan.issuer,
        decision_id=old.decision_id,
        way=plan.way,
        replaces=old,
        book=new_book,
        state=State.AWAITING_SIGNATURE if waits else State.VALID,
        snapshot={**plan.printed, **snapshots.numbers_part(given)},
        verification_code=given.code,
        serial_no=given.serial_no,
        register_number=new_book.last_number,
        register_no=given.register_no,
        issued_on=plan.day,
        issued_by=by,
        finalised_at=timezone.now(),
    )
    _write(old, new, plan, (old_book, new_book), by)
    _note(old, new, plan, by)
    return new


def _write(old: Certificate, new: Certificate, plan: Plan, books: tuple[RegisterBook | None, RegisterBook], by: User) -> None:
    """The line of the old one in its own book, where it stood until now; that of the new one in the book of this day."""
    old_book, new_book = books
    why = {"way": str(plan.way), **({"reason": plan.reason} if plan.reason else {})}
    issued = NewEntry(RegisterEntry.Event.ISSUED, new, more={"in_place_of": old.serial_no, **why})
    replaced = NewEntry(RegisterEntry.Event.REPLACED, old, more={"replaced_by": new.serial_no, **why})
    before = [] if plan.reason else [replaced]
    if old_book is None or old_book.pk == new_book.pk:
        ledger.append(book=new_book, entries=[*before, issued], by=by)
    else:
        ledger.append(book=old_book, entries=before, by=by)
        ledger.append(book=new_book, entries=[issued], by=by)


def _locked(certificate: Certificate) -> Certificate:
    found = Certificate.objects.select_for_update(of=("self",))
    return found.select_related("issuer", "document_class", "enrollment__person", "replaced_by", "revocation").get(pk=certificate.pk)


def _done(certificate: Certificate, way: str) -> Certificate | None:
    """What a press before has made of it."""
    return Certificate.objects.filter(replaces=certificate.pk, way=way).first()


def _same_before(old: Certificate, plan: Plan) -> Certificate | None:
    """Made by somebody else a moment ago, while this one waited for the book."""
    newer = getattr(old, "replaced_by", None)
    if newer is None or newer.way != plan.way:
        return None
    return newer if all(newer.snapshot.get(name) == plan.printed.get(name) for name in corrections.FIELDS) else None


def _note(old: Certificate, new: Certificate, plan: Plan, by: User) -> None:
    fields = [change.field for change in plan.changes]
    if not plan.reason:
        audit.record(by, "certificate.replace", old, before={"state": State.VALID}, after={"state": State.REPLACED, "by": new.serial_no})
    said = {"serial_no": new.serial_no, "replaces": old.serial_no, "fields": fields, "reason": plan.reason}
    audit.record(by, f"certificate.{plan.way}", new, after=said)
    letters.tell(old.enrollment.person, "replaced", number=old.serial_no, new=new.serial_no)
    transaction.on_commit(partial(doorbell.ring, new.pk))
