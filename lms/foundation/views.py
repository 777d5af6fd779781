"""Public pictures and files of the course site, served by the site itself when no web server stands in front."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from .files import make_harmless

# Shown in the page; everything else is a download. SVG may hold scripts: <img> shows it all the same.
SHOWN = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
    "video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/mp4", "text/vtt",
}  # fmt: skip
# Documents have privacy settings of their own and go through Wagtail's view.
NOT_PUBLIC = ("documents",)
CACHE_SECONDS = 86_400


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of MEDIA_ROOT, for `settings.MEDIA_URL`."""
    file = _public_file(path)
    changed_at = int(file.stat().st_mtime)
    seen_at = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if seen_at is not None and changed_at <= seen_at:
        return HttpResponseNotModified()
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response = FileResponse(file.open("rb"), as_attachment=content_type not in SHOWN, content_type=content_type)
    response["Last-Modified"] = http_date(changed_at)
    response["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    make_harmless(response)
    return response


def _public_file(path: str) -> Path:
    """404 for everything outside, hidden, private or absent: the answer does not tell which."""
    parts = Path(path).parts
    if "\x00" in path or not parts or parts[0] in NOT_PUBLIC or any(part.startswith(".") for part in parts):
        raise Http404
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        # An absolute path replaces the root, and a link inside the folder may lead out of it: both are seen here.
        file = (root / path).resolve()
        is_ours = file.is_relative_to(root) and file.is_file()
    except OSError:  # a name longer than the disk allows
        is_ours = False
    if not is_ours:
        raise Http404
    return file
