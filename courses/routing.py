"""One look-up instead of two per level: what Wagtail does step by step, done by the whole address."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

# Below the home page: catalogue, course, module, lesson.
LESSON_DEPTH = 4


class DirectRouteMixin:
    """For the top of a tree of plain pages: none of them has sub-addresses of its own."""

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        page = self._page_at(path_components) if len(path_components) > 1 else None
        return RouteResult(page.specific) if page else super().route(request, path_components)  # type: ignore[misc]

    def _page_at(self, path_components: list[str]) -> Page | None:
        # A lesson, the most read of all, is fetched whole at once.
        model = apps.get_model("courses", "LessonPage") if len(path_components) == LESSON_DEPTH else Page
        path = f"{self.url_path}{'/'.join(path_components)}/"  # type: ignore[attr-defined]
        found: Page | None = model.objects.filter(url_path=path, live=True).first()
        return found
