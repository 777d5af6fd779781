"""Mail to the holder when something happened to a document. The pages tell it too: a letter that is lost loses nothing."""

import logging
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from lms.people.models import User

log = logging.getLogger(__name__)

# Subject and text by what happened. No name and no birth date: mail is read on the way.
LETTERS: dict[str, tuple[str | Promise, str | Promise]] = {
    "revoked": (
        _("Your certificate no. %(number)s was revoked"),
        _(
            "Certificate no. %(number)s was revoked by decision %(decision)s of %(day)s of %(by)s and is no longer valid. Ground: %(ground)s."
        ),
    ),
    "annulled": (
        _("Your certificate no. %(number)s was annulled"),
        _("Certificate no. %(number)s was annulled by decision %(decision)s of %(day)s of %(by)s and is not valid. Ground: %(ground)s."),
    ),
    "replaced": (
        _("A new document takes the place of no. %(number)s"),
        _(
            "Document no. %(new)s was issued in place of no. %(number)s, which is no longer valid. You find the new one among your certificates."
        ),
    ),
    "granted": (
        _("Your request about certificate no. %(number)s was granted"),
        _("Your request about certificate no. %(number)s was granted. Answer of the issuer: %(answer)s"),
    ),
    "refused": (
        _("Your request about certificate no. %(number)s was refused"),
        _("Your request about certificate no. %(number)s was refused. Answer of the issuer: %(answer)s"),
    ),
}


def tell(person: User, what: str, **params: object) -> None:
    """Rings for a letter in the language of its reader, once the transaction is through. Nobody without an address."""
    if not person.email:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject, text = (str(part) % params for part in LETTERS[what])
    address = settings.HOCAI_SITE_URL.rstrip("/") + reverse("certificate-list")
    transaction.on_commit(partial(_ring, person.email, f"{subject}\n{text}\n\n{address}"))


def _ring(to: str, text: str) -> None:
    from certificates.tasks_notices import send_letter

    try:
        send_letter.delay(to, text)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s): a letter was not sent; the pages tell what happened.", error)
