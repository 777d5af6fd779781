"""Revoking one document, or several of one class by one decision."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.actions import revocations
from certificates.exceptions import CertificateError
from certificates.forms_lifecycle import RevocationForm
from certificates.lineage import competence_of
from certificates.models import Certificate, Revocation
from certificates.permissions import Verb, get_desk
from certificates.permissions_lifecycle import get_certificate, get_own_certificate
from lms.foundation import audit, files, uploads
from lms.people.requests import LoggedInRequest


@login_required
def certificate_revoke(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    desk = get_certificate(request, pk, Verb.MANAGE)
    certificate = desk.certificate
    competence = competence_of(certificate.issuer, timezone.localdate())
    form = RevocationForm(request.POST or None, request.FILES or None, competence=competence, sure=certificate.serial_no)
    if request.method == "POST" and form.is_valid():
        try:
            revocations.revoke(certificate=certificate, order=form.order(), by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. The verification page says so from now on."))
            return redirect("certificate-detail", pk=pk)
    context = {"desk": desk, "certificate": certificate, "printed": certificate.snapshot, "form": form, "competence": competence}
    return render(request, "certificates/certificate_revoke.html", context, status=422 if form.errors else 200)


@login_required
def certificate_class_revoke(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Several at once, as after a fraud: the same decision for all that are ticked."""
    desk = get_desk(request, pk, Verb.MANAGE)
    competence = competence_of(desk.training_class.issuer, timezone.localdate())
    valid = list(Certificate.objects.valid().of_class(desk.training_class).select_related("enrollment__person").by_number())
    chosen = [row for row in valid if str(row.pk) in request.POST.getlist("certificates")]
    form = RevocationForm(
        request.POST or None,
        request.FILES or None,
        competence=competence,
        sure=desk.training_class.code,
        sure_label=gettext_lazy("Code of the class, to confirm"),
    )
    if request.method == "POST" and form.is_valid() and _revoked(request, form, chosen):
        return redirect("certificate-class", pk=pk)
    context = {
        "desk": desk,
        "training_class": desk.training_class,
        "valid": valid,
        "chosen": {row.pk for row in chosen},
        "form": form,
        "competence": competence,
    }
    return render(request, "certificates/certificate_class_revoke.html", context, status=422 if form.errors else 200)


def _revoked(request: LoggedInRequest, form: RevocationForm, chosen: list[Certificate]) -> bool:
    try:
        made = revocations.revoke_many(certificates=chosen, order=form.order(), by=request.user)
    except CertificateError as error:
        form.add_error(None, str(error))
        return False
    text = ngettext("%(n)s certificate no longer counts.", "%(n)s certificates no longer count.", len(made))
    messages.success(request, text % {"n": len(made)})
    return True


@login_required
def revocation_scan(request: LoggedInRequest, pk: UUID) -> HttpResponseBase:
    """The decision: for the office, and for the holder whom it is about."""
    certificate = get_certificate(request, pk, Verb.READ).certificate
    return _scan(request, certificate)


@login_required
def revocation_scan_mine(request: LoggedInRequest, pk: UUID) -> HttpResponseBase:
    return _scan(request, get_own_certificate(request, pk))


def _scan(request: LoggedInRequest, certificate: Certificate) -> HttpResponseBase:
    revocation = Revocation.objects.filter(certificate=certificate).first()
    if revocation is None or not revocation.file_sha256 or not files.exists(revocation.file_sha256):
        raise Http404
    audit.access(request, revocation, "paper")
    kind = uploads.content_type_of(revocation.file_sha256, revocation.file_name)
    return files.private_response(revocation.file_sha256, revocation.file_name, kind)
