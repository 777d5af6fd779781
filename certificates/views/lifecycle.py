"""Everything about one document, for the office; and finding it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates import records, search
from certificates.actions.files import is_ours
from certificates.actions.revocations import ENDED
from certificates.forms_lifecycle import SearchForm
from certificates.history import full_history_of
from certificates.models import Certificate, CertificateFile
from certificates.permissions import Verb
from certificates.permissions_lifecycle import CertificateDesk, get_certificate, require_reach
from certificates.register_check import check_row
from lms.foundation import audit
from lms.foundation.keyed_seals import KeyMissing
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
@require_safe
def certificate_detail(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    desk = get_certificate(request, pk, Verb.READ)
    audit.access(request, desk.certificate, "birth_dates")
    return render(request, "certificates/certificate_detail.html", detail_context(desk))


def detail_context(desk: CertificateDesk) -> dict[str, object]:
    certificate = desk.certificate
    is_valid = certificate.state == Certificate.State.VALID
    return {
        "desk": desk,
        "certificate": certificate,
        "printed": certificate.snapshot,
        "training_class": desk.training_class,
        "is_valid": is_valid,
        "may_renew": certificate.state in ENDED and not hasattr(certificate, "replaced_by"),
        "steps": full_history_of(certificate),
        "versions": [(version, _holds(version)) for version in certificate.files.order_by("made_at")],
        "row_check": check_row(certificate),
        "blanks": certificate.blanks.order_by("pk"),
        "hand_over": getattr(certificate, "hand_over", None),
        "requests": certificate.requests.select_related("result").order_by("-pk"),
        "waiting": certificate.requests.waiting().first(),
        "differences": records.changes_since(certificate) if is_valid else [],
    }


def _holds(version: CertificateFile) -> bool | None:
    """None where the key is missing, so that nothing can be said."""
    try:
        return is_ours(version)
    except KeyMissing:
        return None


@login_required
@require_safe
def certificate_search(request: LoggedInRequest) -> HttpResponse:
    reach = require_reach(request)
    form = SearchForm(request.GET if "q" in request.GET else None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(search.found(reach, typed), PAGE_SIZE).get_page(request.GET.get("page")) if typed else None
    return render(request, "certificates/certificate_search.html", {"form": form, "typed": typed, "page_obj": page})
