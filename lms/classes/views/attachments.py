"""Bytes that leave as a file."""

from django.http import HttpResponse

PDF, PNG, CALENDAR = "application/pdf", "image/png", "text/calendar; charset=utf-8"


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A download that nobody in between keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
