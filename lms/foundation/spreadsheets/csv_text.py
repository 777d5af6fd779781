"""Text files with separators, in whatever encoding and with whatever separator an office program wrote them."""

import codecs
import csv
import io
import unicodedata
from itertools import islice

from ..vietnamese.legacy import from_legacy, is_syllable

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_ROWS = 20


def read_csv(data: bytes, *, max_rows: int) -> list[list[str]] | None:
    """Up to `max_rows` + 1 rows, or None if this is no text."""
    text = decode(data)
    if "\x00" in text:
        return None
    separator, text = _separator(text)
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), max_rows + 1))
    except csv.Error:
        return None


def decode(data: bytes) -> str:
    """UTF-8 and UTF-16 with or without a mark, else the old Vietnamese code page 1258 or text in a legacy font.

    Legacy text stays as it was typed (Latin letters): the importer shows what it would become before it is believed.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if encoding := _unmarked_utf16(data):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_eight_bit(data)


def encoding_of(data: bytes) -> str:
    """What people call the encoding that `decode` found, or nothing for UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _unmarked_utf16(data):
        return "UTF-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "" if _decode_eight_bit(data) == data.decode("latin-1") else "Windows-1258"
    return ""


def _unmarked_utf16(data: bytes) -> str | None:
    """Half of the bytes of a Vietnamese text in UTF-16 are zero, or nearly: the higher halves."""
    sample = data[:4000]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > len(sample) // 4 else None


def _decode_eight_bit(data: bytes) -> str:
    code_page = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    latin = data.decode("latin-1")
    legacy = max(_vietnamese_words(from_legacy(latin, "tcvn3")), _vietnamese_words(from_legacy(latin, "vni")))
    return latin if legacy > _vietnamese_words(code_page) else code_page


def _vietnamese_words(text: str) -> int:
    return sum(1 for word in text[:20_000].replace(",", " ").replace(";", " ").split() if not word.isascii() and is_syllable(word))


def _separator(text: str) -> tuple[str, str]:
    """The separator that cuts the first rows into most columns; Excel's own hint line goes."""
    first_line, _, rest = text.partition("\n")
    hint = first_line.strip("\r\n")
    if hint.lower().startswith("sep=") and len(hint) == 5:
        return hint[-1], rest
    return max(SEPARATORS, key=lambda separator: _columns(text, separator)), text


def _columns(text: str, separator: str) -> int:
    try:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), SAMPLE_ROWS)
        return sum(len(row) - 1 for row in rows)
    except csv.Error:
        return 0
