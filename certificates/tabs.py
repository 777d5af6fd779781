"""The tabs of the registrar's pages, and those of one class: every noun adds its line here."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.models import CertificateRequest
from certificates.permissions_lifecycle import reach_of, requests_of
from lms.people.models import User

Tab = tuple[str, str, bool]


def registrar_tabs(here: str, person: User | None = None) -> list[Tab]:
    """(label, address, is it this page) above the pages that are about no single class."""
    names = [
        (_("Classes"), "certificate-class-list"),
        (_("Find a certificate"), "certificate-search"),
        (_requests_label(person), "certificate-request-list"),
        (pgettext("tab", "Register books"), "register-book-list"),
        (_("Register audit"), "register-audit"),
        (pgettext("numbered", "Blanks"), "blank-list"),
        (_("Papers not fetched"), "paper-due-list"),
        (_("Staff records"), "staff-record-list"),
        (_("Children's consents"), "paper-consent-list"),
        (_("Ways of signing"), "signing-profile-list"),
        (_("Document forms"), "document-form-list"),
    ]
    return [(label, reverse(name), name == here) for label, name in names]


def class_tabs(training_class_pk: int, here: str) -> list[Tab]:
    """The same for the certificates of one class."""
    names = [
        (_("Results and certificates"), "certificate-class"),
        (_("Printing"), "print-run-list"),
        (_("Handing over"), "hand-over-list"),
        (_("Electronic signing"), "signing-class"),
        (_("Revoke several"), "certificate-class-revoke"),
    ]
    return [(label, reverse(name, args=[training_class_pk]), name == here) for label, name in names]


def _requests_label(person: User | None) -> str:
    """With how many wait for an answer."""
    waiting = requests_of(reach_of(person)).filter(state=CertificateRequest.State.ASKED).count() if person else 0
    return f"{pgettext('tab', 'Requests')} ({waiting})" if waiting else pgettext("tab", "Requests")
