"""The words of a page as its readers meet them."""

import html
import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from courses.loader.records import Block

# What counts as reading: not the quiz, not a teacher's note, not an annex.
READ = ("text", "callout", "table", "activity", "picture")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’)]*\s+|\n+")
_WORD = re.compile(r"\w+")


def text_of(blocks: Iterable[Block], kinds: tuple[str, ...] = READ) -> str:
    """Plain text, one line per paragraph, heading, item or cell."""
    return "\n".join(part for kind, value in blocks if kind in kinds for part in _parts(kind, value) if part)


def _parts(kind: str, value: Any) -> list[str]:
    match kind:
        case "text":
            return [_plain(str(value))]
        case "table":
            return [str(cell) for row in value["data"] for cell in row if cell]
        case "picture":
            return [value["caption"]]
        case "code":
            return [value["code"]]
        case _:
            return [value.get("title", ""), _plain(value.get("text", ""))]


def _plain(rich: str) -> str:
    """Rich text without its tags; the end of a block ends a line."""
    return html.unescape(strip_tags(re.sub(r"</(?:p|li|h[1-6]|blockquote)>", "\n", rich))).strip()


def number_of_words(text: str) -> int:
    """Words as Vietnamese is written: syllables between spaces."""
    return len(_WORD.findall(text))


def words_per_sentence(text: str) -> float:
    """The mean over sentences of three words or more; headings and cells count as sentences of their own."""
    lengths = [number for sentence in _SENTENCE_END.split(text) if (number := number_of_words(sentence)) >= 3]
    return sum(lengths) / len(lengths) if lengths else 0.0
