"""Small blocks that describe a page: its competencies and its sources."""

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses import competencies


class Framework(models.TextChoices):
    """The competency frameworks that courses are tagged with."""

    QD_3439 = "QD3439", _("QĐ 3439/QĐ-BGDĐT (AI for pupils)")
    TT_02_2025 = "TT02-2025", _("TT 02/2025/TT-BGDĐT (digital competence)")
    QD_757 = "QD757", _("QĐ 757/QĐ-BKHCN (basic digital skills)")
    UNESCO_CFS = "UNESCO-CFS", _("UNESCO AI CFS (students)")
    UNESCO_CFT = "UNESCO-CFT", _("UNESCO AI CFT (teachers)")
    DIGCOMP = "DIGCOMP", _("DigComp 3.0")
    AILIT = "AILIT", _("AILit (EC/OECD)")
    AI4K12 = "AI4K12", _("AI4K12")
    OTHER = "other", _("Other")


class CompetencyBlock(blocks.StructBlock):
    framework = blocks.ChoiceBlock(choices=Framework.choices, label=capfirst(_("framework")))
    code = blocks.CharBlock(max_length=80, label=capfirst(_("code")))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        named = competencies.name_of(value["framework"], value["code"])
        return {**super().get_context(value, parent_context), "competency_name": named if named != value["code"] else ""}

    class Meta:
        icon = "tag"
        label = capfirst(_("competency"))
        template = "courses/blocks/competency.html"


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=300, label=capfirst(_("title")))
    url = blocks.URLBlock(required=False, label=capfirst(_("address")))
    note = blocks.CharBlock(required=False, max_length=300, label=capfirst(_("note")))

    class Meta:
        icon = "openquote"
        label = capfirst(_("source"))
