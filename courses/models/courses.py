"""A course, its modules, their lessons."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import PagePermissionTester

from courses.blocks import COURSE_BLOCKS, LESSON_BLOCKS
from courses.forms import LessonPageForm
from courses.models.identity import ContentManager, ContentQuerySet
from courses.models.teaching import TeachingPage
from courses.publishing import CoursePermissionTester

COVER = "fill-640x360"


class CourseQuerySet(ContentQuerySet):
    def for_audience_group(self, group: str) -> "CourseQuerySet":
        return self.filter(audiences__group=group).distinct()

    def at_tier(self, tier: str) -> "CourseQuerySet":
        return self.filter(tier=tier)

    def with_covers(self) -> "CourseQuerySet":
        """For cards: each course with its picture, and the picture's smaller copy where it has been made."""
        pictures = get_image_model().objects.prefetch_renditions(COVER)
        return self.prefetch_related(models.Prefetch("picture", queryset=pictures))

    def in_catalogue_order(self) -> "CourseQuerySet":
        return self.order_by("tier", "title", "pk")


class CoursePage(TeachingPage):
    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    body = StreamField(COURSE_BLOCKS, blank=True, verbose_name=_("introduction"))
    teacher_guide = StreamField(
        COURSE_BLOCKS, blank=True, verbose_name=_("teacher's guide"), help_text=_("Shown only to those who may edit the course.")
    )
    picture = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    open_to_all = models.BooleanField(_("open to everybody"), default=False, help_text=_("Anybody may enrol, no class is needed."))

    template = "courses/course_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels = [
        *TeachingPage.content_panels,
        FieldPanel("title_en"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        TeachingPage.level_panel,
        TeachingPage.authorship_panel,
        FieldPanel("teacher_guide"),
        FieldPanel("open_to_all"),
    ]

    objects = ContentManager.from_queryset(CourseQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def cover_url(self) -> str:
        """The picture's address in the size of a card; empty without one. A drawing is sent as it is."""
        if self.picture is None:
            return ""
        return str(self.picture.file.url if self.picture.is_svg() else self.picture.get_rendition(COVER).url)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return CoursePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.page_contexts import course_context

        return {**super().get_context(request, *args, **kwargs), **course_context(self, request.user)}


class ModulePage(TeachingPage):
    template = "courses/module_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    content_panels = [*TeachingPage.content_panels, FieldPanel("summary"), TeachingPage.level_panel, TeachingPage.authorship_panel]

    objects = ContentManager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return CoursePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.page_contexts import module_context

        return {**super().get_context(request, *args, **kwargs), **module_context(self)}


class LessonPage(TeachingPage):
    goals = models.TextField(_("goals"), blank=True, help_text=_("One per line: what the learner can do afterwards."))
    body = StreamField(LESSON_BLOCKS, blank=True, verbose_name=_("content"))
    second_reading_on = models.DateField(
        _("second reading on"), null=True, blank=True, help_text=_("The day when somebody else than the author read the whole lesson.")
    )

    template = "courses/lesson_page.html"
    base_form_class = LessonPageForm
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *TeachingPage.content_panels,
        FieldPanel("goals"),
        FieldPanel("body"),
        FieldPanel("summary"),
        TeachingPage.level_panel,
        TeachingPage.authorship_panel,
        FieldPanel("second_reading_on"),
    ]

    objects = ContentManager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def goal_list(self) -> list[str]:
        return [line.strip() for line in self.goals.splitlines() if line.strip()]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return CoursePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.page_contexts import lesson_context

        return {**super().get_context(request, *args, **kwargs), **lesson_context(self, request.user)}
