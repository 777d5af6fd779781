"""What a lesson asks people to do, what it tells the teacher, and what in it will soon be out of date."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

GROUPINGS = [("alone", _("On your own")), ("pair", _("In pairs")), ("group", _("In groups")), ("class", _("The whole class"))]
FEATURES = ["bold", "italic", "ol", "ul", "link", "code"]


class ActivityBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160, label=capfirst(_("title")))
    minutes = blocks.IntegerBlock(required=False, min_value=1, max_value=240, label=capfirst(_("minutes")))
    grouping = blocks.ChoiceBlock(required=False, choices=GROUPINGS, label=capfirst(_("with whom")))
    needs = blocks.CharBlock(required=False, max_length=300, label=capfirst(_("what is needed")))
    text = blocks.RichTextBlock(features=FEATURES, label=capfirst(_("steps")))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "grouping_label": dict(GROUPINGS).get(value["grouping"], "")}

    class Meta:
        icon = "pick"
        label = capfirst(_("activity"))
        template = "courses/blocks/activity.html"


class TeacherNoteBlock(blocks.StructBlock):
    """Folded on the page. Open material hides nothing: parents and self-learners may read it too."""

    title = blocks.CharBlock(required=False, max_length=160, label=capfirst(_("title")))
    text = blocks.RichTextBlock(features=FEATURES, label=capfirst(_("text")))

    class Meta:
        icon = "user"
        label = capfirst(_("note for teachers"))
        template = "courses/blocks/teacher_note.html"


class AnnexBlock(blocks.StructBlock):
    """Tools, screens and prices age faster than lessons: they stand apart, with the day they were last checked."""

    title = blocks.CharBlock(max_length=160, label=capfirst(_("title")))
    reviewed_on = blocks.DateBlock(label=capfirst(_("last reviewed on")))
    text = blocks.RichTextBlock(features=FEATURES, label=capfirst(_("text")))

    class Meta:
        icon = "history"
        label = capfirst(_("dated annex"))
        template = "courses/blocks/annex.html"
