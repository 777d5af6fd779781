"""Public verification, without login: one box, one sentence."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from certificates import codes
from certificates.exceptions import CertificateError
from certificates.verifying import facts, files, limits, lookups, sentences, typed, uploads
from certificates.verifying.answers import Answer, Outcome
from certificates.verifying.forms import BoxForm, NumberForm
from lms.foundation import ratelimit

View = Callable[..., HttpResponse]
asking = require_http_methods(["GET", "HEAD", "POST"])


def hidden(view: View) -> View:
    """Names of people are no food for search engines, and in no cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return never_cache(guarded)


# Without a token against foreign forms: nothing is changed here, nobody is logged in, and a page that stood open for a day still works.
@csrf_exempt
@asking
@hidden
def certificate_verify(request: HttpRequest) -> HttpResponse:
    """The box. A code leads to its page, a number to the questions about it, a file is answered at once."""
    if request.method == "POST":
        return _asked(request)
    form = BoxForm(request.GET) if "ma" in request.GET else BoxForm()
    return _led(form) if form.is_bound and form.is_valid() else _box(request, form)


@require_safe
@hidden
def certificate_lookup(request: HttpRequest, code: str) -> HttpResponse:
    """By the code. What everybody may know: no birth date, no number of a person, of a child only the initials."""
    read = codes.read_code(code)
    if read is not None and read != code:
        return redirect("certificate-lookup", code=read)
    if wait := limits.look_at_code(request).wait:
        return ratelimit.too_many(request, wait)
    return _told(request, lookups.by_code(read or ""), entered=code[:40])


@csrf_exempt
@asking
@hidden
def certificate_number(request: HttpRequest) -> HttpResponse:
    """By number, full name and birth date. The answer stands in no address: what was typed must be in no log."""
    if request.method != "POST":
        return _questions(request, NumberForm(initial={"so": request.GET.get("so", "")}))
    allowed = limits.try_number(request, typed.read_number(request.POST.get("so", "")))
    if allowed.wait:
        return ratelimit.too_many(request, allowed.wait)
    form = NumberForm(request.POST, needs_issue_date=allowed.needs_issue_date)
    if not form.is_valid():
        return _questions(request, form, status=400)
    answer = lookups.by_number(form.cleaned_data["so"], form.claim, needs_issue_date=allowed.needs_issue_date)
    return _told(request, answer, entered=form.cleaned_data["so"])


def _asked(request: HttpRequest) -> HttpResponse:
    if uploads.is_beyond_reading(request):
        return _box(request, BoxForm(), problem=CertificateError("file_too_large", limit=files.FILE_BYTES // 1_000_000))
    handler = uploads.hold_in_memory(request)
    form = BoxForm(request.POST, request.FILES)
    if handler.was_too_large:
        return _box(request, BoxForm(), problem=CertificateError("file_too_large", limit=files.FILE_BYTES // 1_000_000))
    if not form.is_valid():
        return _box(request, form)
    return _judged(request, form) if form.cleaned_data["tep"] is not None else _led(form)


def _judged(request: HttpRequest, form: BoxForm) -> HttpResponse:
    if wait := limits.drop_file(request).wait:
        return ratelimit.too_many(request, wait)
    try:
        answer = files.judge(form.cleaned_data["tep"].read())
    except CertificateError as problem:
        return _box(request, BoxForm(), problem=problem)
    return _told(request, answer, entered=answer.claimed_number)


def _led(form: BoxForm) -> HttpResponse:
    found = form.cleaned_data["ma"]
    if found.code:
        return redirect("certificate-lookup", code=found.code)
    return redirect(reverse("certificate-number", query={"so": found.number}))


def _box(request: HttpRequest, form: BoxForm, problem: CertificateError | None = None) -> HttpResponse:
    is_wrong = bool(problem) or (form.is_bound and not form.is_valid())
    return render(request, "certificates/verify.html", {"form": form, "problem": problem}, status=400 if is_wrong else 200)


def _questions(request: HttpRequest, form: NumberForm, status: int = 200) -> HttpResponse:
    return render(request, "certificates/verify_number.html", {"form": form}, status=status)


def _told(request: HttpRequest, answer: Answer, *, entered: str) -> HttpResponse:
    context = {
        "answer": answer,
        "headline": sentences.headline(answer),
        "advice": sentences.advice(answer),
        "register_line": sentences.register_line(answer),
        "signature_lines": sentences.signature_lines(answer),
        "address": facts.address_of(answer),
        "certificate": answer.certificate,
        "printed": answer.certificate.snapshot if answer.certificate else None,
        "typed": entered,
        "form": BoxForm(),
    }
    is_known = answer.outcome != Outcome.UNKNOWN
    return render(request, "certificates/verify_result.html", context, status=200 if is_known else 404)
