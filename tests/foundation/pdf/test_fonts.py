import itertools
import unicodedata

import pytest

from lms.foundation.pdf import (
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    fit_text,
    missing_glyphs,
    text_width,
    wrap_text,
)

ALPHABET = "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in itertools.product("aăâeêioôơuưy", ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"])
)
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thiên Ân Phúc Bảo Quỳnh Như"


@pytest.mark.parametrize("name", [SERIF, SERIF_BOLD, SERIF_ITALIC, SANS, SANS_BOLD])
def test_missing_glyphs_our_fonts_have_every_vietnamese_letter(name):
    assert missing_glyphs(f"{ALPHABET} {ALPHABET.upper()} đĐ 0123456789 “”–…₫", name) == set()


def test_missing_glyphs_names_what_would_be_an_empty_box():
    assert missing_glyphs("Nguyễn 愛", SERIF) == {"愛"}


def test_fit_text_short_line_keeps_its_size():
    assert fit_text("Lê An", SERIF, 28, 400) == 28


@pytest.mark.parametrize("width", [300, 120, 20])
def test_fit_text_long_line_shrinks_until_it_fits(width):
    size = fit_text(LONG_NAME, SERIF_BOLD, 28, width)

    assert text_width(LONG_NAME, SERIF_BOLD, size) <= width
    assert text_width(LONG_NAME, SERIF_BOLD, size + 0.2) > width


def test_text_width_of_decomposed_text_is_that_of_the_composed_one():
    assert text_width(unicodedata.normalize("NFD", "Ẩn"), SERIF, 10) == text_width("Ẩn", SERIF, 10)


def test_wrap_text_loses_no_word_and_no_line_is_too_wide():
    lines = wrap_text(LONG_NAME, SERIF, 13, 120)

    assert " ".join(lines) == LONG_NAME
    assert len(lines) > 1
    assert all(text_width(line, SERIF, 13) <= 120 for line in lines)


def test_wrap_text_word_wider_than_the_line_stands_alone():
    assert wrap_text("a " + "x" * 100 + " b", SERIF, 13, 50) == ["a", "x" * 100, "b"]
