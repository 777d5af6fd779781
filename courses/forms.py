"""The lesson editor's form: it knows who is editing, and offers that person's labs and questions."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockWidget

from courses.blocks.choices import EditorChoices, offering


class ChoosingWidget(BlockWidget):
    """Writes the definitions of the blocks for one person. One per form: nobody is shown another person's list."""

    def __init__(self, block_def: Any, choices: Callable[[], EditorChoices]) -> None:
        super().__init__(block_def)
        self.choices_of_editor = choices

    @property
    def js_context(self) -> Any:
        with offering(self.choices_of_editor()):
            return super().js_context

    @property
    def block_json(self) -> str:
        with offering(self.choices_of_editor()):
            return str(super().block_json)


class IdentifiedPageForm(WagtailAdminPageForm):
    """A new page needs no address: it is made of the title when it is saved. What its parent says of the licence holds for it too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "slug" in self.fields:
            self.fields["slug"].required = False
        licence = getattr(self.parent_page.specific, "licence", "") if self.parent_page is not None else ""
        if self.instance.pk is None and licence and "licence" in self.fields:
            self.fields["licence"].initial = self.initial["licence"] = licence


class LessonPageForm(IdentifiedPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the posted data replace it: what is already placed stays choosable for whoever edits next.
        self._placed = list(self.instance.body.raw_data) if self.instance.body else []
        if "body" in self.fields:
            self.fields["body"].widget = ChoosingWidget(self.fields["body"].block, lambda: self.editor_choices)

    @cached_property
    def editor_choices(self) -> EditorChoices:
        from courses.editor import choices_for

        return choices_for(self.for_user, placed=self._placed)

    def full_clean(self) -> None:
        with offering(self.editor_choices):
            super().full_clean()
