"""The pages above the courses: home, catalogue, and plain pages such as the privacy notice."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.blocks import TEXT_FEATURES
from courses.routing import DirectRouteMixin


class HomePage(DirectRouteMixin, Page):
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    lede = models.TextField(_("first sentences"), blank=True)

    template = "courses/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage", "courses.InfoPage"]
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lede")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalogue import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class CourseIndexPage(Page):
    intro = models.TextField(_("introduction"), blank=True)

    template = "courses/course_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage", "courses.ProgramPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalogue")

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        htmx = getattr(request, "htmx", None)
        return "courses/catalogue_results.html" if htmx and not htmx.history_restore_request else self.template

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        # The same address gives a page or a part of it: a browser must not show the part when going back.
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalogue import catalogue_context

        return {**super().get_context(request, *args, **kwargs), **catalogue_context(self, request.GET)}


class InfoPage(Page):
    """A page of plain text about the site: who runs it, how it treats personal data."""

    body = RichTextField(_("content"), blank=True, features=TEXT_FEATURES)

    template = "courses/info_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
