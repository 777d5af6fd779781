"""The two encodings from before Unicode that still turn up in spreadsheets: TCVN3 (fonts .VnTime) and VNI-Windows.

Both reach us as Latin-1 letters that spell nonsense ("NguyÔn V¨n Hïng", "Nguyeãn Vaên Huøng"). In TCVN3 capitals live
in the font, so a capital vowel with a tone cannot be told from a small one.
"""

import re
import unicodedata
from typing import Literal, get_args

LegacyKind = Literal["tcvn3", "vni"]

# TCVN 5712:1993, character set VN3: the letters of each run stand at consecutive codes.
_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3 = {code + offset: letter for code, letters in _TCVN3_RUNS.items() for offset, letter in enumerate(letters)}

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# VNI writes a vowel as its plain letter and a second letter that stands for the mark, or the two marks.
_VNI_TONES = {"ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ù": _ACUTE, "ï": _DOT}
_VNI_CIRCUMFLEX = {"â": "", "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "á": _ACUTE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "é": _ACUTE, "ë": _DOT}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    marks = {base + mark: base + tone for base in "aeouyôö" for mark, tone in _VNI_TONES.items()}
    marks |= {base + mark: base + _CIRCUMFLEX + tone for base in "aeo" for mark, tone in _VNI_CIRCUMFLEX.items()}
    marks |= {"a" + mark: "a" + _BREVE + tone for mark, tone in _VNI_BREVE.items()}
    horned = str.maketrans({"ô": "o" + _HORN, "ö": "u" + _HORN})
    # The circumflex of "ô" is kept apart: as the first of a pair it is VNI's ơ.
    return {pair: unicodedata.normalize("NFC", letter.translate(horned)) for pair, letter in marks.items()}


VNI = _vni_pairs() | _VNI_SINGLE
_VNI_TOKEN = re.compile("|".join(sorted(VNI, key=len, reverse=True)), re.IGNORECASE)

_ONSET = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x"
_NUCLEUS = "[aăâeêioôơuưy]|ia|iê|yê|ya|uya|uyê|ua|uô|ưa|ươ|oa|oă|oe|oo|uâ|uê|uy|uơ|uă|ue"
_GLIDED = "a[ioyu]|â[uy]|eo|êu|iu|[oôơuư]i|ưu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uai|uay|uao|uêu"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_GLIDED}|(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?)")
_TONES = re.compile(f"[{_GRAVE}{_HOOK}{_TILDE}{_ACUTE}{_DOT}]")
# Words are cut at white space and at signs that are no letters in either encoding.
_WORD = re.compile(r"[^\s!-@\[-`{-~]+")


def from_legacy(text: str, kind: LegacyKind) -> str:
    """Unicode text from TCVN3 or VNI text that was read as Latin-1."""
    if kind == "tcvn3":
        return _WORD.sub(_from_tcvn3, text)
    return _VNI_TOKEN.sub(_from_vni, text)


def _from_tcvn3(word: re.Match[str]) -> str:
    decoded = word[0].translate(TCVN3)
    plain = [char for char in word[0] if char.isascii() and char.isalpha()]
    # Two plain capitals and no small letter: typed in capitals, the coded letters were meant as capitals too.
    return decoded.upper() if len(plain) > 1 and all(map(str.isupper, plain)) else decoded


def _from_vni(token: re.Match[str]) -> str:
    written = token[0]
    letter = VNI[written.lower()]
    return letter.upper() if written[0].isupper() else letter


def detect_legacy(text: str) -> LegacyKind | None:
    """The encoding in which this text reads as Vietnamese, or None if it already does, or never will.

    Only words with letters beyond ASCII are judged. One word that is nonsense as it stands and a syllable once decoded
    is needed, and none that decoding makes nonsense of.
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words or any(ord(char) > 0xFF for word in words for char in word):
        return None
    if all(map(is_syllable, words)):
        return None
    fitting = [kind for kind in get_args(LegacyKind) if all(is_syllable(from_legacy(word, kind)) for word in words)]
    return fitting[0] if fitting else None


def is_syllable(word: str) -> bool:
    """Whether a word could be Vietnamese: one onset, one rime, at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    toneless, tones = _TONES.subn("", decomposed)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))
