"""Sentences about lists on their way to the roster: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "import_busy": _("This list is “%(state)s”, so nothing can be answered about it now."),
    "import_row_not_doubtful": _("Row %(row)s waits for no answer of this kind; load the page again."),
    "import_undone": _("This list was taken back. Choose the file again to write it."),
    "import_not_written": _("This list is “%(state)s”, so there is nothing to take back now."),
    "import_in_use": _(
        "This list cannot be taken back: %(names)s already have attendance, scans, marks or work in the class. "
        "Take these people off the roster one by one instead."
    ),
}
