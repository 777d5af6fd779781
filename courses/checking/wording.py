"""The glossary's words and one way of placing tones, line by line."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from courses.loader.problems import Problems

LIST = Path(__file__).resolve().parents[1] / "reference" / "wording.yaml"
# Not language: code, addresses, names of files, the names of fields.
_LEFT_ALONE = re.compile(r"`[^`]*`|https?://\S+|[\w./-]+\.(?:csv|svg|png|pdf|py|ipynb|xlsx|docx|yaml|txt)\b|(?<![\w-])[a-z_]+:(?=\s|$)")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
# Lines of fields whose values are codes, and the lines that open directives.
_CODES = re.compile(r"^\s*(?:- )?\{?(?:uid|url|file|lab|kind|framework|code|slug|title_en|with|strands|audiences)\s*:|^:::[a-z]+$")


@cache
def rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """(what to look for, what to write instead)."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    words = [(re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE), str(better)) for word, better in listed["words"].items()]
    # Behind q the u belongs to the consonant: quý, quỹ.
    tones = [(re.compile(rf"(?<![qQ]){old}(?!\w)"), str(new)) for old, new in listed["spellings"].items()]
    return tuple(words + tones)


def check_wording(path: Path, problems: Problems) -> None:
    """Every line of a Markdown or YAML file."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            check_line(path, number, line, problems)


def check_line(path: Path, number: int, line: str, problems: Problems) -> None:
    if unicodedata.normalize("NFC", line) != line:
        problems.add(path, number, _("Letters and marks are stored apart here: save the text in Unicode NFC."))
    text = "" if _CODES.match(line) else _LEFT_ALONE.sub(" ", line)
    for pattern, better in rules():
        if found := pattern.search(text):
            problems.add(path, number, _("“%(word)s”: write “%(better)s”.") % {"word": found[0], "better": better})
