"""Vietnamese text, names, dates and numbers: the one place where the language's rules live.

Every function is pure. Wrong input raises `TextError`, whose text is one sentence that says what to do.
"""

from .dates import PartialDate, format_date, format_date_long, parse_date
from .errors import TextError
from .identifiers import (
    mask_personal_id,
    parse_personal_id,
    parse_phone,
    personal_id_warnings,
)
from .legacy import LegacyKind, detect_legacy, from_legacy
from .names import initials, name_key, split_name
from .numbers import format_number
from .sorting import SORT_KEY_WIDTH, collation_key, sort_key
from .text import (
    canonical_tone_placement,
    fold,
    normalise,
    normalise_lines,
    search_key,
)

__all__ = [
    "SORT_KEY_WIDTH",
    "LegacyKind",
    "PartialDate",
    "TextError",
    "canonical_tone_placement",
    "collation_key",
    "detect_legacy",
    "fold",
    "format_date",
    "format_date_long",
    "format_number",
    "from_legacy",
    "initials",
    "mask_personal_id",
    "name_key",
    "normalise",
    "normalise_lines",
    "parse_date",
    "parse_personal_id",
    "parse_phone",
    "personal_id_warnings",
    "search_key",
    "sort_key",
    "split_name",
]
