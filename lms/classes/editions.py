"""Two officers with the same form open: whoever saves second sees what the other saved, and loses nothing of their own.

A form carries the row's `edition` and the values it was opened with. The action compares the edition under lock (`check`) and counts
it on (`advance`). On `ClassError("edited_meanwhile")` the view calls `conflict_of`, puts its `form` on the page again with the
status 409 and includes `classes/_edition_conflict.html`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol, TypeVar

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.exceptions import ClassError
from lms.foundation.models import AuditEntry
from lms.people.models import User


class Edited(Protocol):
    edition: int


class EditionFormMixin(forms.Form):
    """Adds the hidden edition; every other field also sends the value it was opened with. Mix in first."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "edition"


FormT = TypeVar("FormT", bound=forms.BaseForm)


@dataclass(frozen=True)
class Difference:
    """A field in which the two parted."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    sentence: str
    differences: list[Difference]


def check(row: Edited, edition: int | None) -> None:
    """Call with the row locked. Raises ClassError edited_meanwhile when it is no longer the edition that the form showed.

    None: whoever asks had no form open, nothing to compare.
    """
    if edition is not None and row.edition != edition:
        raise ClassError("edited_meanwhile")


def advance(row: Edited) -> None:
    """One change more; the caller saves the row."""
    row.edition += 1


def conflict_of(form: FormT, row: Model, theirs: Mapping[str, Any], *, verbs: Iterable[str]) -> tuple[FormT, Conflict]:
    """The form anew, and what to tell about it. `theirs`: the row's values now, as the form's `initial` has them.

    What this person did not touch takes the value that the other saved; what they did touch keeps theirs, with the other's
    beside it. Saving again saves what stands on the page.
    """
    touched = set(form.changed_data) - {"edition"}
    differences = [
        Difference(str(field.label), shown, other)
        for name, field in form.fields.items()
        if name in touched and name in theirs and _changed_by_other(form, name, theirs[name])
        if (shown := _shown(form, name, form.cleaned_data.get(name))) != (other := _shown(form, name, theirs[name]))
    ]
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    for name in theirs.keys() & form.fields.keys():
        key = form.add_prefix(name)
        if name not in touched:
            _put(data, key, _sent(form.fields[name], theirs[name]))
        _put(data, form.add_initial_prefix(name), _sent(form.fields[name], theirs[name], hidden=True))
    data[form.add_prefix("edition")] = str(row.edition)  # type: ignore[attr-defined]  # an edited row
    form.data = data
    form.__dict__.pop("changed_data", None)
    return form, Conflict(_sentence(row, verbs), differences)


def _sentence(row: Model, verbs: Iterable[str]) -> str:
    entry = AuditEntry.objects.filter(
        object_type=row._meta.label_lower, object_id=str(row.pk), verb__in=list(verbs)
    ).order_by("-at", "-pk").first()  # fmt: skip
    person = User.objects.filter(handle=entry.actor_handle).first() if entry and entry.actor_handle else None
    if entry is None:
        return _("Somebody else saved this in the meantime. Look at both, then save again.")
    return _("%(name)s saved this at %(time)s while you had it open. Look at both, then save again.") % {
        "name": person.full_name if person else _("Somebody else"),
        "time": f"{timezone.localtime(entry.at):%H:%M %d/%m/%Y}",
    }


def _changed_by_other(form: forms.BaseForm, name: str, theirs: Any) -> bool:
    """Whether the other left a value that is not the one this form was opened with."""
    opened = [each for each in form.data.getlist(form.add_initial_prefix(name)) if each]  # type: ignore[attr-defined]  # a QueryDict
    return opened != [each for each in _sent(form.fields[name], theirs, hidden=True) if each]


def _put(data: Any, key: str, values: list[str]) -> None:
    data.setlist(key, values) if values else data.pop(key, None)


def _sent(field: forms.Field, value: Any, *, hidden: bool = False) -> list[str]:
    """A value as a browser sends it back."""
    if isinstance(field, forms.BooleanField):
        return [str(bool(value))] if hidden else (["on"] if value else [])
    formatted = field.widget.format_value(field.prepare_value(value))
    if formatted is None:
        return []
    return [str(each) for each in formatted] if isinstance(formatted, list | tuple) else [str(formatted)]


def _shown(form: forms.BaseForm, name: str, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", []):
        return _("empty")
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(each) for each in value)) or _("empty")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # a list of pairs
    return _moment(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
