"""Consent, own profile, roles of an organization."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lms.people.actions import consents, roles
from lms.people.forms import ConsentForm, ProfileForm, RoleForm
from lms.people.middleware import SESSION_KEY
from lms.people.models import Consent, OrganizationRole
from lms.people.permissions import Role, get_organization_for_granting, organizations_of
from lms.people.privacy import notice_in_force


def privacy_notice(request: HttpRequest) -> HttpResponse:
    return render(request, "people/privacy_notice.html", {"notice": notice_in_force(timezone.localdate())})


@login_required
def consent_give(request: HttpRequest) -> HttpResponse:
    notice = notice_in_force(timezone.localdate())
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consents.give(person=request.user, purpose=Consent.Purpose.TRAINING, version=notice.version, method="web")
        request.session[SESSION_KEY] = notice.version
        return redirect(safe_next(request))
    return render(request, "people/consent_give.html", {"form": form, "notice": notice, "next": safe_next(request)})


def safe_next(request: HttpRequest) -> str:
    """The page asked for, when it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "first-screen"


@login_required
def profile_edit(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile-edit")
    held = request.user.consents.in_force().order_by("given_at")
    return render(request, "people/profile_edit.html", {"form": form, "consents": held})


@login_required
def role_list(request: HttpRequest) -> HttpResponse:
    organizations = organizations_of(request.user, Role.ADMINISTRATOR)
    return render(request, "people/role_list.html", {"organizations": organizations})


@login_required
def organization_roles(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_organization_for_granting(request, pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        roles.grant(person=form.cleaned_data["login"], organization=organization, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("The role was granted."))
        return redirect("organization-roles", pk=pk)
    held = organization.roles.valid_on(timezone.localdate()).select_related("person").order_by("person__name_sort_key")
    children = organization.children.valid_on(timezone.localdate()).by_name()
    return render(request, "people/organization_roles.html", {"organization": organization, "form": form, "held": held, "children": children})


@login_required
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(OrganizationRole.objects.select_related("person", "organization"), pk=pk)
    get_organization_for_granting(request, held.organization_id)
    if request.method == "POST":
        roles.end(held=held, by=request.user)
        messages.success(request, _("The role has ended."))
        return redirect("organization-roles", pk=held.organization_id)
    return render(request, "people/role_end.html", {"held": held})
