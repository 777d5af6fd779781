"""T3, `# Kiểu chấm: gọi hàm`: a cell of plain asserts, read and never run. Only the calls go into the sandbox; here the results are judged."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from notebooks.checks.directives import directives_in
from notebooks.checks.plan import MOST_PARTS, Mark, Unreadable, Verdict, verdict_on
from notebooks.checks.rules import rule_in, subject_source
from notebooks.checks.tiers import Way
from notebooks.checks.values import NotAValue, Rule, shown_value
from notebooks.markers import HINT_CHARACTERS
from notebooks.sandbox import CellRun

HINT = re.compile(r"^#\s*(?:Gợi ý|Hint)\s*:\s*(.+?)\s*$", re.IGNORECASE)
MOST_STEPS = 5_000
MOST_WRITTEN = 200_000
# numpy's and pandas' values know how to become plain ones.
CELL = "import json as _hocai_json\n_hocai_json.dumps({call}, default=lambda value: value.tolist())"
Known = Mapping[str, ast.expr]


@dataclass(frozen=True)
class Call:
    """`source` is what is evaluated, `rule` stays here; `line` is the author's assert."""

    source: str
    rule: Rule
    hint: str
    line: str


@dataclass(frozen=True)
class CallsPlan:
    calls: tuple[Call, ...]
    all_or_nothing: bool = False
    way: Way = Way.CALLS

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(CELL.format(call=call.source) for call in self.calls)

    def marks(self, runs: Sequence[CellRun | None]) -> list[Mark]:
        return [Mark(judged(call, ran), call.hint, call.line) for call, ran in zip(self.calls, runs, strict=True)]


def judged(call: Call, ran: CellRun | None) -> Verdict:
    verdict = verdict_on(ran)
    if verdict is not Verdict.PASSED or ran is None:
        return verdict
    try:
        return Verdict.PASSED if call.rule.holds(shown_value(ran.outputs)) else Verdict.WRONG
    except NotAValue:
        return Verdict.WRONG


def read_calls(source: str) -> CallsPlan:
    """Raises Unreadable with the line that cannot be read."""
    try:
        tree = ast.parse(source)
        calls = tuple(Reading(source).calls(tree.body, {}))
    except SyntaxError as error:
        raise Unreadable("calls_syntax", error.lineno or 1) from error
    except (ValueError, RecursionError, MemoryError, tokenize.TokenError) as error:
        raise Unreadable("calls_syntax") from error
    if not calls:
        raise Unreadable("calls_none")
    return CallsPlan(calls, directives_in(source).all_or_nothing)


class Reading:
    """One walk over the statements of a test; loops over written-out values are unrolled."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self.trailing, self.above = hints_in(source)
        self.steps = self.found = 0

    def calls(self, statements: Sequence[ast.stmt], known: Known) -> Iterator[Call]:
        known = dict(known)
        for statement in statements:
            self.count(statement)
            match statement:
                case ast.Assert():
                    yield self.call(statement, known)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    known[name] = bound(value, known)
                case ast.For(target=target, iter=values, body=body, orelse=[]):
                    for item in self.items(resolved(values, known)):
                        yield from self.calls(body, {**known, **unpacked(target, item)})
                case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
                    pass
                case _:
                    raise Unreadable("calls_statement", statement.lineno)

    def count(self, statement: ast.stmt) -> None:
        self.steps += 1
        self.found += isinstance(statement, ast.Assert)
        if self.steps > MOST_STEPS or self.found > MOST_PARTS:
            raise Unreadable("calls_many", statement.lineno, limit=MOST_PARTS)

    def call(self, statement: ast.Assert, known: Known) -> Call:
        subject, rule = rule_in(resolved(statement.test, known))
        return Call(subject_source(subject), rule, self.hint(statement), self.lines[statement.lineno - 1].strip())

    def hint(self, statement: ast.Assert) -> str:
        """The comment behind the assert, else its message, else the nearest hint line above it."""
        if found := self.trailing.get(statement.end_lineno or statement.lineno):
            return found
        if isinstance(statement.msg, ast.Constant) and isinstance(statement.msg.value, str):
            return statement.msg.value[:HINT_CHARACTERS]
        above = [line for line in self.above if line < statement.lineno]
        return self.above[max(above)] if above else ""

    def items(self, values: ast.expr) -> Sequence[ast.expr]:
        """What a loop goes over: values that are written out, the pairs of a dict, or a short range."""
        match values:
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return items
            case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys, values=found), attr="items"), args=[], keywords=[]):
                return [ast.copy_location(ast.Tuple([key, value]), values) for key, value in zip(keys, found, strict=True) if key]
            case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]) if 1 <= len(args) <= 3:
                numbers = [node.value for node in args if isinstance(node, ast.Constant) and type(node.value) is int]
                if len(numbers) == len(args) and 0 not in numbers[2:] and len(range(*numbers)) <= MOST_PARTS:
                    return [ast.copy_location(ast.Constant(number), values) for number in range(*numbers)]
        raise Unreadable("calls_loop", values.lineno)


def bound(value: ast.expr, known: Known) -> ast.expr:
    """What a name of the test stands for: a value that is written out, or the result of one call."""
    found = resolved(value, known)
    if not isinstance(found, ast.Call):
        return found
    subject_source(found)
    return found


def unpacked(target: ast.expr, item: ast.expr) -> dict[str, ast.expr]:
    match target, item:
        case ast.Name(id=name), _:
            return {name: item}
        case ast.Tuple(elts=names), ast.Tuple(elts=values) | ast.List(elts=values) if len(names) == len(values):
            return {name: value for each, part in zip(names, values, strict=True) for name, value in unpacked(each, part).items()}
    raise Unreadable("calls_loop", target.lineno)


def resolved(node: ast.expr, known: Known) -> ast.expr:
    """A copy of the node with the names that the test itself defines written out, at the place where they are used."""
    found: ast.expr = Writing(known).visit(ast.parse(ast.unparse(node), mode="eval").body)
    for each in ast.walk(found):
        if isinstance(each, ast.expr):
            each.lineno = each.end_lineno = node.lineno
    return found


class Writing(ast.NodeTransformer):
    """Bounded: names that stand for names that stand for long lists must not fill the memory."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.room = MOST_WRITTEN

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = self.known.get(node.id)
        if known is None:
            return node
        written = ast.unparse(known)
        self.room -= len(written)
        if self.room < 0:
            raise Unreadable("calls_many", node.lineno, limit=MOST_PARTS)
        return ast.parse(written, mode="eval").body


def hints_in(source: str) -> tuple[dict[int, str], dict[int, str]]:
    """Hints behind code and hints on lines of their own, by line."""
    trailing: dict[int, str] = {}
    above: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        match = HINT.match(token.string) if token.type == tokenize.COMMENT else None
        if match:
            alone = not token.line[: token.start[1]].strip()
            (above if alone else trailing)[token.start[0]] = match.group(1)[:HINT_CHARACTERS]
    return trailing, above
