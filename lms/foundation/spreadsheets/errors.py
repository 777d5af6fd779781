"""What a person reads when a spreadsheet cannot be used."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "empty": _("The file “%(filename)s” is empty; choose the file that holds the list."),
    "too_large": _("The file “%(filename)s” is larger than %(limit)s MB; split the list into several files."),
    "too_many_rows": _("The file “%(filename)s” has more than %(limit)s rows; split the list into several files."),
    "unpacked_too_large": _("The file “%(filename)s” is far too large once opened; copy only the list into a new file and try again."),
    "unsupported": _("“%(filename)s” is not a spreadsheet that we can read; save it as .xlsx and choose it again."),
    "unreadable": _("The file “%(filename)s” is damaged; open it, save it as .xlsx and choose it again."),
    "password": _("The file “%(filename)s” has a password; save a copy without it and choose that copy."),
    "header_missing": _("No row with the column titles was found; the list needs the columns: %(columns)s."),
    "columns_missing": _("The list lacks the columns: %(columns)s. Add them and choose the file again."),
}


class SpreadsheetError(Exception):
    """A spreadsheet that cannot be used: `code` for programs, `str()` for people."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params

    def __str__(self) -> str:
        return self.message
