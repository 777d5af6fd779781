"""Pictures, videos and files. Each says in words what it shows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

PREVIEWED_BY_BROWSERS = {"pdf"}


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=capfirst(_("picture")))
    description = blocks.TextBlock(
        rows=2, max_length=500, label=capfirst(_("description")), help_text=_("What somebody who cannot see the picture has to know.")
    )
    caption = blocks.CharBlock(required=False, max_length=300, label=capfirst(_("caption")))
    credit = blocks.CharBlock(required=False, max_length=200, label=capfirst(_("credit")))

    class Meta:
        icon = "image"
        label = capfirst(_("picture"))
        template = "courses/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label=capfirst(_("title")))
    url = blocks.URLBlock(required=False, label=capfirst(_("address")), help_text=_("Of a video elsewhere; it opens in a new tab."))
    file = DocumentChooserBlock(required=False, label=capfirst(_("video file")))
    transcript = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"], label=capfirst(_("transcript")))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["url"]) == bool(cleaned["file"]):
            raise blocks.StructBlockValidationError({"url": ValidationError(_("Give either an address or a video file."))})
        return cleaned

    class Meta:
        icon = "media"
        label = capfirst(_("video"))
        template = "courses/blocks/video.html"


class DocumentBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=capfirst(_("file")))
    title = blocks.CharBlock(required=False, max_length=200, label=capfirst(_("title")))
    preview = DocumentChooserBlock(
        required=False, label=capfirst(_("preview (PDF)")), help_text=_("For slides and documents that a browser cannot show.")
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        document = value["file"]
        shown = value["preview"] or (document if document and document.file_extension.lower() in PREVIEWED_BY_BROWSERS else None)
        return {**context, "document": document, "preview": shown}

    class Meta:
        icon = "doc-full"
        label = capfirst(_("document"))
        template = "courses/blocks/document.html"
