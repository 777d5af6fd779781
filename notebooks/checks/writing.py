"""The text of a test cell from what an author fills in, read back at once so that nothing unreadable is handed out."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence
from dataclasses import dataclass

from notebooks.checks.calls import read_calls
from notebooks.checks.output import read_output
from notebooks.checks.plan import Unreadable
from notebooks.checks.produced import read_file
from notebooks.checks.tiers import Way

WAY_WORDS = {Way.ASSERT: "assert", Way.CALLS: "gọi hàm", Way.OUTPUT: "in ra", Way.FILE: "tệp"}
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


@dataclass(frozen=True)
class Wish:
    """`arguments` and `expected` have a line per call; for output and files `expected` is the text."""

    way: Way
    function: str = ""
    arguments: str = ""
    expected: str = ""
    hint: str = ""
    inputs: str = ""
    file: str = ""
    tolerance: str = ""
    hidden: bool = True
    all_or_nothing: bool = False


def written(wish: Wish) -> str:
    """The finished cell. Raises Unreadable."""
    calls = [f"{wish.function}({each})" for each in lines(wish.arguments)] if wish.function else []
    if wish.function and not is_name(wish.function):
        raise Unreadable("function_name", name=wish.function)
    if wish.way in (Way.ASSERT, Way.CALLS):
        return checked(wish, assembled(wish, [], asserts(wish, calls)))
    return checked(wish, assembled(wish, [*calls, *([f"# Tệp: {wish.file}"] if wish.way is Way.FILE else [])], block(wish)))


def assembled(wish: Wish, shown: Sequence[str], tested: Sequence[str]) -> str:
    head = [f"# Kiểu chấm: {WAY_WORDS[wish.way]}"]
    head += ["# Trọn điểm hoặc không"] if wish.all_or_nothing and wish.way is not Way.ASSERT else []
    head += [f"# Gợi ý: {wish.hint}"] if wish.hint and wish.way is not Way.CALLS else []
    head += [f"# Nhập: {each}" for each in wish.inputs.splitlines()] if wish.way is Way.OUTPUT else []
    return "\n".join([*head, *shown, *([BEGIN, *tested, END] if wish.hidden else tested)])


def asserts(wish: Wish, calls: Sequence[str]) -> list[str]:
    """One assert per line of arguments."""
    expected = lines(wish.expected)
    if not calls:
        raise Unreadable("function_missing")
    if len(calls) != len(expected):
        raise Unreadable("uneven", calls=len(calls), results=len(expected))
    hint = f"  # Gợi ý: {wish.hint}" if wish.hint and wish.way is Way.CALLS else ""
    return [f"assert {compared(call, value, wish.tolerance)}{hint}" for call, value in zip(calls, expected, strict=True)]


def compared(call: str, value: str, tolerance: str) -> str:
    if value in ("True", "False", "None"):
        return f"{call} is {value}"
    return f"abs({call} - {value}) <= {tolerance.replace(',', '.')}" if tolerance else f"{call} == {value}"


def block(wish: Wish) -> list[str]:
    title = "# Nội dung mong đợi:" if wish.way is Way.FILE else "# Kết quả mong đợi:"
    tolerance = [f"# Sai số: {wish.tolerance}"] if wish.tolerance else []
    return [*tolerance, title, *(f"# {line}".rstrip() for line in wish.expected.splitlines())]


def checked(wish: Wish, source: str) -> str:
    match wish.way:
        case Way.CALLS:
            read_calls(source)
        case Way.OUTPUT:
            read_output(source)
        case Way.FILE:
            read_file(source, {})
        case Way.ASSERT:
            try:
                ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                raise Unreadable("calls_syntax", getattr(error, "lineno", None) or 1) from error
    return source


def lines(text: str) -> list[str]:
    """A line per call; one empty field is a call without arguments."""
    return [line.strip() for line in text.splitlines()] or [""]


def is_name(function: str) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in function.split("."))
