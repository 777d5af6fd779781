"""One Markdown file: front matter, then a body of text and directives."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.loader.fields import Fields, parse_yaml
from courses.loader.problems import Problems

# Part of every digest: a change of what the loader makes of the same text updates the pages.
FORMAT = "1"


@dataclass(frozen=True)
class Document:
    path: Path
    fields: Fields
    body: str
    body_line: int
    digest: str


def read_text(path: Path, problems: Problems) -> str:
    """The file as text; anything but UTF-8 is a problem."""
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        problems.add(path, 0, _("The file is not UTF-8 (byte %(number)d): save it again as UTF-8.") % {"number": error.start})
    except OSError:
        problems.add(path, 0, _("The file cannot be read."))
    return ""


def read_document(path: Path, known: tuple[str, ...], problems: Problems) -> Document:
    """Front matter between two lines `---`, then the body."""
    text = read_text(path, problems)
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        if text:
            problems.add(path, 1, _("The file must begin with front matter between two lines ---."))
        head, body, body_line = "", "", 1
    else:
        head, body, body_line = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2
    data: Any = parse_yaml(head, path=path, first_line=2, problems=problems)
    fields = Fields(data, path=path, first_line=2, problems=problems, known=known)
    return Document(path, fields, body, body_line, digest_of(text))


def digest_of(*parts: str) -> str:
    return hashlib.sha256("\x00".join((FORMAT, *parts)).encode()).hexdigest()
