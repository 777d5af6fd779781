"""Plain values written in an author's test, read from its syntax tree and never executed."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf}
ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
LARGEST = 10**300


class NotPlain(Exception):
    """No number, text, truth value, None, list, tuple or dict with texts as keys."""


def plain_value(node: ast.expr) -> Any:
    """The value that a node stands for. Raises NotPlain."""
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, bool | int | float | str):
            return value
        case ast.List(elts=items):
            return [plain_value(item) for item in items]
        case ast.Tuple(elts=items):
            return tuple(plain_value(item) for item in items)
        case ast.Dict(keys=keys, values=values):
            return {text_key(key): plain_value(value) for key, value in zip(keys, values, strict=True)}
        case ast.Attribute(value=ast.Name(id="math" | "np"), attr=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="inf" | "-inf" as word)], keywords=[]):
            return float(word)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
            value = plain_number(operand)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(op=op, left=left, right=right) if type(op) in ARITHMETIC:
            return calculated(ARITHMETIC[type(op)], plain_number(left), plain_number(right))
    raise NotPlain


def text_key(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotPlain


def plain_number(node: ast.expr) -> int | float:
    value = plain_value(node)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotPlain
    return value


def calculated(operation: Callable[[Any, Any], Any], left: int | float, right: int | float) -> int | float:
    """Bounded: a test is no place to make a number that fills the memory."""
    try:
        found: int | float = operation(left, right)
    except ArithmeticError as error:
        raise NotPlain from error
    if isinstance(found, int) and abs(found) > LARGEST:
        raise NotPlain
    return found


def as_source(value: Any) -> str:
    """The value as it is written into a generated cell. Raises NotPlain for what has no literal."""
    if isinstance(value, float) and not math.isfinite(value):
        raise NotPlain
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {as_source(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_source, value)) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{as_source(item)}, " for item in value) + ")"
    return repr(value)
