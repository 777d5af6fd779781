"""Door to whoever carries messages to people: mail, SMS, Zalo. One message in, one receipt or `MessagingError` out.

A back-end is a class without arguments with the method `send(channel, to, text) -> Sent`, named by its dotted path in
HOCAI_SMS_BACKEND or HOCAI_ZALO_BACKEND. An empty setting means that this way is not configured.
"""

import os
import re
import secrets
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

MAIL, SMS, ZALO = "mail", "sms", "zalo"
SETTINGS = {SMS: "HOCAI_SMS_BACKEND", ZALO: "HOCAI_ZALO_BACKEND"}


@dataclass(frozen=True)
class Sent:
    """The carrier has taken the message; `reference` is its name for it."""

    reference: str


class MessagingError(Exception):
    """The carrier did not take the message. `is_final`: trying again will not help (a number that does not exist)."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Backend(Protocol):
    def send(self, channel: str, to: str, text: str) -> Sent: ...


class FileBackend:
    """For the demo: every message becomes a text file in `var/messages`."""

    def send(self, channel: str, to: str, text: str) -> Sent:
        folder = settings.HOCAI_VAR / "messages"
        name = f"{timezone.localtime():%Y%m%d-%H%M%S}-{channel}-{re.sub(r'[^0-9A-Za-z]', '', to)}-{secrets.token_hex(3)}.txt"
        draft = folder / f".{name}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(f"{channel} → {to}\n\n{text}\n", encoding="utf-8")
            os.replace(draft, folder / name)
        except OSError as error:
            raise MessagingError(str(error)) from error
        return Sent(name)


class MailBackend:
    """The site's own outgoing mail; the first line of the text is the subject."""

    def send(self, channel: str, to: str, text: str) -> Sent:
        subject, _gap, body = text.partition("\n")
        try:
            EmailMessage(subject, body.strip(), settings.DEFAULT_FROM_EMAIL, [to]).send()
        except (SMTPException, OSError) as error:
            raise MessagingError(str(error) or type(error).__name__) from error
        return Sent(to)


def is_configured(channel: str) -> bool:
    return channel == MAIL or bool(getattr(settings, SETTINGS[channel], ""))


def send(channel: str, to: str, text: str) -> Sent:
    """Hands one message over. Raises MessagingError, also when the channel is not configured."""
    if not is_configured(channel):
        raise MessagingError(f"{channel}: {SETTINGS[channel]} is empty", is_final=True)
    backend: Backend = MailBackend() if channel == MAIL else import_string(getattr(settings, SETTINGS[channel]))()
    return backend.send(channel, to, text)
