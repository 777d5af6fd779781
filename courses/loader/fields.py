"""Reading values out of YAML: every value has the right shape, or the author gets a line that says what to write."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils.translation import gettext as _

from courses.loader.problems import Problems
from lms.foundation.vietnamese import normalise, normalise_lines


class Mapping(dict[str, Any]):
    """A YAML mapping that remembers on which line it and each of its keys stood, counted from 0."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}


# The parser in C where the wheel brings it: a whole curriculum in two seconds instead of ten.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LineLoader(_Loader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        mapping = Mapping(node.start_mark.line)
        mapping.update({str(key): value for key, value in super().construct_mapping(node, deep=True).items()})
        mapping.key_lines = {str(self.construct_object(key)): key.start_mark.line for key, _value in node.value}
        return mapping


# The stock constructor of mappings makes a plain dict in two steps; ours knows its lines at once.
LineLoader.add_constructor("tag:yaml.org,2002:map", LineLoader.construct_mapping)


def parse_yaml(text: str, *, path: Path, first_line: int, problems: Problems) -> Any:
    """The YAML value, or None with a problem noted. `first_line` is the file's line of the text's first line."""
    try:
        return yaml.load(text, Loader=LineLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        problems.add_unreadable(
            path, line, _("This is not valid YAML: check the indentation, and put texts with a colon or a comma in quotes.")
        )
    except (yaml.YAMLError, ValueError):
        problems.add_unreadable(
            path, first_line, _("This is not valid YAML: check the indentation, and put texts with a colon or a comma in quotes.")
        )
    return None


class Fields:
    """One mapping of a file: asks for a field, notes what is wrong, and goes on with an empty value."""

    def __init__(self, data: Any, *, path: Path, first_line: int, problems: Problems, known: Iterable[str]) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.path, self.first_line, self.problems = path, first_line, problems
        if data is not None and not isinstance(data, dict):
            problems.add(path, first_line, _("Write lines of the form `name: value` here."))
        for name in self.data.keys() - set(known):
            self.complain(
                str(name),
                _("There is no field “%(name)s”: correct its name or remove the line; put a text with a comma in quotes.") % {"name": name},
            )

    def line_of(self, name: str) -> int:
        """The file's line of a field, or of the mapping when it lacks the field. `first_line` is that of the YAML text."""
        if not isinstance(self.data, Mapping):
            return self.first_line
        return self.first_line + self.data.key_lines.get(name, self.data.line)

    def complain(self, name: str, message: object) -> None:
        self.problems.add(self.path, self.line_of(name), message)

    def has(self, name: str) -> bool:
        return self.data.get(name) not in (None, "", [])

    def _missing(self, name: str, required: bool) -> bool:
        if self.has(name):
            return False
        if required:
            self.complain(name, _("The field “%(name)s” is missing.") % {"name": name})
        return True

    def line_text(self, name: str, *, required: bool = False, max_length: int = 255) -> str:
        text = normalise(self._raw_text(name, required))
        if len(text) > max_length:
            self.complain(name, _("“%(name)s” is too long: at most %(number)d letters.") % {"name": name, "number": max_length})
        return text

    def lines(self, name: str, *, required: bool = False) -> str:
        return normalise_lines(self._raw_text(name, required))

    def _raw_text(self, name: str, required: bool) -> str:
        if self._missing(name, required):
            return ""
        value = self.data[name]
        if isinstance(value, str | int | float | date) and not isinstance(value, bool):
            return str(value)
        self.complain(name, _("“%(name)s” must be a text: put it in quotes.") % {"name": name})
        return ""

    def uid(self, name: str = "uid") -> UUID | None:
        text = self._raw_text(name, True)
        try:
            return UUID(text) if text else None
        except ValueError:
            self.complain(
                name,
                _("“%(name)s” must be a UUID such as 6f1c0d5e-8a52-4a0e-9c3a-2f7b1d3e4a5b: make a new one, never copy one.")
                % {"name": name},
            )
            return None

    def slug(self, name: str = "slug") -> str:
        text = self._raw_text(name, True)
        if text and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
            self.complain(name, _("“%(name)s” takes lower-case letters without marks, digits and hyphens only.") % {"name": name})
        return text

    def number(self, name: str, *, minimum: Decimal | int = 0, default: Decimal | None = None) -> Decimal | None:
        if self._missing(name, False):
            return default
        value = self.data[name]
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = None
        if number is None or isinstance(value, bool) or not number.is_finite() or number < minimum:
            self.complain(name, _("“%(name)s” must be a number of at least %(minimum)s.") % {"name": name, "minimum": minimum})
            return default
        return number

    def integer(self, name: str, *, minimum: int = 0, maximum: int | None = None) -> int | None:
        number = self.number(name, minimum=minimum)
        if number is None:
            return None
        if number != int(number) or (maximum is not None and number > maximum):
            self.complain(
                name,
                _("“%(name)s” must be a whole number from %(minimum)d to %(maximum)s.")
                % {"name": name, "minimum": minimum, "maximum": maximum or "…"},
            )
            return None
        return int(number)

    def boolean(self, name: str, *, default: bool = False) -> bool:
        value = self.data.get(name, default)
        if isinstance(value, bool):
            return value
        self.complain(name, _("“%(name)s” is either true or false.") % {"name": name})
        return default

    def day(self, name: str) -> date | None:
        if self._missing(name, False):
            return None
        value = self.data[name]
        try:
            return value if type(value) is date else date.fromisoformat(str(value))
        except ValueError:
            self.complain(name, _("“%(name)s” must be a day such as 2026-11-20.") % {"name": name})
            return None

    def choice(self, name: str, choices: Iterable[str], *, required: bool = False, default: str = "") -> str:
        if self._missing(name, required):
            return default
        return self._one_of(name, self.data[name], list(choices)) or default

    def choices(self, name: str, choices: Iterable[str]) -> list[str]:
        allowed = list(choices)
        return [found for item in self.items(name) if (found := self._one_of(name, item, allowed))]

    def _one_of(self, name: str, value: Any, allowed: list[str]) -> str:
        if str(value) in allowed:
            return str(value)
        self.complain(
            name,
            _("“%(value)s” is no value of “%(name)s”: choose among %(allowed)s.")
            % {"name": name, "value": value, "allowed": ", ".join(allowed)},
        )
        return ""

    def items(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.complain(name, _("“%(name)s” must be a list.") % {"name": name})
        return []

    def texts(self, name: str) -> list[str]:
        return [normalise(str(item)) for item in self.items(name) if item not in (None, "")]

    def mappings(self, name: str, known: Iterable[str]) -> list["Fields"]:
        known = list(known)
        return [self._nested(name, item, known) for item in self.items(name)]

    def _nested(self, name: str, item: Any, known: list[str]) -> "Fields":
        """A mapping inside this one; its lines are counted in the same text."""
        if isinstance(item, dict):
            return Fields(item, path=self.path, first_line=self.first_line, problems=self.problems, known=known)
        self.complain(name, _("Write lines of the form `name: value` here."))
        return Fields({}, path=self.path, first_line=self.line_of(name), problems=Problems(self.problems.root), known=known)
