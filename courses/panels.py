"""The editor's panel for a lesson's content."""

from typing import Any

from wagtail.admin.panels import FieldPanel

from courses.blocks.choices import offering


class BodyPanel(FieldPanel):
    """Shows the labs and questions of the person who is editing."""

    class BoundPanel(FieldPanel.BoundPanel):
        def render_html(self, parent_context: Any = None) -> Any:
            with offering(self.form.editor_choices):
                return super().render_html(parent_context)
