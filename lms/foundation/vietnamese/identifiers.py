"""Phone numbers and personal identification numbers."""

import re

from .errors import TextError
from .text import normalise

_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
_LANDLINE = re.compile(r"0(2[48]\d{8}|2[0-35-79]\d{8})")
_FOREIGN = re.compile(r"\+(?!84)[1-9]\d{7,14}")
# Mobile numbers of eleven digits became ten in 2018: old prefix → new prefix.
RENUMBERED = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def parse_phone(value: str | int | float) -> str:
    """A phone number as E.164 (+84912345678). Dropped zeros and numbers from before 2018 are mended."""
    compact = re.sub(r"[\s.\-()]", "", _as_text(value))
    national = _mend_prefix(re.sub(r"^(\+84|0084|84(?=\d{9}))", "0", compact))
    if _MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national):
        return "+84" + national[1:]
    if _FOREIGN.fullmatch(compact):
        return compact
    raise TextError("phone_unreadable", value=value)


def _mend_prefix(national: str) -> str:
    if national.startswith("00"):
        national = national[1:]
    if re.fullmatch(r"[2-9]\d{8,9}", national):
        national = "0" + national
    if len(national) == 11 and national[:4] in RENUMBERED:
        return RENUMBERED[national[:4]] + national[4:]
    return national


def parse_personal_id(value: str | int | float) -> str:
    """The 12 digits of a personal identification number (decree 137/2015, article 13).

    Nine to eleven digits raise a `TextError` with code `personal_id_short` and the padded number in
    `params["suggestion"]`: a person decides, because nine digits may also be an old identity card.
    """
    digits = re.sub(r"[\s.\-]", "", _as_text(value))
    if re.fullmatch(r"[0-9]{12}", digits):
        return digits
    if re.fullmatch(r"[0-9]{9,11}", digits):
        raise TextError("personal_id_short", value=digits, suggestion=digits.zfill(12))
    raise TextError("personal_id_unreadable", value=value)


def personal_id_warnings(number: str, *, is_male: bool | None = None, birth_year: int | None = None) -> list[str]:
    """What does not fit, as codes: `sex_differs`, `birth_year_differs`. A hint for a person, never an error."""
    century_and_sex = int(number[3])
    warnings = []
    if is_male is not None and is_male != (century_and_sex % 2 == 0):
        warnings.append("sex_differs")
    if birth_year is not None and birth_year != 1900 + 100 * (century_and_sex // 2) + int(number[4:6]):
        warnings.append("birth_year_differs")
    return warnings


def mask_personal_id(number: str) -> str:
    """079*******12: province and last two digits, enough for the owner to know it again."""
    return number[:3] + "*" * max(len(number) - 5, 0) + number[-2:] if len(number) > 5 else "*" * len(number)


def _as_text(value: str | int | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else normalise(str(value))
