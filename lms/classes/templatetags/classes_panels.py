"""Panels of this room for the first screens: `{% load classes_panels %}{% officer_panel %}`."""

from typing import Any

from django import template

from lms.classes import panels

register = template.Library()


@register.inclusion_tag("classes/panels/officer.html", takes_context=True)
def officer_panel(context: dict[str, Any]) -> dict[str, Any]:
    """Today's sessions present/expected, and what is due."""
    return {"panel": panels.for_officer(context["request"].user)}


@register.inclusion_tag("classes/panels/manager.html", takes_context=True)
def manager_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The next session and the button that opens its check-in."""
    return {"panel": panels.for_manager(context["request"].user)}


@register.inclusion_tag("classes/panels/trainee.html", takes_context=True)
def trainee_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The next session, attended so far, what is missing."""
    return {"places": panels.places_of(context["request"].user)}
