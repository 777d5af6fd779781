"""Consent, own profile, roles of an organization."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.actions import consents, profiles, roles
from lms.people.forms import ConsentForm, ProfileForm, RoleForm
from lms.people.middleware import SESSION_KEY
from lms.people.models import Consent, Organization, OrganizationRole, User
from lms.people.permissions import Role, get_organization_for_granting, may_grant, organizations_of
from lms.people.privacy import PrivacyNotice, notice_in_force
from lms.people.requests import LoggedInRequest


def notice_templates(notice: PrivacyNotice) -> list[str]:
    """The notice in the reader's language, else in Vietnamese, which prevails."""
    return [notice.template.replace(".html", f".{get_language()}.html"), notice.template]


def privacy_notice(request: HttpRequest) -> HttpResponse:
    notice = notice_in_force(timezone.localdate())
    return render(request, "people/privacy_notice.html", {"notice_templates": notice_templates(notice)})


@login_required
def consent_give(request: LoggedInRequest) -> HttpResponse:
    notice = notice_in_force(timezone.localdate())
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        consents.give(person=request.user, purpose=Consent.Purpose.TRAINING, version=notice.version, method="web")
        request.session[SESSION_KEY] = notice.version
        return redirect(safe_next(request))
    context = {"form": form, "notice_templates": notice_templates(notice), "next": safe_next(request)}
    return render(request, "people/consent_give.html", context)


def safe_next(request: HttpRequest) -> str:
    """The page asked for when it is one of ours, else the first screen."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, {request.get_host()})
    return target if is_ours else reverse("first-screen")


@login_required
def consent_withdraw(request: LoggedInRequest, purpose: str) -> HttpResponse:
    if not request.user.consents.in_force().filter(purpose=purpose).exists():
        raise Http404
    if request.method == "POST":
        consents.withdraw(person=request.user, purpose=purpose)
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("Your consent is withdrawn."))
        return redirect("profile-edit")
    return render(request, "people/consent_withdraw.html")


@login_required
def editor_login(request: LoggedInRequest) -> HttpResponse:
    """Where the editor sends those it does not let in: visitors log in first, everybody else has no business there."""
    raise PermissionDenied


@login_required
def profile_edit(request: LoggedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        profiles.correct(person=request.user, details=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("profile-edit")
    today = timezone.localdate()
    context = {
        "form": form,
        "consents": request.user.consents.in_force().order_by("given_at"),
        "affiliations": request.user.affiliations.valid_on(today).select_related("organization"),
        "held_roles": request.user.organization_roles.valid_on(today).select_related("organization"),
    }
    return render(request, "people/profile_edit.html", context)


@login_required
def role_list(request: LoggedInRequest) -> HttpResponse:
    organizations = organizations_of(request.user, Role.ADMINISTRATOR)
    return render(request, "people/role_list.html", {"organizations": organizations})


@login_required
def organization_roles(request: LoggedInRequest, pk: int) -> HttpResponse:
    organization = get_organization_for_granting(request, pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        roles.grant(person=form.cleaned_data["login"], organization=organization, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("The role was granted."))
        return redirect("organization-roles", pk=pk)
    held = organization.roles.valid_on(timezone.localdate()).select_related("person").order_by("person__name_sort_key")
    context = {
        "organization": organization,
        "form": form,
        "held": held,
        "children": organization.children.valid_on(timezone.localdate()).by_name(),
        "trail": trail_to(organization, request.user),
    }
    return render(request, "people/organization_roles.html", context)


def trail_to(organization: Organization, granter: User) -> list[tuple[str, str]]:
    """From the list of organizations down to this one; those above it only where this person may grant, too."""
    above = [each for each in reversed(organization.ancestors_and_self()[1:]) if may_grant(granter, each)]
    links = [(each.name, reverse("organization-roles", args=[each.pk])) for each in above]
    return [(_("People and roles"), reverse("role-list")), *links, (organization.name, "")]


@login_required
def role_end(request: LoggedInRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(OrganizationRole.objects.select_related("person", "organization"), pk=pk)
    get_organization_for_granting(request, held.organization_id)
    if request.method == "POST":
        roles.end(held=held, by=request.user)
        messages.success(request, _("The role has ended."))
        return redirect("organization-roles", pk=held.organization_id)
    return render(request, "people/role_end.html", {"held": held})
