"""A learning path: courses in an order, for one audience. One course serves several paths."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from courses.models.courses import CoursePage
from courses.models.identity import ContentManager, IdentifiedPage


class ProgramPage(IdentifiedPage):
    summary = models.TextField(_("summary"), blank=True)
    audience = models.ForeignKey("courses.Audience", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("audience"))

    template = "courses/program_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *IdentifiedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        InlinePanel("program_courses", heading=_("Courses in order"), label=_("course")),
    ]
    search_fields = [*IdentifiedPage.search_fields, index.SearchField("search_words"), index.FilterField("content_uid")]

    objects = ContentManager()

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def search_words(self) -> str:
        """Folded words, so that a query without marks finds them."""
        from courses.search import folded_words

        return folded_words(self)

    def courses_in_order(self) -> list[CoursePage]:
        """The live courses of this path, in its order, in two queries whatever their number."""
        ids = [row.course_id for row in self.program_courses.all()]
        found = CoursePage.objects.readable().filter(pk__in=ids).with_covers().in_bulk()
        return [found[pk] for pk in ids if pk in found]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.page_contexts import program_context

        return {**super().get_context(request, *args, **kwargs), **program_context(self)}


class ProgramCourse(Orderable):
    program = ParentalKey(ProgramPage, on_delete=models.CASCADE, related_name="program_courses")
    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="in_programs", verbose_name=_("course"))

    panels = [FieldPanel("course")]

    class Meta(Orderable.Meta):
        verbose_name = _("course of a learning path")
        constraints = [models.UniqueConstraint(fields=["program", "course"], name="program_course_once")]

    def __str__(self) -> str:
        return str(self.course)
