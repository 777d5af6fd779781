"""Verification for programs, `/api/v1/`: the page's answers as JSON, with the same limits and the same silence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Status
from ninja.errors import HttpError, ValidationError

from certificates import codes
from certificates.api_schemas import DigestQuestion, NumberQuestion, Problem, Verification
from certificates.exceptions import CertificateError
from certificates.verifying import facts, files, limits, lookups, sentences, typed
from certificates.verifying.answers import Answer, Outcome, Way
from certificates.verifying.holder import Claim
from certificates.verifying.limits import Allowed
from lms.foundation.vietnamese import TextError, normalise, parse_date

Told = Status[Any]
# 404 says the same for what does not exist, what is not public, and what somebody does not know enough about.
BY_CODE: dict[int, Any] = {200: Verification, 404: Problem, 429: Problem}
BY_BODY: dict[int, Any] = {200: Verification, 400: Problem, 404: Problem, 422: Problem, 429: Problem}
BY_NUMBER: dict[int, Any] = BY_BODY | {403: Problem}
BY_FILE: dict[int, Any] = BY_CODE | {413: Problem, 422: Problem, 503: Problem}
PDF_BODY = {"requestBody": {"required": True, "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}

api = NinjaAPI(
    title="Học AI – xác minh chứng nhận",
    version="1",
    urls_namespace="api",
    docs_url=None,  # its page wants scripts that our policy forbids; ours stands at /xac-minh/api/
    description="Verification of certificates. Sentences come in Vietnamese or English by Accept-Language.",
)
router = Router(tags=["certificates"])


def in_their_language(view: Callable[..., Any]) -> Callable[..., Any]:
    """Programs have no cookie of ours: here the header Accept-Language counts, which pages do not look at."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with translation.override(translation.get_language_from_request(request)):
            return view(request, *args, **kwargs)

    return speaking


@router.post("/by-number", response=BY_NUMBER, summary="By number, full name and birth date")
@in_their_language
def verify_number(request: HttpRequest, response: HttpResponse, question: NumberQuestion) -> Told:
    """What is printed on the document. After many tries the issue date is needed, too (403, code issue_date_needed)."""
    number = typed.read_number(question.number)
    allowed = limits.try_number(request, number or question.number)
    if refused := _refusal(response, allowed):
        return refused
    try:
        born = parse_date(question.born)
        issued = parse_date(question.issued_on).as_date() if question.issued_on else None
    except TextError as error:
        return _problem(response, 422, "date_unreadable", str(error), ["born", "issued_on"])
    if allowed.needs_issue_date and issued is None:
        return _failed(response, 403, CertificateError("issue_date_needed"), ["issued_on"])
    claim = Claim(normalise(question.full_name), born, issued)
    return _told(response, lookups.by_number(number, claim, needs_issue_date=allowed.needs_issue_date))


@router.post("/by-digest", response=BY_BODY, summary="By the SHA-256 of the PDF")
@in_their_language
def verify_digest(request: HttpRequest, response: HttpResponse, question: DigestQuestion) -> Told:
    """Whether exactly this file was given out; the file itself stays with you."""
    if refused := _refusal(response, limits.look_at_code(request)):
        return refused
    return _told(response, lookups.by_digest(question.sha256.lower()) or Answer(Outcome.UNKNOWN, Way.FILE))


@router.post("/by-file", response=BY_FILE, summary="By the PDF itself", openapi_extra=PDF_BODY)
@in_their_language
def verify_file(request: HttpRequest, response: HttpResponse) -> Told:
    """The PDF as the body, at most 10 MB; it is looked at in memory and never stored. Also tells a changed file from a foreign one."""
    if refused := _refusal(response, limits.drop_file(request)):
        return refused
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > files.FILE_BYTES:  # before any of it is read
            raise CertificateError("file_too_large", limit=files.FILE_BYTES // 1_000_000)
        return _told(response, files.judge(request.body))
    except CertificateError as error:
        return _failed(response, {"file_too_large": 413, "file_busy": 503}.get(error.code, 422), error)


# Last: its path would take every word for a code.
@router.get("/{code}", response=BY_CODE, summary="By the code beside the QR")
@in_their_language
def verify_code(request: HttpRequest, response: HttpResponse, code: str) -> Told:
    """The sixteen letters and digits printed beside the QR code; hyphens and small letters do not matter. May be called from web pages."""
    response["Access-Control-Allow-Origin"] = "*"
    if refused := _refusal(response, limits.look_at_code(request)):
        return refused
    return _told(response, lookups.by_code(codes.read_code(code) or ""))


def _told(response: HttpResponse, answer: Answer) -> Told:
    if answer.outcome == Outcome.UNKNOWN:
        return _problem(response, 404, "unknown", sentences.headline(answer))
    _keep_private(response)
    return Status(200, facts.as_plain(answer))


def _refusal(response: HttpResponse, allowed: Allowed) -> Told | None:
    if not allowed.wait:
        return None
    response["Retry-After"] = str(allowed.wait)
    return _failed(response, 429, CertificateError("too_many_tries"))


def _failed(response: HttpResponse, status: int, error: CertificateError, fields: list[str] | None = None) -> Told:
    return _problem(response, status, error.code, str(error), fields)


def _problem(response: HttpResponse, status: int, code: str, message: str, fields: list[str] | None = None) -> Told:
    _keep_private(response)
    return Status(status, {"code": code, "message": message, "fields": fields or []})


def _keep_private(response: HttpResponse) -> None:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"


@api.exception_handler(ValidationError)
@in_their_language
def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Without what was sent: it may be somebody's name."""
    fields = sorted({str(each["loc"][-1]) for each in error.errors})
    said = {"code": "invalid_request", "message": _("Fields that are missing or wrong: %(fields)s.") % {"fields": ", ".join(fields)}}
    return api.create_response(request, said | {"fields": fields}, status=422)


@api.exception_handler(HttpError)
@in_their_language
def unreadable_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    said = {"code": "unreadable_request", "message": _("The request is not JSON that can be read."), "fields": []}
    return api.create_response(request, said, status=error.status_code)


api.add_router("/certificates", router)
