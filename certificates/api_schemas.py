"""What the verification API takes and gives. Keys and codes stay as they are; `message` and `text` are for people."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

Outcome = Literal["valid", "replaced", "revoked", "annulled", "altered", "unconfirmed"]


class NumberQuestion(Schema):
    """As printed on the document."""

    number: str = Field(max_length=200, description="Serial number or register number.", examples=["HVCB-2603-000015"])
    full_name: str = Field(max_length=200, description="Marks and case do not matter.", examples=["Trần Ngọc Ánh"])
    born: str = Field(max_length=40, description="dd/MM/yyyy, or the year where only the year is printed.", examples=["05/02/1990", "1990"])
    issued_on: str | None = Field(
        None, max_length=40, description="dd/MM/yyyy; needed after an answer with the code issue_date_needed.", examples=["20/11/2026"]
    )


class DigestQuestion(Schema):
    sha256: str = Field(pattern=r"^[0-9A-Fa-f]{64}$", description="SHA-256 of the PDF, 64 hexadecimal digits.")


class Document(Schema):
    """What is printed. With `is_abridged` (a child) only initials and programme are told."""

    holder: str
    programme: str
    is_abridged: bool
    document: str | None = None
    training_class: str | None = None
    class_title: str | None = None
    issuer: str | None = None
    serial_no: str | None = None
    register_no: str | None = None
    issued_on: date | None = None


class Successor(Schema):
    """The document that counts instead."""

    code: str
    url: str
    serial_no: str | None = None


class RevocationFacts(Schema):
    ground: Literal["a", "b", "c", "d", "e"]
    ground_text: str
    decision_number: str
    decided_on: date
    decided_by: str
    legal_basis: str


class SignatureFacts(Schema):
    """What the electronic signature is worth: it is good with the verdicts good and unchecked. `revocation` is about its certificate."""

    verdict: Literal["altered", "revoked", "not_in_force", "untrusted", "demo", "unchecked", "good"]
    signer: str
    certificate_issuer: str
    signed_at: datetime | None = None
    timestamped_at: datetime | None = None
    is_intact: bool
    is_trusted: bool
    is_demo: bool
    revocation: Literal["good", "revoked", "unknown"]
    covers_whole_file: bool
    sentences: list[str]


class FileFacts(Schema):
    """`version`: current or earlier for a file of ours. `claimed_number`: what an altered file bears."""

    version: Literal["current", "earlier"] | None = None
    claimed_number: str | None = None
    signature: SignatureFacts | None = None


class RegisterFacts(Schema):
    is_intact: bool
    whole_checked_on: date | None = None
    whole_intact: bool | None = None


class HistoryStep(Schema):
    on: date
    event: str
    text: str


class Verification(Schema):
    """The answer. Only `is_valid` = true means that the document counts; status 200 alone does not."""

    outcome: Outcome
    is_valid: bool
    message: str
    advice: str
    checked_at: datetime
    certificate: Document | None = None
    replaced_by: Successor | None = None
    revocation: RevocationFacts | None = None
    file: FileFacts | None = None
    register_entry: RegisterFacts | None = None
    history: list[HistoryStep] = []


class Problem(Schema):
    """Why there is no answer: `code` for programs, `message` for people, `fields` names what was wrong in the request."""

    code: str
    message: str
    fields: list[str] = []
