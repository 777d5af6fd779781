"""What a person reads when a value cannot be understood."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "date_unreadable": _("“%(value)s” is not a date; write it as day/month/year, for example 05/02/1990."),
    "date_short_year": _("“%(value)s” has a year of two digits; write all four, for example 05/02/1990."),
    "date_impossible": _("“%(value)s” is not in the calendar; write the day first, then the month, then the year."),
    "date_out_of_range": _("The year %(year)s is not between 1900 and 2100; check the date “%(value)s”."),
    "phone_unreadable": _("“%(value)s” is not a phone number; write ten digits, for example 0912 345 678."),
    "personal_id_unreadable": _("“%(value)s” is not a personal identification number; it has exactly 12 digits."),
    "personal_id_short": _("“%(value)s” lacks digits. The spreadsheet may have dropped the zeros in front: is it %(suggestion)s?"),
}


class TextError(ValueError):
    """A value that cannot be understood: `code` for programs, `str()` for people."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params

    def __str__(self) -> str:
        return self.message
