"""The lesson editor's form: it knows who is editing, and offers that person's labs and questions."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm

from courses.blocks.choices import EditorChoices, offering


class LessonPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the posted data replace it: what is already placed stays choosable for whoever edits next.
        self._placed = list(self.instance.body.raw_data) if self.instance.body else []

    @cached_property
    def editor_choices(self) -> EditorChoices:
        from courses.editor import choices_for

        return choices_for(self.for_user, placed=self._placed)

    def full_clean(self) -> None:
        with offering(self.editor_choices):
            super().full_clean()
