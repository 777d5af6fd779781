"""Numbered blanks (phôi): entered as they come from the printing house, spoiled with a record, released when a document is void."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.exceptions import CertificateError
from certificates.models import Blank, BlankRange, Certificate, PrintLine
from certificates.models.certificates import STANDING
from lms.foundation import audit
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import Organization, User

MOST_AT_ONCE = 20_000
REASON_LENGTH = 300
State = Blank.State


@transaction.atomic
def enter_range(
    *,
    issuer: Organization,
    document_kind: str,
    first: int,
    last: int,
    received_on: date,
    by: User,
    prefix: str = "",
    digits: int = 6,
    note: str = "",
) -> BlankRange:
    """A package of blanks and a row for every number.

    Raises CertificateError: blank_range_backwards, blank_range_too_long, blank_digits_too_few, blank_received_in_future,
    blank_number_exists.
    """
    # Two registrars who enter packages of one issuer do so one after the other.
    issuer = Organization.objects.select_for_update().get(pk=issuer.pk)
    package = BlankRange(
        issuer=issuer, document_kind=document_kind, prefix=normalise(prefix).upper(), first=first, last=last, digits=digits,
        received_on=received_on, note=normalise(note), entered_by=by,
    )  # fmt: skip
    check_range(package)
    package.save()
    Blank.objects.bulk_create(
        [
            Blank(range=package, issuer=issuer, document_kind=document_kind, number=number, text=text)
            for number, text in numbers_of(package)
        ],
        batch_size=1000,
    )
    audit.record(by, "blank.enter_range", package, after={"range": str(package), "kind": document_kind, "n": last - first + 1})
    return package


def check_range(package: BlankRange) -> None:
    """Refuses what cannot be entered; reads only. Raises as `enter_range`."""
    if package.last < package.first:
        raise CertificateError("blank_range_backwards")
    if (count := package.last - package.first + 1) > MOST_AT_ONCE:
        raise CertificateError("blank_range_too_long", n=count, most=MOST_AT_ONCE)
    if len(str(package.last)) > package.digits:
        raise CertificateError("blank_digits_too_few", number=package.last, digits=package.digits)
    if package.received_on > timezone.localdate():
        raise CertificateError("blank_received_in_future", day=format_date(package.received_on))
    _refuse_known_numbers(package)


def _refuse_known_numbers(package: BlankRange) -> None:
    known = Blank.objects.filter(issuer=package.issuer, document_kind=package.document_kind, text__startswith=package.prefix)
    texts = {text for _number, text in numbers_of(package)}
    clashing = sorted((text, entered) for text, entered in known.values_list("text", "range__received_on") if text in texts)
    if clashing:
        text, day = clashing[0]
        raise CertificateError("blank_number_exists", text=text, day=format_date(day), n=len(clashing))


def numbers_of(package: BlankRange) -> list[tuple[int, str]]:
    """(number, as printed) of every blank of a package."""
    return [(number, f"{package.prefix}{number:0{package.digits}d}") for number in range(package.first, package.last + 1)]


@transaction.atomic
def withdraw_range(*, package: BlankRange, by: User) -> None:
    """Take back a package that was entered by mistake, while nothing of it was used. Raises CertificateError: blank_range_in_use."""
    touched = Blank.objects.select_for_update().filter(range=package).exclude(state=State.FREE).count()
    if touched:
        raise CertificateError("blank_range_in_use", n=touched)
    audit.record(by, "blank.withdraw_range", package, before={"range": str(package), "kind": package.document_kind})
    package.blanks.all().delete()
    package.delete()


@transaction.atomic
def spoil(*, blank: Blank, reason: str, by: User) -> Blank:
    """Note a blank as spoiled (phôi hỏng): who, when and why. What was printed on it stays known; the document is without a blank then.

    Raises CertificateError: blank_reason_missing, blank_already_spoiled, blank_handed_over.
    """
    reason = _reason(reason)
    blank = _locked(blank)
    if blank.state == State.SPOILED:
        raise CertificateError("blank_already_spoiled", text=blank.text)
    refuse_handed_over([blank])
    return _spoil(blank, reason, by)


@transaction.atomic
def restore(*, blank: Blank, by: User) -> Blank:
    """Take back a note of spoiling that was a mistake: the blank is free again, or carries its document again.

    In the second case the blank that the document got instead becomes free. Raises CertificateError: blank_not_spoiled,
    blank_was_printed (its document stands no longer), blank_handed_over.
    """
    blank = _locked(blank)
    if blank.state != State.SPOILED:
        raise CertificateError("blank_not_spoiled", text=blank.text)
    before = {"reason": blank.reason}
    if blank.certificate is None:
        blank.state, blank.reason, blank.by, blank.at = State.FREE, "", None, None
    else:
        _put_back(blank, blank.certificate, by)
    blank.save(update_fields=["state", "reason", "by", "at"])
    audit.record(by, "blank.restore", blank, before=before, after={"text": blank.text, "state": blank.state})
    return blank


def _put_back(blank: Blank, certificate: Certificate, by: User) -> None:
    """The sheet is good after all; what was taken in its place goes back to the stack."""
    if certificate.state not in STANDING:
        raise CertificateError("blank_was_printed", text=blank.text)
    refuse_handed_over([blank])
    instead = Blank.objects.select_for_update().filter(certificate=certificate, state=State.USED).first()
    lines = PrintLine.objects.filter(certificate=certificate)
    if instead is not None:
        instead.state, instead.certificate, instead.by, instead.at = State.FREE, None, None, None
        instead.save(update_fields=["state", "certificate", "by", "at"])
        lines.filter(blank=instead).update(blank=blank)
    newest = lines.order_by("-run").first()
    if newest is not None and newest.blank_id is None:
        lines.filter(pk=newest.pk).update(blank=blank)
    blank.state, blank.reason, blank.by, blank.at = State.USED, "", by, timezone.now()


@transaction.atomic
def release_for(*, certificate: Certificate, reason: str, by: User | None) -> Blank | None:
    """The blank of a document that became void, replaced or annulled before it left the office is spoiled with that reason.

    None when it has no blank, or when its paper was handed over: then the number stays with the holder's paper.
    """
    blank = Blank.objects.select_for_update().filter(certificate=certificate, state=State.USED).first()
    if blank is None or is_handed_over([blank]):
        return None
    return _spoil(blank, _reason(reason), by)


def release_left(*, blanks: list[Blank], by: User) -> int:
    """The same for blanks that were found on documents that stand no longer; how many."""
    released = [
        release_for(certificate=blank.certificate, reason=reason_of(blank.certificate), by=by) for blank in blanks if blank.certificate
    ]
    return sum(1 for blank in released if blank)


def reason_of(certificate: Certificate) -> str:
    """In Vietnamese, because it goes into the record of the blank."""
    return f"Giấy số hiệu {certificate.serial_no} không còn dùng"


def is_handed_over(blanks: list[Blank]) -> bool:
    return Certificate.objects.filter(pk__in=[blank.certificate_id for blank in blanks], hand_over__isnull=False).exists()


def refuse_handed_over(blanks: list[Blank]) -> None:
    for blank in blanks:
        if blank.certificate_id and is_handed_over([blank]):
            raise CertificateError("blank_handed_over", text=blank.text)


def note_spoiled(*, blank: Blank, reason: str, by: User | None) -> Blank:
    """For actions that hold the row already and have asked what must be asked."""
    return _spoil(blank, _reason(reason), by)


def _spoil(blank: Blank, reason: str, by: User | None) -> Blank:
    before = {"state": blank.state}
    blank.state, blank.reason, blank.by, blank.at = State.SPOILED, reason, by, timezone.now()
    blank.save(update_fields=["state", "reason", "by", "at"])
    after: dict[str, Any] = {"text": blank.text, "reason": reason, "certificate": str(blank.certificate_id or "")}
    audit.record(by, "blank.spoil", blank, before=before, after=after)
    return blank


def _reason(reason: str) -> str:
    reason = normalise(reason)
    if not reason:
        raise CertificateError("blank_reason_missing")
    return reason[:REASON_LENGTH]


def _locked(blank: Blank) -> Blank:
    return Blank.objects.select_for_update().get(pk=blank.pk)
