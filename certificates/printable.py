"""Characters that a document cannot print, named so that people can find them."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from certificates.snapshots import form_texts, texts_from_people
from lms.foundation.pdf import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, missing_glyphs

FONTS = (SERIF, SERIF_BOLD, SERIF_ITALIC)
# A sentence of the form may stand in the small print, whose font has fewer signs.
FORM_FONTS = (*FONTS, SANS, SANS_BOLD)
LINE_BREAKS = "\t\n\r"  # printed as blanks
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "PDF", "PDI", "FSI"})


def unprintable(snapshot: dict[str, Any]) -> set[str]:
    """The names of the characters in texts from people that no font of ours prints, or that would turn the line around."""
    found = unprintable_in(texts_from_people(snapshot), FONTS) | unprintable_in(form_texts(snapshot))
    return {name_of(char) for char in found}


def unprintable_in(texts: Iterable[str], fonts: tuple[str, ...] = FORM_FONTS) -> set[str]:
    """The characters themselves."""
    return {char for text in texts for char in _wrong_in(text, fonts)}


def name_of(char: str) -> str:
    """«😀» (U+1F600); what is invisible or would turn the sentence around by its number alone."""
    number = f"U+{ord(char):04X}"
    return number if _is_invisible(char) or unicodedata.combining(char) else f"«{char}» ({number})"


@lru_cache(maxsize=2048)  # the sentences of a form are the same for a whole class
def _wrong_in(text: str, fonts: tuple[str, ...]) -> frozenset[str]:
    # Drawing takes invisible characters out: a name that was stored with one is refused instead, for it hides something.
    hidden = {char for char in text if _is_invisible(char) and char not in LINE_BREAKS}
    return frozenset(hidden.union(*(missing_glyphs(text, font) for font in fonts)))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn") or unicodedata.bidirectional(char) in RIGHT_TO_LEFT
