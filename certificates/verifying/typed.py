"""What somebody put into the one box: the code of a document, or one of its numbers. Pure."""

import re
from dataclasses import dataclass

from certificates import codes
from lms.foundation.vietnamese import normalise

LONGEST = 200
# HVCB-2603-000015: abbreviation, year and book, place in the book.
SERIAL = re.compile(r"[^\s/-][^\s/]{0,19}-\d{4,8}-\d{6,9}")
# 15/2026/HVCB-CNHT
REGISTER = re.compile(r"(\d{1,9})/(\d{4})/([^\s/]+-[^\s/]+)")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True)
class Typed:
    """One of the two is filled, or none where it is neither."""

    code: str = ""
    number: str = ""


def read(text: str) -> Typed:
    """Numbers first: a serial number of sixteen letters and digits would pass for a code."""
    text = text[:LONGEST]
    if number := read_number(text):
        return Typed(number=number)
    return Typed(code=codes.read_code(text) or "")


def read_number(text: str) -> str:
    """Số hiệu or số vào sổ in its stored spelling, whatever blanks, dashes and small letters were typed; else nothing."""
    compact = "".join(normalise(text).translate(_HYPHENS).split()).upper()
    if match := REGISTER.fullmatch(compact):
        return f"{int(match[1]):02d}/{match[2]}/{match[3]}"
    return compact if SERIAL.fullmatch(compact) else ""
