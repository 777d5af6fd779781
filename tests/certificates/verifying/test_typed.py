import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import codes, numbers
from certificates.verifying import typed
from certificates.verifying.typed import Typed


@pytest.mark.parametrize(
    "text", ["HVCB-2603-000015", " hvcb-2603-000015 ", "HVCB – 2603 – 000015", "HVCB‑2603‑000015", "hvcb-2603 -000015\u200b"]
)  # fmt: skip
def test_read_number_forgives_how_a_serial_number_is_typed(text):
    assert typed.read_number(text) == "HVCB-2603-000015"


@pytest.mark.parametrize("text", ["5/2026/hvcb-cnht", "05/2026/HVCB-CNHT", "005 / 2026 / HVCB–CNHT"])
def test_read_number_forgives_how_a_register_number_is_typed(text):
    assert typed.read_number(text) == "05/2026/HVCB-CNHT"


@pytest.mark.parametrize("text", ["", "HVCB", "123", "ABCD-EFGH-IJKL-MNOP", "' OR 1=1 --", "a" * 5000, "05/02/1990"])
def test_read_number_knows_what_is_none(text):
    assert typed.read_number(text) == ""


def test_read_takes_a_number_of_sixteen_letters_and_digits_for_a_number():
    # Every sign of it could stand in a code.
    assert codes.read_code("ABCDEF-2603-000015") is not None
    assert typed.read("ABCDEF-2603-000015") == Typed(number="ABCDEF-2603-000015")


@given(st.integers(1, 999_999), st.integers(2020, 2099), st.sampled_from(["HVCB", "H29.TCT", "ĐHQG", "ABCDEF"]))
def test_read_knows_every_number_that_is_given(number, year, short):
    serial = numbers.serial_no(number, year=year, issuer=short, book=7)
    register = numbers.register_no(number, year=year, issuer=short, code="CNHT")

    assert typed.read(serial.lower()) == Typed(number=serial)
    assert typed.read(register.lower()) == Typed(number=register)


@given(st.integers(0, 2**80 - 1))
def test_read_takes_no_code_for_a_number(number):
    import base64

    code = base64.b32encode(number.to_bytes(10)).decode()

    assert typed.read(codes.grouped(code)) == Typed(code=code)
    assert typed.read(codes.verify_url(code)) == Typed(code=code)
