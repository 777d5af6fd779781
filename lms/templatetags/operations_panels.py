"""The administrator's lights."""

from typing import Any

from django import template

from lms.views.lights import lights

register = template.Library()


@register.inclusion_tag("panels/administrator.html", takes_context=True)
def administrator_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of an administrator: one light for each part of the house."""
    return {"request": context["request"], "lights": lights()}
