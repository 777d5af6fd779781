"""Model fields that keep Vietnamese text in one spelling and compute its keys when a row is saved."""

from typing import Any

from django.db import models

from .vietnamese import SORT_KEY_WIDTH, normalise, search_key, sort_key


class NormalisedCharField(models.CharField):
    """One line of text, stored as NFC with the right đ and nothing invisible."""

    def get_prep_value(self, value: Any) -> Any:
        """Also applied to values in queries, so that a lookup finds what a save has stored."""
        prepared = super().get_prep_value(value)
        return normalise(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class ComputedKeyField(models.CharField):
    """A text computed from other attributes of its row at every save. Its own value is never set by hand.

    `save(update_fields=…)` must name this field beside its sources, and `QuerySet.update` does not reach it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("editable", "blank", "default"):
            kwargs.pop(implied, None)
        return name, path, list(args), kwargs

    def compute(self, model_instance: models.Model) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.compute(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class SortKeyField(ComputedKeyField):
    """Order by this field and a list of people is in Vietnamese order, on every database."""

    def __init__(self, *args: Any, family_attr: str = "family_middle", given_attr: str = "given", **kwargs: Any) -> None:
        self.family_attr = family_attr
        self.given_attr = given_attr
        kwargs["max_length"] = SORT_KEY_WIDTH
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.update(family_attr=self.family_attr, given_attr=self.given_attr)
        return name, path, args, kwargs

    def compute(self, model_instance: models.Model) -> str:
        return sort_key(_text(model_instance, self.family_attr), _text(model_instance, self.given_attr))


class SearchKeyField(ComputedKeyField):
    """Folded words of another attribute: a query passed through `search_key` finds it without marks or case."""

    def __init__(self, *args: Any, source: str = "full_name", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        return name, path, args, kwargs

    def compute(self, model_instance: models.Model) -> str:
        # Folding may lengthen a text (æ → ae), and PostgreSQL refuses what SQLite would let pass.
        return search_key(_text(model_instance, self.source))[: self.max_length]


def _text(model_instance: models.Model, attribute: str) -> str:
    return getattr(model_instance, attribute) or ""
