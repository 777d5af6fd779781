"""The stylesheets of a page."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from lms.stylesheets import JOINED, PARTS

register = template.Library()


@register.simple_tag
def stylesheets() -> SafeString:
    """Link the joined stylesheet, or its parts one by one where the finder that joins them is not in use."""
    is_joined = "lms.stylesheets.JoinedStylesheetFinder" in settings.STATICFILES_FINDERS
    paths = (JOINED,) if is_joined else PARTS
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(path),) for path in paths))
