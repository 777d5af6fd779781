"""Cutting a body into Markdown and `:::name` … `:::` directives."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from courses.loader.problems import Problems

NAMES = ("picture", "video", "document", "callout", "activity", "teacher", "annex", "lab", "quiz")
# Their inside is Markdown, so a code fence in it may hold anything; the others hold YAML.
WITH_MARKDOWN = ("callout", "teacher")
_OPEN = re.compile(r":::([a-z]+)\s*(.*?)\s*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True)
class Segment:
    """`name` is empty for Markdown. `line` is the file's line of the text's first line."""

    name: str
    argument: str
    text: str
    line: int


def cut(body: str, *, path: Path, first_line: int, problems: Problems) -> list[Segment]:
    """The segments of `body` in order; a directive inside a code fence is text."""
    segments: list[Segment] = []
    lines: list[str] = []
    opened: Segment | None = None
    fence = ""
    start = first_line
    for number, line in enumerate(body.split("\n"), start=first_line):
        fence = _fence_after(fence, line) if opened is None or opened.name in WITH_MARKDOWN else ""
        if fence or not line.startswith(":::"):
            lines.append(line)
            continue
        if line.strip() == ":::":
            if opened is None:
                problems.add(path, number, _("This ::: closes nothing: remove it, or add the line that opens the directive."))
            else:
                segments.append(Segment(opened.name, opened.argument, "\n".join(lines), opened.line + 1))
            opened, lines, start = None, [], number + 1
            continue
        if opened is not None:
            problems.add(path, opened.line, _("The directive :::%(name)s is not closed: add a line ::: after it.") % {"name": opened.name})
        elif "".join(lines).strip():
            segments.append(Segment("", "", "\n".join(lines), start))
        opened, lines = _opening(line, number, path, problems), []
    if opened is not None:
        problems.add(path, opened.line, _("The directive :::%(name)s is not closed: add a line ::: after it.") % {"name": opened.name})
    elif "".join(lines).strip():
        segments.append(Segment("", "", "\n".join(lines), start))
    return segments


def _opening(line: str, number: int, path: Path, problems: Problems) -> Segment:
    match = _OPEN.fullmatch(line)
    name = match[1] if match else ""
    if name not in NAMES:
        problems.add(
            path,
            number,
            _("There is no directive %(line)s: use one of %(names)s.")
            % {"line": line.strip(), "names": ", ".join(f":::{each}" for each in NAMES)},
        )
    return Segment(name, match[2] if match else "", "", number)


def _fence_after(fence: str, line: str) -> str:
    """The marker of the code fence that stands open after this line, or an empty text."""
    match = _FENCE.fullmatch(line)
    if not match:
        return fence
    marker, rest = match[1], match[2]
    if not fence:
        return "" if marker[0] == "`" and "`" in rest else marker
    closes = marker[0] == fence[0] and len(marker) >= len(fence) and not rest.strip()
    return "" if closes else fence
