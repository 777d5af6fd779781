"""Which call an author's assert asks for, and what it says about the result."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from notebooks.checks.literals import NotPlain, as_source, plain_number, plain_value
from notebooks.checks.plan import Unreadable
from notebooks.checks.values import Close, Equal, NotANumber, Rounded, Rule, Sized

RELATIVE = 1e-9
NUMPY_RELATIVE, NUMPY_ABSOLUTE = 1e-5, 1e-8
MOST_DIGITS = 15
FLIPPED: dict[type[ast.cmpop], ast.cmpop] = {ast.Gt: ast.Lt(), ast.GtE: ast.LtE()}


def rule_in(test: ast.expr) -> tuple[ast.expr, Rule]:
    """The node whose value is asked for, and the rule for it. Raises Unreadable."""
    match test:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return compared(left, op, right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return clear(operand), Equal(False)
        case ast.Call(func=func, args=args, keywords=keywords) if name_of(func) in ("isclose", "isnan"):
            return measured(test, args, {each.arg: each.value for each in keywords})
    return clear(test), Equal(True)


def compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> tuple[ast.expr, Rule]:
    if type(op) in FLIPPED:
        left, op, right = right, FLIPPED[type(op)], left
    if isinstance(op, ast.Eq) and not is_plain(right) and is_plain(left):
        left, right = right, left
    match op, left:
        case ast.Is(), _ if isinstance(right, ast.Constant) and (right.value is None or isinstance(right.value, bool)):
            return left, Equal(right.value)
        case ast.Eq(), ast.Call(func=ast.Name(id="round"), args=[subject, digits], keywords=[]):
            return subject, Rounded(number(right), few_digits(digits))
        case ast.Eq(), ast.Call(func=ast.Name(id="len"), args=[subject], keywords=[]):
            return subject, Sized(whole(right))
        case ast.Eq(), _:
            return left, Equal(value(right))
        case ast.Lt() | ast.LtE(), ast.Call(func=ast.Name(id="abs"), args=[ast.BinOp(op=ast.Sub()) as distance], keywords=[]):
            return distant(distance, number(right), strict=isinstance(op, ast.Lt))
    raise Unreadable("calls_form", left.lineno)


def distant(distance: ast.BinOp, tolerance: float, *, strict: bool) -> tuple[ast.expr, Rule]:
    """`f(…) - number` or `number - f(…)`."""
    subject, expected = (distance.right, distance.left) if is_plain(distance.left) else (distance.left, distance.right)
    return subject, Close(number(expected), absolute=tolerance, strict=strict)


def measured(test: ast.Call, args: list[ast.expr], options: dict[str | None, ast.expr]) -> tuple[ast.expr, Rule]:
    """`math.isnan(f(…))`, and `isclose` of math or numpy with their own tolerances."""
    if name_of(test.func) == "isnan" and len(args) == 1 and not options:
        return args[0], NotANumber()
    given = {name: number(node) for name, node in options.items()}
    if name_of(test.func) != "isclose" or len(args) != 2 or min(given.values(), default=0) < 0:
        raise Unreadable("calls_form", test.lineno)
    subject, expected = (args[1], number(args[0])) if is_plain(args[0]) else (args[0], number(args[1]))
    if given.keys() <= {"rtol", "atol"} and is_numpy(test.func):
        allowed = given.get("atol", NUMPY_ABSOLUTE) + given.get("rtol", NUMPY_RELATIVE) * abs(expected)
        return subject, Close(expected, absolute=allowed)
    if given.keys() <= {"rel_tol", "abs_tol"} and not is_numpy(test.func):
        return subject, Close(expected, relative=given.get("rel_tol", RELATIVE), absolute=given.get("abs_tol", 0.0))
    raise Unreadable("calls_form", test.lineno)


def clear(node: ast.expr) -> ast.expr:
    """A call that answers yes or no by itself. What Python brings along (isinstance, all, …) says too little about an answer."""
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and hasattr(builtins, node.func.id)):
        return node
    raise Unreadable("calls_form", node.lineno)


def name_of(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def is_numpy(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in ("np", "numpy")


# --- what is asked for ------------------------------------------------------------------------------------------------
def subject_source(node: ast.expr) -> str:
    """The one expression of a generated cell: a name, one item of it (`labels["N1"]`), or a call of a name with plain values or names."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords) if dotted(func):
            given = [argument(each) for each in args]
            named = [f"{each.arg}={argument(each.value)}" for each in keywords if each.arg]
            if len(named) == len(keywords):
                return f"{dotted(func)}({', '.join([*given, *named])})"
        case ast.Name() | ast.Attribute() if dotted(node):
            return dotted(node)
        case ast.Subscript(value=owner, slice=key) if dotted(owner) and is_plain(key):
            return f"{dotted(owner)}[{argument(key)}]"
    raise Unreadable("calls_subject", node.lineno)


def dotted(node: ast.expr) -> str:
    """`name` or `name.name`, empty for everything else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return node.id if isinstance(node, ast.Name) else ""


def argument(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    try:
        return as_source(plain_value(node))
    except NotPlain as error:
        raise Unreadable("calls_value", node.lineno, text=shortened(node)) from error


# --- plain values -----------------------------------------------------------------------------------------------------
def is_plain(node: ast.expr) -> bool:
    try:
        plain_value(node)
    except NotPlain:
        return False
    return True


def value(node: ast.expr) -> Any:
    try:
        return plain_value(node)
    except NotPlain as error:
        raise Unreadable("calls_value", node.lineno, text=shortened(node)) from error


def number(node: ast.expr) -> int | float:
    try:
        return plain_number(node)
    except NotPlain as error:
        raise Unreadable("calls_value", node.lineno, text=shortened(node)) from error


def whole(node: ast.expr) -> int:
    found = number(node)
    if not isinstance(found, int):
        raise Unreadable("calls_value", node.lineno, text=shortened(node))
    return found


def few_digits(node: ast.expr) -> int:
    found = whole(node)
    if abs(found) > MOST_DIGITS:
        raise Unreadable("calls_value", node.lineno, text=shortened(node))
    return found


def shortened(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:59] + "…"
