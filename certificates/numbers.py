"""The two numbers of a certificate (số hiệu, số vào sổ), from plain values."""

LONGEST_SHORT_NAME = 20


def register_no(number: int, *, year: int, issuer: str, code: str) -> str:
    """Số vào sổ, for example 15/2026/HVCB-CNHT; numbers under 10 get a zero (NĐ 30/2020)."""
    return f"{number:02d}/{year}/{issuer[:LONGEST_SHORT_NAME]}-{code}"


def serial_no(number: int, *, year: int, issuer: str, book: int) -> str:
    """Số hiệu, for example HVCB-2603-000015: the book's number makes it unique where two issuers share an abbreviation."""
    return f"{issuer[:LONGEST_SHORT_NAME]}-{year % 100:02d}{book:02d}-{number:06d}"
