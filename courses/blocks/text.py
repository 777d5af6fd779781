"""Written content: text, callouts, tables, code."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

# What the editor offers and what the loader keeps of Markdown: one list for both.
TEXT_FEATURES = [
    "h2",
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "code",
    "blockquote",
    "hr",
    "superscript",
    "subscript",
]


def text_block() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(features=TEXT_FEATURES, icon="pilcrow", label=capfirst(_("text")), template="courses/blocks/text.html")


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("info", _("Good to know")), ("tip", _("Tip")), ("warning", _("Take care")), ("danger", _("Danger"))],
        default="info",
        label=capfirst(_("kind")),
    )
    title = blocks.CharBlock(required=False, max_length=160, label=capfirst(_("title")))
    text = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link", "code"], label=capfirst(_("text")))

    class Meta:
        icon = "info-circle"
        label = capfirst(_("callout"))
        template = "courses/blocks/callout.html"


class LessonTableBlock(TableBlock):
    class Meta:
        label = capfirst(_("table"))
        template = "courses/blocks/table.html"


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(
        choices=[
            ("python", "Python"),
            ("sql", "SQL"),
            ("bash", "Shell"),
            ("json", "JSON"),
            ("html", "HTML"),
            ("javascript", "JavaScript"),
            ("text", _("Plain text")),
        ],
        default="python",
        label=capfirst(_("language")),
    )
    code = blocks.TextBlock(label=capfirst(_("program code")), rows=8)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        names = dict(self.child_blocks["language"].field.choices)
        return {**super().get_context(value, parent_context), "language_label": names.get(value["language"], "")}

    class Meta:
        icon = "code"
        label = capfirst(_("program code"))
        template = "courses/blocks/code.html"
