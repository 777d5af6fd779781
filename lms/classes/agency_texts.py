"""What is written to an agency: by mail, or pasted into Zalo by the officer."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from lms.classes.agency_links import url_of
from lms.classes.models import AgencyInvitation, TrainingClass


def words_for(invitation: AgencyInvitation) -> dict[str, Any]:
    training_class = invitation.training_class
    return {
        "agency": invitation.agency.name,
        "contact": invitation.contact_name,
        "organizer": training_class.organizer.name,
        "class_name": training_class.title,
        "code": training_class.code,
        "opening_on": training_class.opening_on,
        "quota": invitation.quota,
        "deadline": timezone.localtime(invitation.expires_at),
        "url": url_of(invitation),
    }


def message_for(invitation: AgencyInvitation) -> str:
    """A short text with the link, for a messenger."""
    with translation.override("vi"):
        return render_to_string("classes/mail/agency_message.txt", words_for(invitation)).strip()


def group_reminder(training_class: TrainingClass, missing: Sequence[AgencyInvitation]) -> str:
    """One text for a group of many agencies: names, no links, for each link belongs to one agency."""
    words = {
        "organizer": training_class.organizer.name,
        "class_name": training_class.title,
        "code": training_class.code,
        "agencies": [one.agency.name for one in missing],
    }
    with translation.override("vi"):
        return render_to_string("classes/mail/agency_group_reminder.txt", words).strip()
