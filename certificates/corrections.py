"""What may differ on a document that is issued again after an error of the issuer. Pure but for the sentences.

Numbers, dates of the class, decision and result are no typing errors: they need a new decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from certificates.ages import CHILD_UNDER
from certificates.exceptions import CertificateError
from certificates.snapshots import HONORIFICS, HONORIFICS_EN
from lms.foundation.vietnamese import TextError, initials, normalise, parse_date


@dataclass(frozen=True)
class Field:
    label: str | Promise
    max_length: int
    is_required: bool = False


@dataclass(frozen=True)
class Change:
    """One line of «old → new»."""

    field: str
    label: str
    old: str
    new: str


# In the order of the form.
FIELDS: dict[str, Field] = {
    "honorific": Field(pgettext_lazy("on a certificate", "Form of address"), 10, True),
    "holder": Field(pgettext_lazy("on a certificate", "Full name"), 150, True),
    "born": Field(pgettext_lazy("on a certificate", "Date of birth"), 10),
    "position": Field(pgettext_lazy("on a certificate", "Position"), 150),
    "workplace": Field(pgettext_lazy("on a certificate", "Workplace"), 200),
    "programme": Field(pgettext_lazy("on a certificate", "Programme"), 300, True),
    "class_title": Field(pgettext_lazy("on a certificate", "Name of the class"), 300),
}


ENGLISH_OF = {text: HONORIFICS_EN[sex] for sex, text in HONORIFICS.items()}


def cleaned(printed: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, str]:
    """The fields that really differ, as they will be printed; empty when nothing does.

    Raises CertificateError: correction_unknown_field, correction_missing, correction_too_long, correction_born,
    correction_honorific.
    """
    right = {name: _cleaned_one(name, text) for name, text in wanted.items()}
    return {name: text for name, text in right.items() if text != (printed.get(name) or "")}


def changes(printed: Mapping[str, Any], right: Mapping[str, str]) -> list[Change]:
    """Old → new in the order of the form, for those who confirm."""
    return [Change(name, str(FIELDS[name].label), printed.get(name) or "", right[name]) for name in FIELDS if name in right]


def corrected(printed: Mapping[str, Any], right: Mapping[str, str], on: date) -> dict[str, Any]:
    """What is printed with the corrections: also what the public sees of the name, a child's initials only."""
    fresh = {**printed, **right}
    was_child = printed["public_name"] != printed["holder"]
    hides = _is_child(right["born"], on) if right.get("born") else was_child
    if "honorific" in right:
        fresh["honorific_en"] = ENGLISH_OF[right["honorific"]]
    return {**fresh, "public_name": initials(fresh["holder"]) if hides else fresh["holder"]}


def _cleaned_one(name: str, text: str) -> str:
    if name not in FIELDS:
        raise CertificateError("correction_unknown_field", field=name)
    field, text = FIELDS[name], normalise(text)
    if not text and field.is_required:
        raise CertificateError("correction_missing", field=field.label)
    if len(text) > field.max_length:
        raise CertificateError("correction_too_long", field=field.label, limit=field.max_length)
    if name == "born" and text:
        return _born(text)
    if name == "honorific" and text not in HONORIFICS.values():
        raise CertificateError("correction_honorific")
    return text


def _born(text: str) -> str:
    """05/02/1990, or the year alone; never a day to come."""
    try:
        born = parse_date(text)
    except TextError as error:
        raise CertificateError("correction_born", typed=text) from error
    today, day = timezone.localdate(), born.as_date()
    is_half = born.month is not None and day is None
    if is_half or born.year > today.year or (day is not None and day > today):
        raise CertificateError("correction_born", typed=text)
    return str(born)


def _is_child(born: str, on: date) -> bool:
    """As when documents are issued: of whom only the year is known, is a child to the end of that year."""
    day = parse_date(born)
    if day.as_date() is None:
        return on.year - day.year <= CHILD_UNDER
    had_birthday = (on.month, on.day) >= (day.month or 0, day.day or 0)
    return on.year - day.year - (not had_birthday) < CHILD_UNDER
