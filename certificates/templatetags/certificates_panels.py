"""Panels of this room for the first screens: `{% load certificates_panels %}{% registrar_panel %}`."""

from typing import Any

from django import template

from certificates import desk
from certificates.codes import grouped
from certificates.models import Certificate
from certificates.permissions import classes_of_registrar

register = template.Library()
register.filter("grouped_code", grouped)
LISTED = 5


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
