"""The tabs of the registrar's pages, and those of one class: every noun adds its line here."""

from django.urls import reverse
from django.utils.translation import gettext as _

Tab = tuple[str, str, bool]


def registrar_tabs(here: str) -> list[Tab]:
    """(label, address, is it this page) above the pages that are about no single class."""
    names = [(_("Classes"), "certificate-class-list")]
    return [(label, reverse(name), name == here) for label, name in names]


def class_tabs(training_class_pk: int, here: str) -> list[Tab]:
    """The same for the certificates of one class."""
    names = [(_("Results and certificates"), "certificate-class")]
    return [(label, reverse(name, args=[training_class_pk]), name == here) for label, name in names]
