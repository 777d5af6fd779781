"""Everything that a certificate prints, frozen as plain values when it is issued. Documents are Vietnamese by law."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from certificates import codes
from certificates.ages import is_child
from certificates.exceptions import NotEligible
from certificates.models import ConfirmationTerms, DocumentClass, IssuerAuthorisation, RecognitionDecision, Signer
from certificates.wording import ENGLISH, BrokenSentence, check, texts_of
from lms.classes.models import Trainee, TrainingClass
from lms.foundation.vietnamese import PartialDate, initials
from lms.people.models import User

LAYOUT = 2  # of certificates.document: a later design must leave old files as they are
PLACE, PLACE_EN = "Thành phố Hồ Chí Minh", "Ho Chi Minh City"
HONORIFICS: dict[str, str] = {User.Sex.MALE: "Ông", User.Sex.FEMALE: "Bà", User.Sex.UNKNOWN: "Ông/Bà"}
HONORIFICS_EN: dict[str, str] = {User.Sex.MALE: "Mr", User.Sex.FEMALE: "Ms", User.Sex.UNKNOWN: ""}
FORMS: dict[str, str] = {
    TrainingClass.Form.FACE_TO_FACE: "trực tiếp",
    TrainingClass.Form.ONLINE: "trực tuyến",
    TrainingClass.Form.BLENDED: "trực tiếp kết hợp trực tuyến",
}
FORMS_EN: dict[str, str] = {
    TrainingClass.Form.FACE_TO_FACE: "in person",
    TrainingClass.Form.ONLINE: "online",
    TrainingClass.Form.BLENDED: "in person and online",
}


@dataclass(frozen=True)
class Numbers:
    register_no: str
    serial_no: str
    code: str


def class_part(training_class: TrainingClass, document_class: DocumentClass, decision: RecognitionDecision) -> dict[str, Any]:
    """What is the same for everybody in the class. Raises NotEligible("template_broken")."""
    issuer, terms = training_class.issuer, training_class.programme_terms
    return {
        **form_part(document_class),
        "issuer": issuer.name,
        "parent_agency": issuer.parent.name if issuer.parent else "",
        "programme": terms.get("title") or training_class.programme.title,
        "programme_en": "",
        "periods": terms.get("periods_total") or training_class.programme.periods_total,
        "class_code": training_class.code,
        "class_title": training_class.title,
        "from": _iso(training_class.opening_on or _first_day(training_class)),
        "to": _iso(training_class.closing_on),
        "form": FORMS[training_class.form],
        "form_en": FORMS_EN[training_class.form],
        "decision_number": decision.number,
        "decided_on": _iso(decision.decided_on),
        **_place_part(training_class.closing_on),
    }


def course_part(
    terms: ConfirmationTerms, *, on: date, begun_on: date | None = None, document_class: DocumentClass | None = None
) -> dict[str, Any]:
    """In place of `class_part` after an open course, which has no class and no decision.

    `document_class` is the version in force where it is not the one that the terms name. Raises NotEligible("template_broken").
    """
    return {
        **form_part(document_class or terms.document_class),
        "issuer": terms.issuer.name,
        "parent_agency": terms.issuer.parent.name if terms.issuer.parent else "",
        "programme": terms.course.title,
        "programme_en": terms.course.title_en,
        "periods": terms.periods,
        "class_code": "",
        "class_title": "",
        "from": _iso(begun_on),
        "to": _iso(on) if begun_on else None,
        "form": FORMS[TrainingClass.Form.ONLINE],
        "form_en": FORMS_EN[TrainingClass.Form.ONLINE],
        "decision_number": "",
        "decided_on": None,
        **_place_part(on),
    }


def form_part(document_class: DocumentClass) -> dict[str, Any]:
    """The form itself with every sentence as it reads today. Raises NotEligible("template_broken")."""
    texts = texts_of(document_class.kind, document_class.texts)
    if document_class.language == DocumentClass.Language.VIETNAMESE:
        texts = {name: sentence for name, sentence in texts.items() if not name.endswith(ENGLISH)}
    for sentence in texts.values():
        _refuse_broken(sentence, document_class)
    return {
        "layout": LAYOUT,
        "kind": document_class.kind,
        "form_version": document_class.version,
        "title": document_class.title,
        "english_title": document_class.english_title,
        "language": document_class.language,
        "original": document_class.original,
        "size_mm": [document_class.width_mm, document_class.height_mm],
        "is_two_sided": document_class.is_two_sided,
        "uses_blanks": document_class.uses_blanks,
        "texts": texts,
        "legal_basis": document_class.legal_basis,
    }


def signer_part(authority: IssuerAuthorisation | Signer) -> dict[str, Any]:
    """Who signs, from the list of signers or as the assignment of the programme names them."""
    if isinstance(authority, Signer):
        return {
            "signer_position": authority.position,
            "signer_position_en": authority.english_position,
            "signer_name": authority.name,
        }
    return {"signer_position": authority.signer_position, "signer_position_en": "", "signer_name": authority.signer_name}


def holder_part(trainee: Trainee, on: date) -> dict[str, Any]:
    """The person as the roster knew them: agency and position as they were when admitted."""
    return person_part(trainee.enrollment.person, on, position=trainee.position, workplace=trainee.agency.name)


def person_part(person: User, on: date, *, position: str = "", workplace: str = "") -> dict[str, Any]:
    """The person as they were on the day `on`."""
    return {
        "honorific": HONORIFICS[person.sex],
        "honorific_en": HONORIFICS_EN[person.sex],
        "holder": person.full_name,
        "born": _born(person),
        "position": position,
        "workplace": workplace,
        # The public sees a child's initials only.
        "public_name": initials(person.full_name) if is_child(person, on) else person.full_name,
    }


def numbers_part(numbers: Numbers) -> dict[str, Any]:
    return {
        "register_no": numbers.register_no,
        "serial_no": numbers.serial_no,
        "code": numbers.code,
        "verify_url": codes.verify_url(numbers.code),
    }


def texts_from_people(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Every text of the snapshot that was typed for this class or this person and goes on paper."""
    names = (
        "holder", "position", "workplace", "programme", "programme_en", "class_code", "class_title", "issuer", "parent_agency",
        "decision_number", "signer_position", "signer_position_en", "signer_name",
    )  # fmt: skip
    yield from (snapshot.get(name) or "" for name in names)


def form_texts(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Every text that the form brings."""
    yield from (snapshot.get(name) or "" for name in ("title", "english_title", "legal_basis"))
    yield from (snapshot.get("texts") or {}).values()


def _place_part(issued_on: date | None) -> dict[str, Any]:
    return {"place": PLACE, "place_en": PLACE_EN, "issued_on": _iso(issued_on)}


def _refuse_broken(sentence: str, document_class: DocumentClass) -> None:
    try:
        check(sentence)
    except BrokenSentence as broken:
        raise NotEligible("template_broken", title=document_class.title, field=broken.text) from broken


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
