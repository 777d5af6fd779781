from decimal import Decimal

import pytest

from lms.foundation.vietnamese import format_number


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (1234567, None, "1.234.567"),
        (8.5, None, "8,5"),
        (Decimal("8.50"), None, "8,5"),
        (Decimal("100"), None, "100"),
        (80, 1, "80,0"),
        (2 / 3, 2, "0,67"),
        (-1234.5, None, "-1.234,5"),
    ],
)
def test_format_number_uses_comma_and_dots(value, places, printed):
    assert format_number(value, places) == printed
