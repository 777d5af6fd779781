"""Confirming that somebody completed an open course: the same line as a class's certificates, without a decision."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates import doorbell, rules, snapshots
from certificates.actions import ledger, numbering
from certificates.actions.document_forms import version_in_force
from certificates.actions.entering import refuse_unprintable
from certificates.actions.ledger import NewEntry
from certificates.completion import TAKEN_BACK, Standing, confirmed, standing_of
from certificates.exceptions import NotEligible
from certificates.models import Certificate, ConfirmationTerms, DocumentClass, RegisterBook, RegisterEntry, Signer
from lms.foundation import audit
from lms.foundation.vietnamese import format_date
from lms.learning.models import Enrollment
from lms.people.models import Organization, User

__all__ = ["confirm", "standing_of"]

State = Certificate.State


@transaction.atomic
def confirm(*, enrollment: Enrollment, by: User | None = None) -> Certificate:
    """The confirmation of this place in a course, dated today; the same one when it was given before. `by=None`: the learner.

    Raises NotEligible: confirmation_not_offered, conditions_open, confirmation_taken_back, text_unprintable, clock_set_back,
    template_broken, and what is wrong with the terms: confirmation_form_missing, issuer_not_institution,
    confirmation_issuer_ended, signer_missing_today; CertificateError: book_closed.
    """
    standing = standing_of(enrollment)
    if standing is None:
        raise NotEligible("confirmation_not_offered")
    terms, day = standing.terms, timezone.localdate()
    book = numbering.lock_book(issuer=terms.issuer, kind=terms.document_class.kind, year=day.year)
    # Whoever holds the book sees what a second press a moment ago has given.
    if given := confirmed(enrollment):
        return _standing_one(given)
    _check(standing, day)
    numbering.check_clock(book)
    certificate = _enter(standing, book, form=_form(terms, day), by=by or enrollment.person)
    audit.record(by or enrollment.person, "certificate.confirm", certificate, after={"terms": terms.pk, "serial_no": certificate.serial_no})
    transaction.on_commit(partial(doorbell.ring, certificate.pk))
    return certificate


def _standing_one(given: Certificate) -> Certificate:
    if given.state in TAKEN_BACK:
        raise NotEligible("confirmation_taken_back", number=given.serial_no)
    return given


def _check(standing: Standing, day: date) -> None:
    issuer = standing.terms.issuer
    if not standing.is_complete:
        raise NotEligible("conditions_open", reasons=standing.missing)
    if issuer.kind != Organization.Kind.TRAINING_INSTITUTION:
        raise NotEligible("issuer_not_institution", issuer=issuer.name)
    if issuer.valid_to and issuer.valid_to < day:
        raise NotEligible("confirmation_issuer_ended", issuer=issuer.name)


def _form(terms: ConfirmationTerms, day: date) -> DocumentClass:
    """The version in force: the terms name a form, which may have got a newer version since."""
    form = version_in_force(terms.document_class, day)
    if form is None:
        raise NotEligible("confirmation_form_missing", title=terms.document_class.title)
    return form


def _enter(standing: Standing, book: RegisterBook, *, form: DocumentClass, by: User) -> Certificate:
    """Numbers, snapshot, row and the line in the register."""
    enrollment, terms, day = standing.enrollment, standing.terms, timezone.localdate()
    signer = _signer(terms, day)
    given = numbering.next_numbers(book=book, issuer=terms.issuer, number_code=form.number_code)
    snapshot = {**open_course_part(enrollment, terms, form, day), **snapshots.signer_part(signer), **snapshots.numbers_part(given)}
    refuse_unprintable(snapshot)
    certificate = Certificate.objects.create(
        enrollment=enrollment,
        document_class=form,
        issuer=terms.issuer,
        decision=None,
        way=Certificate.Way.OPEN_COURSE,
        book=book,
        state=State.AWAITING_SIGNATURE if rules.waits_for_signature(form, terms.issuer) else State.VALID,
        snapshot=snapshot,
        verification_code=given.code,
        serial_no=given.serial_no,
        register_number=book.last_number,
        register_no=given.register_no,
        issued_on=day,
        issued_by=by,
        finalised_at=timezone.now(),
    )
    ledger.append(book=book, entries=[NewEntry(RegisterEntry.Event.ISSUED, certificate)], by=by)
    return certificate


def open_course_part(enrollment: Enrollment, terms: ConfirmationTerms, form: DocumentClass, day: date) -> dict[str, Any]:
    """The course in place of a class, the learner without an agency, and the terms, which stand in for a decision."""
    asked = ("pk", "source", "needs_all_lessons", "least_percent")
    return {
        **snapshots.course_part(terms, on=day, begun_on=timezone.localdate(enrollment.enrolled_at), document_class=form),
        **snapshots.person_part(enrollment.person, day),
        "terms": {name: getattr(terms, name) for name in asked},
    }


def _signer(terms: ConfirmationTerms, day: date) -> Signer:
    """The learner cannot mend the list of signers: one sentence for whatever is wrong with it."""
    try:
        signer = rules.signer_on(terms.issuer, day)
    except NotEligible:
        signer = None
    if signer is None:
        raise NotEligible("signer_missing_today", issuer=terms.issuer.name, day=format_date(day))
    return signer
