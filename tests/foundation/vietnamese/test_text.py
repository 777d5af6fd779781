import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.foundation.vietnamese import (
    canonical_tone_placement,
    fold,
    normalise,
    normalise_lines,
    search_key,
)


@pytest.mark.parametrize("look_alike", ["\u00d0", "\u0189"])
def test_normalise_look_alike_capital_becomes_the_vietnamese_letter(look_alike):
    assert normalise(look_alike + "ặng") == "Đặng"


def test_normalise_look_alike_small_letter_becomes_the_vietnamese_letter():
    assert normalise("\u00f0ức") == "đức"


def test_normalise_composes_marks():
    assert normalise("Nguye\u0302\u0303n") == "Nguy\u1ec5n"


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u202e", "\x00"])
def test_normalise_invisible_character_goes(invisible):
    assert normalise(f"{invisible}Lê {invisible}Văn An{invisible}") == "Lê Văn An"


def test_normalise_white_space_becomes_single_spaces():
    assert normalise("  Lê\u00a0\u00a0Văn \t\n An ") == "Lê Văn An"


def test_normalise_invisible_character_between_letter_and_mark_leaves_nfc():
    assert normalise("e\u200b\u0301") == "é"


def test_normalise_lines_keeps_line_breaks():
    assert normalise_lines(" Dòng  một \r\n\r\n dòng\u00a0hai\n") == "Dòng một\n\ndòng hai"


@given(st.text())
def test_normalise_twice_changes_nothing(text):
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Trí tuệ nhân tạo", "tri tue nhan tao"),
        ("Điện Biên", "dien bien"),
        ("ĐƯỜNG", "duong"),
        ("\u00d0\u1eb6NG", "dang"),
        ("Straße", "strasse"),
        ("Ngo\u0302", "ngo"),
    ],
)
def test_fold_drops_marks_and_case(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậứừửữự ", max_size=30))
def test_fold_is_the_same_for_every_case_and_composition(text):
    assert fold(text.upper()) == fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_search_key_keeps_words_only():
    assert search_key("  Trí tuệ–nhân tạo (AI), cơ bản ") == "tri tue nhan tao ai co ban"


@given(st.text())
def test_search_key_of_a_search_key_is_itself(text):
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Hòa", "Hoà"), ("HÒA", "HOÀ"), ("khỏe", "khoẻ"), ("Thúy", "Thuý"), ("Thủy", "Thuỷ"), ("khóa học", "khoá học")],
)
def test_canonical_tone_placement_moves_the_tone_of_open_syllables(old, new):
    assert canonical_tone_placement(old) == new
    assert canonical_tone_placement(new) == new


@pytest.mark.parametrize("word", ["của", "lúa", "hoàn", "Toán", "Quý", "mía", "Lý", "bò", "ngoằn"])
def test_canonical_tone_placement_leaves_other_syllables(word):
    assert canonical_tone_placement(word) == word
