"""The tabs of the registrar's pages, and those of one class: every noun adds its line here."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Tab = tuple[str, str, bool]


def registrar_tabs(here: str) -> list[Tab]:
    """(label, address, is it this page) above the pages that are about no single class."""
    names = [
        (_("Classes"), "certificate-class-list"),
        (pgettext("tab", "Register books"), "register-book-list"),
        (_("Register audit"), "register-audit"),
        (pgettext("numbered", "Blanks"), "blank-list"),
        (_("Papers not fetched"), "paper-due-list"),
        (_("Staff records"), "staff-record-list"),
    ]
    return [(label, reverse(name), name == here) for label, name in names]


def class_tabs(training_class_pk: int, here: str) -> list[Tab]:
    """The same for the certificates of one class."""
    names = [
        (_("Results and certificates"), "certificate-class"),
        (_("Printing"), "print-run-list"),
        (_("Handing over"), "hand-over-list"),
    ]
    return [(label, reverse(name, args=[training_class_pk]), name == here) for label, name in names]
