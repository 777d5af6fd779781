"""One spelling for storage, and looser ones for searching and comparing."""

import re
import unicodedata

# Letters that look like đ and come from other keyboards, fonts and scanners.
LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
# Invisible characters: soft hyphen, zero-width and direction marks, byte order mark. They make equal names differ.
INVISIBLE = {0x00AD, 0x061C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
# Letters without a decomposition that a Vietnamese keyboard replaces by plain ones.
PLAIN_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})

TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"
# The tone of an open syllable in oa, oe, uy stands on the first letter (hòa) or the second (hoà): both are in use.
_MOVABLE_TONE = re.compile(rf"((?:[oO])(?=[{TONE_MARKS}][aAeE])|(?:[uU])(?=[{TONE_MARKS}][yY]))([{TONE_MARKS}])(\w)(?![\w\u0300-\u036f])")


def normalise(text: str) -> str:
    """The stored form of one line of text: NFC, the right đ, nothing invisible, single spaces.

    Text in a legacy encoding must pass `from_legacy` first: there a soft hyphen is a letter.
    """
    return " ".join(_visible(text).split())


def normalise_lines(text: str) -> str:
    """Like `normalise` for text of several lines: line breaks stay, trailing spaces go."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in _visible(text).splitlines())
    return "\n".join(lines).strip()


def _visible(text: str) -> str:
    if text.isprintable():  # then nothing in it is invisible, a control sign or an odd space
        return text if text.isascii() else unicodedata.normalize("NFC", text.translate(LOOK_ALIKES))
    kept = (char for char in text if ord(char) not in INVISIBLE and (char.isspace() or unicodedata.category(char) != "Cc"))
    # Taking a character out may bring two others together that compose: NFC comes last.
    return unicodedata.normalize("NFC", "".join(kept).translate(LOOK_ALIKES))


def fold(text: str) -> str:
    """Text without marks and case, for searching: "Trí tuệ" → "tri tue", "Điện" → "dien"."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).translate(LOOK_ALIKES).casefold())
    bare = "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Me"))
    return unicodedata.normalize("NFC", bare.translate(PLAIN_LETTERS))


def search_key(text: str) -> str:
    """Folded words with one space between them: what is stored, and what a query is turned into."""
    return " ".join(re.findall(r"[^\W_]+", fold(_visible(text))))


def canonical_tone_placement(text: str) -> str:
    """Hòa → Hoà, Thúy → Thuý: one placement for comparing. Print the owner's own spelling, never this."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _MOVABLE_TONE.sub(r"\1\3\2", decomposed))
