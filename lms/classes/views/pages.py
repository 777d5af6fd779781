"""The frame around every page of a class: its name, its tabs, what one may do there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.classes.actions.walk_ins import awaiting
from lms.classes.exceptions import ClassError
from lms.classes.open_matters import flags_open, requests_waiting
from lms.classes.permissions import Visit


def class_page(request: HttpRequest, visit: Visit, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Renders a page of a class inside its frame."""
    frame = {"visit": visit, "training_class": visit.training_class, "crumbs": crumbs_of(visit), "tabs": tabs_of(request, visit)}
    return render(request, template, {**frame, **context}, status=status)


def crumbs_of(visit: Visit, *further: tuple[str, str]) -> list[tuple[str, str]]:
    training_class = visit.training_class
    return [(_("Classes"), reverse("class-list")), (training_class.code, reverse("class-detail", args=[training_class.pk])), *further]


def tabs_of(request: HttpRequest, visit: Visit) -> list[tuple[str, str, bool]]:
    """(label, address, is it this page) for those who may read the class."""
    if not visit.may_read:
        return []
    names = [
        (_("Overview"), "class-detail"),
        (_("Roster"), "class-roster"),
        (pgettext("of a class", "Agencies"), "class-invitations"),
        *([(_with_count(_("Waiting for confirmation"), n), "class-awaiting")] if (n := awaiting(visit.training_class).count()) else []),
        (pgettext("of a class", "Sessions"), "class-sessions"),
        (_("Attendance"), "class-attendance"),
        (_("Results"), "class-results"),
        (pgettext("of a class", "Notices"), "class-notices"),
        (_with_count(_("Requests"), requests_waiting(visit.training_class)), "class-requests"),
        (_with_count(_("To be looked at"), flags_open(visit.training_class)), "class-flags"),
        (_("Class staff"), "class-staff"),
        (pgettext("of a class", "Papers"), "class-papers"),
    ]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [(label, reverse(name, args=[visit.training_class.pk]), name == here) for label, name in names]


def _with_count(label: str, count: int) -> str:
    """“Requests (2)”: what waits is seen from every page of the class."""
    return f"{label} ({count})" if count else label


def tell(request: HttpRequest, error: ClassError | Exception) -> None:
    """The sentence of an error, above the next page."""
    messages.error(request, str(error))


def back_to(name: str, pk: int) -> HttpResponse:
    return redirect(name, pk=pk)
