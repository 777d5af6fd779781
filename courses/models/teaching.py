"""What every page of a course says about itself: level, audience, competencies, licence, authorship, duration."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from courses.blocks.about import CompetencyBlock, SourceBlock
from courses.models.identity import IdentifiedPage
from courses.models.vocabulary import Licence, Tier


class TeachingPage(IdentifiedPage):
    """The fields that a course, a module and a lesson share. A module or lesson that leaves one empty shows its course's."""

    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences for lists and search."))
    tier = models.CharField(_("tier"), max_length=2, choices=Tier, blank=True)
    audiences = ParentalManyToManyField("courses.Audience", blank=True, related_name="%(class)ss", verbose_name=_("audiences"))
    strands = ParentalManyToManyField("courses.Strand", blank=True, related_name="%(class)ss", verbose_name=_("strands"))
    proficiency_level = models.PositiveSmallIntegerField(
        _("proficiency level (1–8)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("Of the digital competence framework, TT 02/2025/TT-BGDĐT."),
    )
    competencies = StreamField([("competency", CompetencyBlock())], blank=True, verbose_name=_("competencies"))
    duration_periods = models.DecimalField(
        _("duration (periods)"), max_digits=5, decimal_places=1, null=True, blank=True, help_text=_("One period is 45 minutes.")
    )
    licence = models.CharField(_("licence"), max_length=24, choices=Licence, default=Licence.CC_BY_SA)
    authors = models.CharField(_("authors"), max_length=300, blank=True, help_text=_("Separated by semicolons."))
    ai_made = models.BooleanField(_("made with the help of AI"), default=False)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))

    class Meta:
        abstract = True

    search_fields = [
        *IdentifiedPage.search_fields,
        index.SearchField("search_words"),
        index.FilterField("tier"),
        index.FilterField("content_uid"),
    ]

    level_panel = MultiFieldPanel(
        [
            FieldPanel("tier"),
            FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
            FieldPanel("strands", widget=forms.CheckboxSelectMultiple),
            FieldPanel("proficiency_level"),
            FieldPanel("competencies"),
            FieldPanel("duration_periods"),
        ],
        heading=_("Level and audience"),
        classname="collapsed",
    )
    authorship_panel = MultiFieldPanel(
        [FieldPanel("licence"), FieldPanel("authors"), FieldPanel("ai_made"), FieldPanel("reviewed_on"), FieldPanel("sources")],
        heading=_("Licence and authorship"),
        classname="collapsed",
    )

    @property
    def author_list(self) -> list[str]:
        return [name.strip() for name in self.authors.split(";") if name.strip()]

    @property
    def minutes(self) -> int | None:
        return int(self.duration_periods * Decimal(45)) if self.duration_periods is not None else None

    def search_words(self) -> str:
        """Folded words, so that "tri tue" finds "Trí tuệ" on every database."""
        from courses.search import folded_words

        return folded_words(self)
