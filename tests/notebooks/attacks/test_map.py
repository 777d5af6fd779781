"""Every attack has a test, and no test claims an attack that is not in the table."""

import ast
from collections import defaultdict
from pathlib import Path

from . import EFFECTS
from .material import attack

TESTS = Path(__file__).parents[2]
ROOMS = ("notebooks", "hub_config", "hub")


def marked() -> dict[int, set[str]]:
    """Tests by the attack that they are marked with, anywhere in the rooms of the labs."""
    found: dict[int, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in sorted((TESTS / room).rglob("test_*.py")):
            source = path.read_text(encoding="utf-8")
            for function in ast.walk(ast.parse(source)) if "attack(" in source else ():
                if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                    for decorator in function.decorator_list:
                        for number in numbers_in(decorator):
                            found[number].add(f"{path.relative_to(TESTS)}::{function.name}")
    return found


def numbers_in(decorator: ast.expr) -> list[int]:
    """The numbers of `attack(…)`, also inside a list of parameters."""
    calls = [node for node in ast.walk(decorator) if isinstance(node, ast.Call)]
    named = [call for call in calls if (getattr(call.func, "id", None) or getattr(call.func, "attr", None)) == attack.name]
    return [number.value for call in named for number in call.args if isinstance(number, ast.Constant)]


def test_every_attack_has_a_test():
    assert sorted(EFFECTS) == list(range(1, 40))
    assert {number: sorted(tests) for number, tests in marked().items() if number not in EFFECTS} == {}
    assert [f"{number}: {effect}" for number, effect in EFFECTS.items() if number not in marked()] == []
