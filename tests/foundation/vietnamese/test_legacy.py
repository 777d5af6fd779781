import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.foundation.vietnamese import detect_legacy, from_legacy
from lms.foundation.vietnamese.legacy import TCVN3, VNI

NAMES = [
    "Nguyễn Văn Hùng",
    "Trần Thị Ngọc Diễm",
    "Lê Vương",
    "Đỗ Thị Thuý Hằng",
    "Phạm Quốc Vượng",
    "Huỳnh Mỹ Uyên",
    "Đặng Hữu Nghĩa",
]


def to_tcvn3(text):
    return text.translate({ord(letter): chr(code) for code, letter in TCVN3.items()})


def to_vni(text):
    pairs = {letter: pair for pair, letter in VNI.items()}
    pairs |= {letter.upper(): pair.upper() for letter, pair in pairs.items()}
    return "".join(pairs.get(char, char) for char in text)


def test_from_legacy_tcvn3_name_from_a_spreadsheet():
    assert from_legacy("NguyÔn V¨n Hïng", "tcvn3") == "Nguyễn Văn Hùng"


def test_from_legacy_vni_name_from_a_spreadsheet():
    assert from_legacy("Nguyeãn Vaên Huøng", "vni") == "Nguyễn Văn Hùng"


def test_from_legacy_vni_capitals():
    assert from_legacy("ÑAËNG THÒ MYÕ, Öôùc", "vni") == "ĐẶNG THỊ MỸ, Ước"


def test_from_legacy_tcvn3_word_in_capitals_stays_in_capitals():
    assert from_legacy("NGUYÔN V¡N HïNG", "tcvn3") == "NGUYỄN VĂN HÙNG"


@pytest.mark.parametrize("name", NAMES)
def test_detect_legacy_finds_tcvn3(name):
    assert detect_legacy(to_tcvn3(name)) == "tcvn3"
    assert from_legacy(to_tcvn3(name), "tcvn3") == name


@pytest.mark.parametrize("name", NAMES)
def test_detect_legacy_finds_vni(name):
    assert detect_legacy(to_vni(name)) == "vni"
    assert from_legacy(to_vni(name), "vni") == name


@pytest.mark.parametrize("header", ["Hä vµ tªn", "Ngµy sinh (dd/mm)", "C¬ quan"])
def test_detect_legacy_finds_column_titles(header):
    assert detect_legacy(header) == "tcvn3"


@pytest.mark.parametrize("text", [*NAMES, "José Núñez", "François Müller", "Björn", "Lê", "Hà", "An", "", "25 °C ± 2"])
def test_detect_legacy_leaves_other_text_alone(text):
    assert detect_legacy(text) is None


@given(st.text())
def test_detect_legacy_never_fails(text):
    kind = detect_legacy(text)

    assert kind is None or from_legacy(text, kind) != text


def test_tcvn3_has_every_small_letter_once():
    vowels = "aăâeêioôơuưy"

    assert len(set(TCVN3.values())) == len(TCVN3)
    assert {letter for letter in TCVN3.values() if letter.islower()} >= set(vowels + "đ") - set("aeiouy")
    assert len([letter for letter in TCVN3.values() if letter.islower()]) == 6 * len(vowels) - 6 + 1
