"""Sentences of what can go wrong: verifying."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "nothing_given": _("Type a code or a number, or choose a PDF file."),
    "typed_unreadable": _("This is neither a code nor a number of a certificate: a code has sixteen letters and digits, a serial number looks like HVCB-2603-000015, a register number like 15/2026/HVCB-CNHT."),
    "file_empty": _("The file is empty; choose the PDF again."),
    "file_too_large": _("The file is larger than %(limit)s MB. A certificate is never that large: choose the original PDF."),
    "file_not_pdf": _("This is not a PDF file; choose the PDF that was given out, not a photo or a scan."),
    "file_encrypted": _("The file is locked by a password, so it cannot be read; choose the original PDF without a password."),
    "file_unreadable": _("The file cannot be read: it is broken or built in an unusual way, so it is none of the files given out here."),
    "file_busy": _("Many files are being looked at just now; nothing was kept. Try again in a minute."),
    "issue_date_needed": _("This number, or your network, has been tried several times. Enter the issue date printed on the document as well."),
    "too_many_tries": _("Too many attempts; wait a little and try again."),
}  # fmt: skip
