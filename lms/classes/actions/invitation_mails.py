"""Mails to invited agencies, over one connection; a mail server that is down loses nothing: who got none stays unsent."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lms.classes.agency_texts import words_for
from lms.classes.models import AgencyInvitation

log = logging.getLogger(__name__)
INVITATION, REMINDER = "invitation", "reminder"


def send(invitations: Sequence[AgencyInvitation], kind: str) -> list[AgencyInvitation]:
    """Those whose mail left."""
    if not invitations:
        return []
    connection = get_connection()
    sent: list[AgencyInvitation] = []
    try:
        connection.open()
        for invitation in invitations:
            if _left(_message(invitation, kind), connection):
                sent.append(invitation)
    except (SMTPException, OSError) as error:
        log.warning("The mail server does not answer (%s); %s of %s mails left.", error, len(sent), len(invitations))
    finally:
        connection.close()
    return sent


def _left(message: EmailMessage, connection: BaseEmailBackend) -> bool:
    """One refused address does not keep the others from their mail."""
    message.connection = connection
    try:
        return bool(message.send())
    except SMTPException as error:
        log.warning("A mail to an agency was refused: %s", error)
        return False


def _message(invitation: AgencyInvitation, kind: str) -> EmailMessage:
    with translation.override("vi"):
        body = render_to_string(f"classes/mail/agency_{kind}.txt", words_for(invitation))
        code = invitation.training_class.code
        subject = _("Reminder: list of trainees for the class %(code)s") if kind == REMINDER else _("Invitation to the class %(code)s")
        return EmailMessage(subject % {"code": code}, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [invitation.contact_email])
