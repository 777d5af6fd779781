"""Panels of this room for the first screens: `{% load certificates_panels %}{% registrar_panel %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from certificates import desk, tabs
from certificates.codes import grouped
from certificates.models import Certificate
from certificates.permissions import classes_of_registrar

register = template.Library()
register.filter("grouped_code", grouped)
LISTED = 5


@register.inclusion_tag("components/tabs.html", takes_context=True)
def registrar_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """Above the pages that are about no single class."""
    return {"items": tabs.registrar_tabs(_here(context), context["request"].user), "label": _("Certificates")}


@register.inclusion_tag("components/tabs.html", takes_context=True)
def certificate_class_tabs(context: dict[str, Any], training_class_pk: int) -> dict[str, Any]:
    """Above the certificates of one class."""
    return {"items": tabs.class_tabs(training_class_pk, _here(context)), "label": _("Certificates of this class")}


def _here(context: dict[str, Any]) -> str:
    match = context["request"].resolver_match
    return match.url_name if match else ""


@register.inclusion_tag("certificates/panels/registrar.html", takes_context=True)
def registrar_panel(context: dict[str, Any]) -> dict[str, Any]:
    """Classes that wait for the decision or for their certificates."""
    classes = desk.with_issued(classes_of_registrar(context["request"].user))
    return {"to_decide": list(desk.waiting_for_decision(classes)[:LISTED]), "to_issue": list(desk.waiting_for_issue(classes)[:LISTED])}


@register.inclusion_tag("certificates/panels/holder.html", takes_context=True)
def holder_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The newest certificates of this person; nothing when there are none."""
    mine = Certificate.objects.of_holder(context["request"].user).published().newest_first()
    return {"certificates": list(mine[:LISTED])}
