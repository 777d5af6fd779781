"""One look-up instead of two per level: what Wagtail does step by step, done by the whole address."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult


class DirectRouteMixin:
    """For the top of a tree of plain pages: none of them has sub-addresses of its own."""

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if len(path_components) > 1:
            page = Page.objects.filter(url_path=f"{self.url_path}{'/'.join(path_components)}/", live=True).first()  # type: ignore[attr-defined]
            if page is not None:
                return RouteResult(page.specific)
        return super().route(request, path_components)  # type: ignore[misc]
