"""Two plain pages that the footer leads to. Their text is prose, so it lies in one file for each language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language


def in_reading_language(name: str) -> list[str]:
    """The text in the reader's language, else in the site's own."""
    return [f"info/{name}.{get_language()}.html", f"info/{name}.{settings.LANGUAGE_CODE}.html"]


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "info/about.html", {"text": in_reading_language("about")})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "info/accessibility.html", {"text": in_reading_language("accessibility")})
