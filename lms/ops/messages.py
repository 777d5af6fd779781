"""Finds every message of ours that lacks a complete Vietnamese translation, without xgettext.

Templates go through Django's own `templatize`, Python and JavaScript through Babel's extractors. Babel is a tool of the developers'
environment, so it is imported where it is used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_OURS = ("migrations", "vendor", "node_modules", "ops")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Message:
    """A message where it is used: file, line, context (or ""), text, plural (or "")."""

    file: str
    line: int
    context: str
    text: str
    plural: str = ""


@dataclass(frozen=True, order=True)
class Complaint:
    """A message and what is wrong with its translation."""

    message: Message
    problem: str


def template_as_python(source: str) -> str:
    """A template as text that Babel's Python extractor can read: indentation means nothing there."""
    return "\n".join(line.lstrip() for line in templatize(source).split("\n"))


def messages_in(source: str, method: str, file: str) -> Iterator[Message]:
    """Messages of one text; `method` is python or javascript."""
    from babel.messages.extract import extract

    for line, text, _comments, context in extract(method, BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}):
        single, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if single:
            yield Message(file, line, context or "", single, plural)


def messages_of_file(path: Path, file: str) -> Iterator[Message]:
    """Messages of one file by its kind."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from messages_in(source, "python", file)
    elif path.suffix == ".js":
        yield from messages_in(source, "javascript", file)
    else:
        yield from messages_in(template_as_python(source), "python", file)


def is_ours(relative: Path) -> bool:
    """False for migrations, bundled code of others, and operations (whose words are Vietnamese literals)."""
    return not any(part in NOT_OURS for part in relative.parts[:-1]) and not relative.name.endswith(".min.js")


def files_of(app: Path) -> Iterator[Path]:
    """Python, templates and scripts of one application."""
    patterns = ("**/*.py", "templates/**/*.html", "templates/**/*.txt", "static/**/*.js")
    for pattern in patterns:
        yield from (path for path in sorted(app.glob(pattern)) if is_ours(path.relative_to(app)))


def all_messages(root: Path, applications: list[Path]) -> set[Message]:
    """Every message of the project; a file below two applications counts once."""
    files = {path for app in applications for path in files_of(app)}
    return {message for path in files for message in messages_of_file(path, str(path.relative_to(root)))}


def translations(sources: list[Path]) -> dict[tuple[str, str], polib.POEntry]:
    """(context, text) → entry over all catalogues; a finished entry wins over an unfinished one."""
    found: dict[tuple[str, str], polib.POEntry] = {}
    for source in sources:
        for entry in polib.pofile(str(source)):
            key = (entry.msgctxt or "", entry.msgid)
            if not entry.obsolete and (key not in found or entry.translated()):
                found[key] = entry
    return found


def translated_texts(entry: polib.POEntry) -> list[str]:
    """Its translation, or one per plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problem_with(message: Message, entry: polib.POEntry | None) -> str:
    """What is wrong with the translation of one message; empty when nothing is."""
    if entry is None:
        return "thiếu bản dịch"
    if entry.fuzzy:
        return "bản dịch còn đánh dấu fuzzy"
    if not all(translated_texts(entry)) or (message.plural and not entry.msgid_plural):
        return "bản dịch chưa đủ"
    allowed = set(PLACEHOLDER.findall(message.text)) | set(PLACEHOLDER.findall(message.plural))
    used = {name for text in translated_texts(entry) for name in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(message.text)) & set(PLACEHOLDER.findall(message.plural)) if message.plural else allowed
    return "" if needed <= used <= allowed else "bản dịch sai chỗ thay thế: " + ", ".join(sorted(used ^ allowed))


def complaints(messages: set[Message], known: dict[tuple[str, str], polib.POEntry]) -> list[Complaint]:
    """One complaint per message text, at its first use."""
    first: dict[tuple[str, str], Message] = {}
    for message in sorted(messages):
        first.setdefault((message.context, message.text), message)
    found = ((message, problem_with(message, known.get(key))) for key, message in first.items())
    return sorted(Complaint(message, problem) for message, problem in found if problem)
