"""Numbers as Vietnamese documents write them."""

from decimal import Decimal


def format_number(value: int | float | Decimal, places: int | None = None) -> str:
    """1234.5 → "1.234,5". `places` fixes the digits after the comma; without it none are added or lost."""
    number = Decimal(str(value))
    written = f"{number:,.{places}f}" if places is not None else f"{number:,f}"
    if places is None and "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.translate(str.maketrans(",.", ".,"))
