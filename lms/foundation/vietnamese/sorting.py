"""The order of Vietnamese lists, as a text that every database orders in the same way.

Letters come first (a ă â b c d đ e ê …), tones decide between equal letters (ngang, huyền, hỏi, ngã, sắc, nặng): the
rule of Unicode's collation for Vietnamese. A tone counts for its word, wherever in the word it was typed.
"""

import unicodedata
from collections.abc import Iterator
from itertools import chain

from .text import LOOK_ALIKES, PLAIN_LETTERS, normalise

ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_WEIGHTS = {letter: weight for weight, letter in enumerate(ALPHABET, start=2)}
END, SPACE, OTHER_SCRIPT = 0, 1, 0xF0
TONE_WEIGHTS = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
OTHER_MARK = 6
APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´"))
_KEEPS_DECOMPOSED = {"ă", "â", "ê", "ô", "ơ", "ư"}
_VOWEL_MARKS = "\u0302\u0306\u031b"

GIVEN_LETTERS, GIVEN_WORDS = 24, 6
FAMILY_LETTERS, FAMILY_WORDS = 40, 10
# Two hexadecimal digits for a letter, one for the tone of a word.
SORT_KEY_WIDTH = 2 * (GIVEN_LETTERS + FAMILY_LETTERS) + GIVEN_WORDS + FAMILY_WORDS


def sort_key(family_middle: str, given: str) -> str:
    """Fixed-width lower-case hexadecimal text whose byte order is the order of Vietnamese name lists: given name first.

    A name longer than the key is cut: it stays in its place among shorter names, and ties with its own longer twins.
    """
    return _hex_key(given, GIVEN_LETTERS, GIVEN_WORDS) + _hex_key(family_middle, FAMILY_LETTERS, FAMILY_WORDS)


def collation_key(text: str) -> tuple[bytes, bytes]:
    """For `sorted(…, key=)` of titles and other whole texts of any length."""
    words = list(_weighted_words(text))
    return _letters(words), bytes(tone for _, tone in words)


def _hex_key(text: str, letters: int, words: int) -> str:
    primary, tones = collation_key(text)
    digits = "".join(f"{tone:x}" for tone in tones[:words])
    return primary[:letters].ljust(letters, bytes([END])).hex() + digits.ljust(words, "0")


def _letters(words: list[tuple[bytes, int]]) -> bytes:
    return bytes([SPACE]).join(letters for letters, _ in words)


def _weighted_words(text: str) -> Iterator[tuple[bytes, int]]:
    """Each word's letter weights and its first tone."""
    plain = normalise(text).translate(APOSTROPHES).casefold().translate(LOOK_ALIKES)
    spaced = "".join(char if _belongs_to_word(char) else " " for char in unicodedata.normalize("NFD", plain))
    for word in spaced.split():
        letters, tones = zip(*(_weigh(cluster) for cluster in _clusters(word)), strict=True)
        yield bytes(chain.from_iterable(letters)), next((tone for tone in tones if tone), 0)


def _belongs_to_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _clusters(word: str) -> Iterator[str]:
    """A letter together with the marks that follow it."""
    start = 0
    for index in range(1, len(word) + 1):
        if index == len(word) or not unicodedata.combining(word[index]):
            yield word[start:index]
            start = index


def _weigh(cluster: str) -> tuple[bytes, int]:
    base, marks = cluster[0], cluster[1:]
    letter = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in _VOWEL_MARKS))
    if letter not in _KEEPS_DECOMPOSED:
        letter = base
    tone = next((TONE_WEIGHTS[mark] for mark in marks if mark in TONE_WEIGHTS), 0)
    if not tone and marks and letter == base:
        tone = OTHER_MARK
    return _letter_weight(letter), tone


def _letter_weight(letter: str) -> bytes:
    if letter in LETTER_WEIGHTS:
        return bytes([LETTER_WEIGHTS[letter]])
    plain = letter.translate(PLAIN_LETTERS)
    if all(char in LETTER_WEIGHTS for char in plain):
        return bytes(LETTER_WEIGHTS[char] for char in plain)
    # Letters of other scripts follow ours, in the order of their code points.
    return bytes([OTHER_SCRIPT]) + ord(letter).to_bytes(3, "big")
