"""The first screen's part about community sessions."""

from typing import Any

from django import template
from django.template.context import Context

from lms.classes.community_permissions import glance_of

register = template.Library()


@register.inclusion_tag("classes/panels/community.html", takes_context=True)
def community_panel(context: Context) -> dict[str, Any]:
    """The person's own wards with the button to write a session down; for officers above them the way to the figures."""
    wards, from_above = glance_of(context["request"].user)
    return {"wards": wards, "from_above": from_above}
