"""Everything that a certificate prints, frozen as plain values when it is issued. Documents are Vietnamese by law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from certificates import codes
from certificates.models import DocumentClass, IssuerAuthorisation, RecognitionDecision
from lms.classes.models import Trainee, TrainingClass
from lms.foundation.vietnamese import PartialDate, initials
from lms.people.models import User

LAYOUT = 1  # of certificates.document: a later design must leave old files as they are
PLACE = "Thành phố Hồ Chí Minh"
HONORIFICS: dict[str, str] = {User.Sex.MALE: "Ông", User.Sex.FEMALE: "Bà", User.Sex.UNKNOWN: "Ông/Bà"}
FORMS: dict[str, str] = {
    TrainingClass.Form.FACE_TO_FACE: "trực tiếp",
    TrainingClass.Form.ONLINE: "trực tuyến",
    TrainingClass.Form.BLENDED: "trực tiếp kết hợp trực tuyến",
}
CHILD_UNDER = 16  # Luật Trẻ em 2016, Điều 1


@dataclass(frozen=True)
class Numbers:
    register_no: str
    serial_no: str
    code: str


def class_part(training_class: TrainingClass, document_class: DocumentClass, decision: RecognitionDecision) -> dict[str, Any]:
    """What is the same for everybody in the class."""
    issuer, terms = training_class.issuer, training_class.programme_terms
    return {
        "layout": LAYOUT,
        "kind": document_class.kind,
        "title": document_class.title,
        "legal_basis": document_class.legal_basis,
        "issuer": issuer.name,
        "parent_agency": issuer.parent.name if issuer.parent else "",
        "programme": terms.get("title") or training_class.programme.title,
        "periods": terms.get("periods_total") or training_class.programme.periods_total,
        "class_code": training_class.code,
        "class_title": training_class.title,
        "from": _iso(training_class.opening_on or _first_day(training_class)),
        "to": _iso(training_class.closing_on),
        "form": FORMS[training_class.form],
        "decision_number": decision.number,
        "decided_on": _iso(decision.decided_on),
        "place": PLACE,
        "issued_on": _iso(training_class.closing_on),
    }


def signer_part(authorisation: IssuerAuthorisation) -> dict[str, Any]:
    return {"signer_position": authorisation.signer_position, "signer_name": authorisation.signer_name}


def holder_part(trainee: Trainee, on: date) -> dict[str, Any]:
    """The person as the roster knew them: agency and position as they were when admitted."""
    person = trainee.enrollment.person
    return {
        "honorific": HONORIFICS[person.sex],
        "holder": person.full_name,
        "born": _born(person),
        "position": trainee.position,
        "workplace": trainee.agency.name,
        # The public sees a child's initials only.
        "public_name": initials(person.full_name) if _is_child(person, on) else person.full_name,
    }


def numbers_part(numbers: Numbers) -> dict[str, Any]:
    return {
        "register_no": numbers.register_no,
        "serial_no": numbers.serial_no,
        "code": numbers.code,
        "verify_url": codes.verify_url(numbers.code),
    }


def printed_texts(snapshot: dict[str, Any]) -> Iterator[str]:
    """Every text of the snapshot that comes from people and goes on paper."""
    for name in ("holder", "position", "workplace", "programme", "class_code", "issuer", "parent_agency", "title", "decision_number"):
        yield snapshot[name]
    yield from (snapshot["signer_position"], snapshot["signer_name"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _first_day(training_class: TrainingClass) -> date | None:
    first = training_class.sessions.not_cancelled().order_by("starts_at").first()
    return timezone.localdate(first.starts_at) if first else None


def _born(person: User) -> str:
    """05/02/1990, or 1990 for those whose papers have only the year."""
    if person.birth_date:
        return str(PartialDate(person.birth_date.year, person.birth_date.month, person.birth_date.day))
    return str(person.birth_year or "")


def _is_child(person: User, on: date) -> bool:
    if person.birth_date:
        had_birthday = (on.month, on.day) >= (person.birth_date.month, person.birth_date.day)
        return on.year - person.birth_date.year - (not had_birthday) < CHILD_UNDER
    return person.birth_year is not None and on.year - person.birth_year <= CHILD_UNDER
