import pytest

from lms.foundation.vietnamese import initials, name_key, split_name


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("Nguyễn Văn An", ("Nguyễn Văn", "An")),
        ("  Lê\u00a0Thị  Hoà ", ("Lê Thị", "Hoà")),
        ("Lợi", ("", "Lợi")),
        ("", ("", "")),
    ],
)
def test_split_name_takes_the_last_word_as_given_name(full_name, parts):
    assert split_name(full_name) == parts


def test_initials_show_one_letter_of_each_word():
    assert initials("đặng Thị Ánh") == "Đ.T.Á."


def test_name_key_ignores_tone_placement_and_case():
    assert name_key("NGUYỄN THỊ HÒA") == name_key("Nguyễn Thị  Hoà")


def test_name_key_tells_tones_apart():
    assert name_key("Nguyễn Thị Hoa") != name_key("Nguyễn Thị Hoà")
