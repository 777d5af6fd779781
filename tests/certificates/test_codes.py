import pytest

from certificates import codes


def test_new_code_has_eighty_bits_and_reads_back():
    made = {codes.new_code() for _ in range(200)}

    assert len(made) == 200
    assert all(len(code) == 16 and codes.read_code(code) == code for code in made)


@pytest.mark.parametrize(
    "typed",
    [
        "ABCDEFGHIJKLMNOP",
        " abcd-efgh-ijkl-mnop ",
        "ABCD EFGH IJKL MNOP",
        "ABCD–EFGH–IJKL–MNOP",
        "https://hoc.tphcm.example/xac-minh/ABCDEFGHIJKLMNOP",
        "https://hoc.tphcm.example/xac-minh/ABCDEFGHIJKLMNOP/",
        "A8CDEFGH1JKLMN0P".replace("8", "B"),
    ],
)
def test_read_code_forgives_how_people_type(typed):
    assert codes.read_code(typed) == "ABCDEFGHIJKLMNOP"


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "ABCDEFGHIJKLMNOPQ", "ABCDEFGHIJKLMNO9", "ÁBCDEFGHIJKLMNOP", "../../etc/passwd", "\x00" * 16]
)
def test_read_code_finds_none_in_other_text(typed):
    assert codes.read_code(typed) is None


def test_grouped_is_read_back():
    assert codes.grouped("ABCDEFGHIJKLMNOP") == "ABCD-EFGH-IJKL-MNOP"


def test_verify_url_ends_in_the_code(settings):
    settings.HOCAI_VERIFY_URL = "https://hoc.example/xac-minh"

    assert codes.verify_url("ABCDEFGHIJKLMNOP") == "https://hoc.example/xac-minh/ABCDEFGHIJKLMNOP"
