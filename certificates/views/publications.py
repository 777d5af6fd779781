"""Before anything of a child is public: the pupil's yes, the guardian's yes, or the signed paper of the guardian."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.actions import guardians, publications
from certificates.credentials_forms import GuardianForm, PaperConsentForm
from certificates.exceptions import CertificateError
from certificates.models import Certificate
from certificates.permissions import issuers_of
from certificates.permissions_credentials import (
    children_in_reach,
    get_certificate_for_paper_consent,
    get_certificate_of_ward,
    get_own_certificate,
    is_anybodys_keeper,
)
from certificates.publication import publication_of
from lms.people.models.privacy import Guardian
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
@require_POST
def publication_assent(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    publications.assent(certificate=get_own_certificate(request, pk), by=request.user)
    messages.success(request, _("You have agreed. You may take it back at any time; every link is closed then."))
    return redirect("own-certificate", pk=pk)


@login_required
@require_POST
def publication_withdraw(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    publications.withdraw_assent(certificate=get_own_certificate(request, pk), by=request.user)
    messages.success(request, _("Your consent is taken back, and every link is closed."))
    return redirect("own-certificate", pk=pk)


@login_required
@require_safe
def guardian_page(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    return render(request, "certificates/guardian_page.html", _context(get_certificate_of_ward(request, pk)))


@login_required
@require_POST
def guardian_agree(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    certificate = get_certificate_of_ward(request, pk)
    try:
        publications.agree(certificate=certificate, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have agreed. You may take it back at any time; every link is closed then."))
    return redirect("guardian-page", pk=pk)


@login_required
@require_POST
def guardian_withdraw(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    publications.withdraw_agreement(certificate=get_certificate_of_ward(request, pk), by=request.user)
    messages.success(request, _("Your consent is taken back, and every link is closed."))
    return redirect("guardian-page", pk=pk)


@login_required
@require_safe
def paper_consent_list(request: LoggedInRequest) -> HttpResponse:
    """Children's documents within reach, the newest first, with what was said so far."""
    if not is_anybodys_keeper(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    page = Paginator(children_in_reach(request.user, today).newest_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(certificate, publication_of(certificate, today)) for certificate in page]
    return render(
        request, "certificates/paper_consent_list.html", {"page_obj": page, "rows": rows, "is_registrar": bool(issuers_of(request.user))}
    )


@login_required
def paper_consent(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """For the registrar or a teacher: what the guardian signed on paper, and which accounts are guardians."""
    certificate = get_certificate_for_paper_consent(request, pk)
    form = PaperConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            publications.enter_paper(certificate=certificate, evidence=form.cleaned_data["evidence"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The guardian's consent is entered."))
            return redirect("paper-consent", pk=pk)
    return _paper_page(request, certificate, form=form)


@login_required
@require_POST
def guardian_enter(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    certificate = get_certificate_for_paper_consent(request, pk)
    form = GuardianForm(request.POST, prefix="guardian")
    if form.is_valid():
        child, data = certificate.enrollment.person, form.cleaned_data
        try:
            guardians.enter(child=child, guardian=data["login"], relation=data["relation"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The guardian is entered and finds the certificate under “My certificates”."))
            return redirect("paper-consent", pk=pk)
    return _paper_page(request, certificate, guardian_form=form)


@login_required
@require_POST
def guardian_end(request: LoggedInRequest, pk: UUID, guardian_pk: int) -> HttpResponse:
    certificate = get_certificate_for_paper_consent(request, pk)
    guardian = get_object_or_404(Guardian.objects.select_related("child", "guardian"), pk=guardian_pk, child=certificate.enrollment.person)
    guardians.end(guardian=guardian, by=request.user)
    messages.success(request, _("%(name)s is no guardian here any more; what they agreed to is taken back.") % {"name": guardian.guardian})
    return redirect("paper-consent", pk=pk)


@login_required
@require_POST
def paper_consent_withdraw(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    publications.withdraw_agreement(certificate=get_certificate_for_paper_consent(request, pk), by=request.user)
    messages.success(request, _("The guardian's consent is ended, and every link is closed."))
    return redirect("paper-consent", pk=pk)


def _paper_page(
    request: LoggedInRequest, certificate: Certificate, *, form: PaperConsentForm | None = None, guardian_form: GuardianForm | None = None
) -> HttpResponse:
    form, guardian_form = form or PaperConsentForm(), guardian_form or GuardianForm(prefix="guardian")
    context = {
        **_context(certificate),
        "form": form,
        "guardian_form": guardian_form,
        "guardians": certificate.enrollment.person.guardians.filter(confirmed_at__isnull=False).select_related("guardian").order_by("pk"),
    }
    return render(request, "certificates/paper_consent.html", context, status=400 if form.errors or guardian_form.errors else 200)


def _context(certificate: Certificate) -> dict[str, object]:
    return {
        "certificate": certificate,
        "printed": certificate.snapshot,
        "publication": publication_of(certificate, timezone.localdate()),
        "holder": certificate.enrollment.person,
    }
