"""A request for another document: asked by the holder or on paper, answered within the working days of the rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from certificates import corrections, letters
from certificates.actions import successors
from certificates.actions.revocations import refuse_unless_valid
from certificates.exceptions import CertificateError
from certificates.lifecycle_rules import answer_rule
from certificates.models import Certificate, CertificateRequest
from lms.foundation import audit
from lms.foundation.holidays import after_working_days
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import format_date, normalise_lines
from lms.people.models import Organization, User

State, Kind = CertificateRequest.State, CertificateRequest.Kind
TEXT_LENGTH, ANSWER_LENGTH = 1000, 500


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; `corrections` by field of the document, only after an error of the issuer."""

    kind: str
    text: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)
    paper: Paper | None = None


def ask(*, certificate: Certificate, wish: Wish, by: User) -> CertificateRequest:
    """Today, by its holder. Raises CertificateError as `enter`."""
    return enter(certificate=certificate, wish=wish, received_on=timezone.localdate(), by=by)


@transaction.atomic
def enter(*, certificate: Certificate, wish: Wish, received_on: date, by: User) -> CertificateRequest:
    """A request that came on this day; the clock runs from it. The same one again, as by a double click, changes nothing.

    Raises CertificateError: request_text_missing, request_in_future, request_before_issue, request_waits,
    answer_rule_missing, correction_…, certificate_replaced, certificate_revoked, certificate_not_final.
    """
    current = _locked_certificate(certificate)
    text = normalise_lines(wish.text)[:TEXT_LENGTH].strip()
    right = corrections.cleaned(current.snapshot, wish.corrections) if wish.kind == Kind.ISSUER_ERROR else {}
    waiting = CertificateRequest.objects.waiting().filter(certificate=current).first()
    if waiting:
        if (waiting.kind, waiting.text, waiting.corrections) == (wish.kind, text, right) and waiting.asked_by_id == by.pk:
            return waiting
        raise CertificateError("request_waits", day=format_date(waiting.received_on))
    refuse_unless_valid(current)
    if not text and not right:
        raise CertificateError("request_text_missing")
    _check_day(received_on, current)
    rule = answer_rule(wish.kind, received_on)
    made = CertificateRequest.objects.create(
        certificate=current,
        kind=wish.kind,
        text=text,
        corrections=right,
        file_sha256=wish.paper.sha256 if wish.paper else "",
        file_name=wish.paper.name if wish.paper else "",
        received_on=received_on,
        due_on=after_working_days(received_on, rule.working_days),
        legal_basis=rule.legal_basis,
        asked_by=by,
    )
    audit.record(by, "certificate_request.ask", made, after={"kind": made.kind, "received_on": received_on, "due_on": made.due_on})
    return made


def _check_day(received_on: date, certificate: Certificate) -> None:
    if received_on > timezone.localdate():
        raise CertificateError("request_in_future", day=format_date(received_on))
    if received_on < certificate.issued_on:
        raise CertificateError("request_before_issue", day=format_date(received_on), issued=format_date(certificate.issued_on))


@transaction.atomic
def grant(
    *, request: CertificateRequest, answer: str, by: User, right: Mapping[str, str] | None = None, issuer: Organization | None = None
) -> CertificateRequest:
    """Makes the new document and tells the holder. `right`: the corrections as the registrar has checked them. Twice changes nothing.

    Raises CertificateError: answer_missing, request_decided and those of `successors`.
    """
    if not answer.strip():
        raise CertificateError("answer_missing")
    # Books first, as everybody who writes into the register; only then the request.
    asked = CertificateRequest.objects.select_related("certificate").get(pk=request.pk)
    if asked.state == State.GRANTED:
        return asked
    _refuse_decided(asked)
    if asked.kind == Kind.LOST:
        result = successors.replace_lost(certificate=_with_parts(asked.certificate), by=by, issuer=issuer)
    else:
        result = successors.reissue(
            certificate=_with_parts(asked.certificate), right=asked.corrections if right is None else right, by=by, issuer=issuer
        )
    locked = _locked(request)
    if locked.state == State.GRANTED:
        return locked
    _refuse_decided(locked)
    locked.result = result
    return _settle(locked, State.GRANTED, answer, by)


@transaction.atomic
def refuse(*, request: CertificateRequest, answer: str, by: User) -> CertificateRequest:
    """The document stays; the answer says why. Twice changes nothing. Raises CertificateError: answer_missing, request_decided, own_certificate."""
    if not answer.strip():
        raise CertificateError("answer_missing")
    locked = _locked(request)
    if locked.state == State.REFUSED:
        return locked
    _refuse_decided(locked)
    if locked.certificate.enrollment.person_id == by.pk:
        raise CertificateError("own_certificate")
    return _settle(locked, State.REFUSED, answer, by)


@transaction.atomic
def withdraw(*, request: CertificateRequest, by: User) -> CertificateRequest:
    """Taken back before it was answered. Twice changes nothing. Raises CertificateError request_decided."""
    locked = _locked(request)
    if locked.state == State.WITHDRAWN:
        return locked
    _refuse_decided(locked)
    locked.state = State.WITHDRAWN
    locked.save(update_fields=["state"])
    audit.record(by, "certificate_request.withdraw", locked)
    return locked


def _locked(request: CertificateRequest) -> CertificateRequest:
    found = CertificateRequest.objects.select_for_update(of=("self",))
    return found.select_related("certificate__enrollment__person").get(pk=request.pk)


def _locked_certificate(certificate: Certificate) -> Certificate:
    found = Certificate.objects.select_for_update(of=("self",))
    return found.select_related("replaced_by", "revocation").get(pk=certificate.pk)


def _with_parts(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_related("issuer__parent", "document_class", "replaced_by", "revocation").get(pk=certificate.pk)


def _refuse_decided(request: CertificateRequest) -> None:
    if request.state != State.ASKED:
        raise CertificateError("request_decided", state=request.get_state_display())


def _settle(request: CertificateRequest, state: str, answer: str, by: User) -> CertificateRequest:
    request.state, request.answer = state, normalise_lines(answer)[:ANSWER_LENGTH]
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["state", "answer", "decided_by", "decided_at", "result"])
    audit.record(by, f"certificate_request.{state}", request, after={"certificate": request.certificate.serial_no})
    letters.tell(request.certificate.enrollment.person, state, number=request.certificate.serial_no, answer=request.answer)
    return request
