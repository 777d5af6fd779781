from certificates import numbers


def test_register_no_has_number_year_issuer_and_document():
    assert numbers.register_no(15, year=2026, issuer="HVCB", code="CNHT") == "15/2026/HVCB-CNHT"


def test_register_no_under_ten_gets_a_zero():
    assert numbers.register_no(7, year=2026, issuer="HVCB", code="CNHT") == "07/2026/HVCB-CNHT"


def test_serial_no_differs_between_books_of_issuers_with_one_abbreviation():
    first, second = (numbers.serial_no(1, year=2026, issuer="HVCB", book=book) for book in (3, 12))

    assert (first, second) == ("HVCB-2603-000001", "HVCB-2612-000001")


def test_numbers_of_a_long_abbreviation_fit_their_columns():
    long = "X" * 32

    assert len(numbers.serial_no(999_999, year=2026, issuer=long, book=99_999)) <= 40
    assert len(numbers.register_no(999_999, year=2026, issuer=long, code="C" * 12)) <= 60
