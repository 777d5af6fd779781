"""Choices that depend on who is editing: the labs and questions that this person may use.

A block is made once for the whole site, an editor is one person: the form says for whom it is shown or checked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

Choice = tuple[str, Any]


@dataclass(frozen=True)
class EditorChoices:
    labs: list[Choice] = field(default_factory=list)
    questions: list[Choice] = field(default_factory=list)


NOTHING = EditorChoices()
_current: ContextVar[EditorChoices] = ContextVar("courses_editor_choices")


@contextmanager
def offering(choices: EditorChoices) -> Iterator[None]:
    """Within this, the lab and question blocks offer and accept exactly `choices`."""
    token = _current.set(choices)
    try:
        yield
    finally:
        _current.reset(token)


class UidChoiceBlock(blocks.FieldBlock):
    """A select whose value is a content uid in its text form."""

    source = ""
    empty_label = capfirst(_("Please choose"))

    def __init__(self, required: bool = True, help_text: Any = "", **kwargs: Any) -> None:
        self.field = forms.ChoiceField(
            choices=self._choices,
            required=required,
            help_text=help_text,
            error_messages={"invalid_choice": _("Choose one from the list: this one does not exist or is not yours to use.")},
        )
        super().__init__(**kwargs)

    def _choices(self) -> list[Choice]:
        return [("", self.empty_label), *getattr(_current.get(NOTHING), self.source, [])]

    def to_python(self, value: Any) -> str:
        return str(value) if value else ""

    def get_prep_value(self, value: Any) -> str:
        return str(value) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As a plain text block: in migrations the class may move freely."""
        return ("wagtail.blocks.CharBlock", [], {})


class LabChoiceBlock(UidChoiceBlock):
    source = "labs"


class QuestionChoiceBlock(UidChoiceBlock):
    source = "questions"


def uid_or_none(value: Any) -> UUID | None:
    """A stored uid as a UUID; what is empty or broken becomes None."""
    try:
        return UUID(str(value))
    except ValueError:
        return None
