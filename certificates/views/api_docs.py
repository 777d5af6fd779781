"""What the verification API takes and gives, as a page made from its own description: no foreign script, readable on paper."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates import api_pages

EXAMPLE = "curl -H 'Accept-Language: vi' %(site)s/api/v1/certificates/ABCD-EFGH-IJKL-MNOP"


@require_safe
def certificate_api_docs(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "operations": api_pages.operations(),
        "schemas": api_pages.schemas(),
        "description_url": api_pages.description_url(),
        "example": EXAMPLE % {"site": settings.HOCAI_SITE_URL},
    }
    return render(request, "certificates/api_docs.html", context)
