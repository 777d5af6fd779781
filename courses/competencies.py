"""The competency codes that lessons name, in words. The list is dated data: `reference/competencies.yaml`."""

from functools import cache
from itertools import product
from pathlib import Path

import yaml

LIST = Path(__file__).parent / "reference" / "competencies.yaml"


@cache
def codes() -> dict[str, dict[str, str]]:
    """{framework: {code: its name}}; a framework that is not in the list (`other`) takes any code."""
    frameworks = yaml.safe_load(LIST.read_text(encoding="utf-8"))["frameworks"]
    return {name: _combined(each["parts"]) for name, each in frameworks.items()}


def _combined(parts: list[dict[str, str]]) -> dict[str, str]:
    return {
        "-".join(code for code, _name in chosen): ", ".join(name for _code, name in chosen)
        for chosen in product(*(part.items() for part in parts))
    }


def is_known(framework: str, code: str) -> bool:
    return framework not in codes() or code in codes()[framework]


def name_of(framework: str, code: str) -> str:
    """The code in words, or the code itself where the list has none."""
    return codes().get(framework, {}).get(code, code)
