"""What a course page shows about its confirmation: `{% load credentials_panels %}{% course_confirmation page %}`."""

from typing import Any

from django import template

from certificates.completion import standing_of
from certificates.permissions_credentials import SHOWN
from lms.learning.models import Enrollment
from lms.learning.places import enrollment_for

register = template.Library()


@register.inclusion_tag("certificates/panels/confirmation.html", takes_context=True)
def confirmation_panel(context: dict[str, Any], enrollment: Enrollment | None) -> dict[str, Any]:
    """What is done, what is missing, and the button; nothing where the course confirms nothing."""
    standing = standing_of(enrollment) if enrollment else None
    mine = standing.certificate if standing else None
    return {"request": context["request"], "standing": standing, "certificate": mine if mine and mine.state in SHOWN else None}


@register.inclusion_tag("certificates/panels/confirmation.html", takes_context=True)
def course_confirmation(context: dict[str, Any], course: Any) -> dict[str, Any]:
    """The same on the page of a course, for whoever looks at it."""
    request = context["request"]
    # The learning room's panel has looked the place up already when it stands above on the page.
    place = request.place_in_course if hasattr(request, "place_in_course") else enrollment_for(request.user, course)
    return confirmation_panel(context, place)
