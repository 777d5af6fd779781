"""Comment lines by which an author says how a test cell is checked: `# Kiểu chấm: gọi hàm`, `# Sai số: 0.01`, …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.foundation.vietnamese.text import fold
from notebooks.markers import Region

DIRECTIVE = re.compile(r"^#\s*([^\s:#][^:#]{0,40}?)\s*(:.*)?$")


class Name(StrEnum):
    TIER = "tier"
    HINT = "hint"
    INPUT = "input"
    EXPECTED = "expected output"
    FILE = "file"
    CONTENT = "expected content"
    COMPARE = "compare with"
    TOLERANCE = "tolerance"
    WHOLE = "all or nothing"


NAMES = {str(name): name for name in Name} | {
    "kieu cham": Name.TIER,
    "goi y": Name.HINT,
    "nhap": Name.INPUT,
    "ket qua mong doi": Name.EXPECTED,
    "tep": Name.FILE,
    "noi dung mong doi": Name.CONTENT,
    "so voi": Name.COMPARE,
    "sai so": Name.TOLERANCE,
    "tron diem hoac khong": Name.WHOLE,
}
BLOCKS = frozenset({Name.EXPECTED, Name.CONTENT})


@dataclass(frozen=True)
class Directive:
    """`value` is what stands after the colon; `block` are the comment lines below it, without their `# `."""

    name: Name
    value: str
    line: int
    block: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of a block, one that begins on the line of its name included."""
        return "\n".join(([self.value] if self.value else []) + list(self.block))


@dataclass(frozen=True)
class Directives:
    found: tuple[Directive, ...]

    def all(self, name: Name) -> list[Directive]:
        return [each for each in self.found if each.name is name]

    def first(self, name: Name) -> Directive | None:
        return next(iter(self.all(name)), None)

    @property
    def all_or_nothing(self) -> bool:
        return self.first(Name.WHOLE) is not None


def directives_in(source: str) -> Directives:
    lines = source.split("\n")
    return Directives(tuple(with_block(each, lines) for each in single_lines(lines)))


def single_lines(lines: list[str]) -> Iterator[Directive]:
    for number, line in enumerate(lines, start=1):
        if (found := directive_on(line, number)) is not None:
            yield found


def directive_on(line: str, number: int = 0) -> Directive | None:
    match = DIRECTIVE.match(line.rstrip())
    name = NAMES.get(" ".join(fold(match.group(1)).split())) if match else None
    if match is None or name is None or (match.group(2) is None) is not (name is Name.WHOLE):
        return None
    return Directive(name, (match.group(2) or "")[1:].strip(), number)


def with_block(directive: Directive, lines: list[str]) -> Directive:
    """An expected text goes on as long as comment lines follow that say nothing else."""
    if directive.name not in BLOCKS:
        return directive
    block = []
    for line in lines[directive.line :]:
        if not line.startswith("#") or is_marker(line) or directive_on(line) is not None:
            break
        block.append(line[2:] if line.startswith("# ") else line[1:])
    return Directive(directive.name, directive.value, directive.line, tuple(block))


def is_marker(line: str) -> bool:
    return any(f"{end} {region}" in line for region in Region for end in ("BEGIN", "END"))


def without_directives(source: str) -> str:
    """The source without the lines that only tell how it is checked."""
    lines = source.split("\n")
    spoken = {number for each in directives_in(source).found for number in range(each.line, each.line + len(each.block) + 1)}
    return "\n".join(line for number, line in enumerate(lines, start=1) if number not in spoken)
