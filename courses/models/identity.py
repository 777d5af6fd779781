"""The identity of a piece of content: the same in every language, through every move and edit."""

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet


class ContentUidField(models.UUIDField):
    """Always the page's translation key.

    Wagtail keeps that key unique per language, shares it between translations and renews it in a copy:
    exactly what a content uid is. A second column makes it readable where progress, quizzes and labs refer to it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(editable=False, db_index=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("db_index", None)
        return name, path, list(args), kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> UUID:
        uid: UUID = model_instance.translation_key  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, uid)
        return uid


class ContentQuerySet(PageQuerySet):
    def with_uid(self, uid: UUID | str) -> Self:
        return self.filter(content_uid=uid)

    def in_language(self, code: str) -> Self:
        return self.filter(locale__language_code=code)

    def readable(self) -> Self:
        """What a visitor without any right may read."""
        return self.live().public()


ContentManager = PageManager.from_queryset(ContentQuerySet)


class IdentifiedPage(Page):
    """A page that other rooms refer to by `content_uid`, never by its page id."""

    content_uid = ContentUidField(_("content uid"))

    # A copy is another piece of content; a translation takes the key over with its translation key.
    exclude_fields_in_copy = ["content_uid"]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self._agree_on_uid()

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft instead of `clean`."""
        super().minimal_clean()
        self._agree_on_uid()

    def _agree_on_uid(self) -> None:
        if self._state.adding and self.content_uid:
            self.translation_key = UUID(str(self.content_uid))
        self.content_uid = self.translation_key
