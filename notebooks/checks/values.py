"""Values as they come out of a run: text that a stranger may have written, read as strict JSON, and compared without any of its code."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notebooks.exceptions import BadUpload
from notebooks.notebook_json import NotebookLimits, read_json

# One string literal of Python and nothing else: what a notebook shows for a text. Reading it cannot nest.
QUOTED = re.compile(r"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+\"""")
CHARACTERS = 1_000_000
LIMITS = NotebookLimits(depth=30, parts=200_000)


class NotAValue(Exception):
    """The output holds no value that we take."""


def shown_text(outputs: Iterable[Mapping[str, Any]]) -> str:
    """The text that a cell ended with. Raises NotAValue."""
    values = [output for output in outputs if output.get("output_type") == "execute_result"]
    data = values[0].get("data") if len(values) == 1 else None
    text = data.get("text/plain") if isinstance(data, Mapping) else None
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    if not isinstance(text, str) or len(text) > CHARACTERS or not QUOTED.fullmatch(text):
        raise NotAValue
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise NotAValue from error


def shown_value(outputs: Iterable[Mapping[str, Any]]) -> Any:
    """The JSON value that a cell ended with. Raises NotAValue."""
    try:
        return read_json(shown_text(outputs).encode(), name="", limits=LIMITS)
    except (BadUpload, UnicodeError) as error:
        raise NotAValue from error


def same(value: Any, expected: Any) -> bool:
    """Equal in kind and content: a truth value is no number; a list and a tuple are one; not-a-number equals nothing."""
    if isinstance(expected, bool) or isinstance(value, bool) or expected is None:
        return value is expected
    if is_number(expected):
        return is_number(value) and bool(value == expected)
    if isinstance(expected, list | tuple):
        return isinstance(value, list) and len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(expected, dict):
        return isinstance(value, dict) and value.keys() == expected.keys() and all(same(value[key], expected[key]) for key in expected)
    return isinstance(value, str) and bool(value == expected)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- what an author may ask of a value --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Equal:
    expected: Any

    def holds(self, value: Any) -> bool:
        return same(value, self.expected)


@dataclass(frozen=True)
class Close:
    """Within a distance, as `math.isclose` counts it; `strict` where the author wrote `<` and not `<=`."""

    expected: float
    relative: float = 0.0
    absolute: float = 0.0
    strict: bool = False

    def holds(self, value: Any) -> bool:
        if not is_number(value):
            return False
        try:
            if self.strict:
                return abs(value - self.expected) < self.absolute
            return math.isclose(value, self.expected, rel_tol=self.relative, abs_tol=self.absolute)
        except OverflowError:
            return False


@dataclass(frozen=True)
class Rounded:
    expected: float
    digits: int

    def holds(self, value: Any) -> bool:
        try:
            return is_number(value) and bool(round(value, self.digits) == self.expected)
        except (OverflowError, ValueError):
            return False


@dataclass(frozen=True)
class Sized:
    """`len(…) == expected`."""

    expected: int

    def holds(self, value: Any) -> bool:
        return isinstance(value, str | list | dict) and len(value) == self.expected


@dataclass(frozen=True)
class NotANumber:
    def holds(self, value: Any) -> bool:
        return isinstance(value, float) and math.isnan(value)


Rule = Equal | Close | Rounded | Sized | NotANumber
