"""Versions of the forms: written as a draft, released for a day to come, never changed afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from certificates import snapshots
from certificates.exceptions import CertificateError
from certificates.models import Certificate, DocumentClass
from lms.foundation import audit
from lms.foundation.vietnamese import format_date
from lms.people.models import User

COPIED = (
    "title", "number_code", "original", "language", "english_title", "width_mm", "height_mm", "is_two_sided", "uses_blanks", "texts", "legal_basis",
)  # fmt: skip
EDITABLE = frozenset(COPIED) - {"number_code"} | {"valid_from"}
ONE_DAY = timedelta(days=1)


@transaction.atomic
def start_version(*, kind: str, by: User) -> DocumentClass:
    """A draft of the next version, as the newest one stands. Raises form_draft_exists; DoesNotExist for a kind without any form."""
    newest = _locked(kind).latest("version")
    if newest.is_draft:
        raise CertificateError("form_draft_exists")
    values = {name: getattr(newest, name) for name in COPIED}
    draft = DocumentClass.objects.create(kind=kind, version=newest.version + 1, is_draft=True, **values)
    audit.record(by, "document_form.start", draft, after={"kind": kind, "version": draft.version})
    return draft


@transaction.atomic
def save_draft(*, form: DocumentClass, values: Mapping[str, Any], edition: int, by: User) -> DocumentClass:
    """`edition` is the one that was read before writing. Raises form_released, form_changed_meanwhile, template_broken."""
    current = _draft(form)
    if current.edition != edition:
        raise CertificateError("form_changed_meanwhile")
    assert set(values) <= EDITABLE, "only what a form may change"
    for name, value in values.items():
        setattr(current, name, value)
    snapshots.form_part(current)  # refuses a broken field before it is stored
    current.edition += 1
    current.save(update_fields=[*values, "edition"])
    audit.record(by, "document_form.save", current, after={"version": current.version, "edition": current.edition})
    return current


@transaction.atomic
def release(*, form: DocumentClass, by: User) -> DocumentClass:
    """From its first day on the draft is the form in force; the version before it ends the day before.

    Nothing that was issued changes. Raises form_released, form_day_missing, form_day_too_early, template_broken.
    """
    current = _draft(form)
    if current.valid_from is None:
        raise CertificateError("form_day_missing")
    earlier = list(_locked(current.kind).released())
    last = last_day_taken(current)
    if last and current.valid_from <= last:
        raise CertificateError("form_day_too_early", day=format_date(current.valid_from), last=format_date(last))
    snapshots.form_part(current)
    for version in earlier:
        if version.valid_to is None or version.valid_to >= current.valid_from:
            version.valid_to = current.valid_from - ONE_DAY
            version.save(update_fields=["valid_to"])
    current.is_draft = False
    current.save(update_fields=["is_draft"])
    audit.record(by, "document_form.release", current, after={"version": current.version, "valid_from": current.valid_from.isoformat()})
    return current


@transaction.atomic
def discard(*, form: DocumentClass, by: User) -> None:
    """Throw a draft away. Raises form_released."""
    current = _draft(form)
    audit.record(by, "document_form.discard", current, before={"kind": current.kind, "version": current.version})
    current.delete()


def version_in_force(form: DocumentClass, on: date) -> DocumentClass | None:
    """The version of the same form that is in force on a day: a row that names an older one means the form, not its version."""
    if not form.is_draft and form.is_in_force(on):
        return form
    return DocumentClass.objects.released().valid_on(on).filter(kind=form.kind).newest_first().first()


def last_day_taken(form: DocumentClass) -> date | None:
    """The last day that the versions before it must keep: yesterday, their own first day, the last document dated."""
    earlier = DocumentClass.objects.released().filter(kind=form.kind)
    if not earlier.exists():
        return None
    issued = Certificate.objects.filter(document_class__kind=form.kind).aggregate(last=Max("issued_on"))["last"]
    begun = earlier.aggregate(last=Max("valid_from"))["last"]
    return max(day for day in (timezone.localdate() - ONE_DAY, issued, begun) if day)


def _locked(kind: str) -> Any:
    return DocumentClass.objects.select_for_update().filter(kind=kind)


def _draft(form: DocumentClass) -> DocumentClass:
    current = DocumentClass.objects.select_for_update().get(pk=form.pk)
    if not current.is_draft:
        raise CertificateError("form_released", version=current.version)
    return current
