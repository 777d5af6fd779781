"""Making and changing people."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.foundation import audit
from lms.foundation.sealed_fields import lookup_hash, seal
from lms.people.exceptions import PeopleError
from lms.people.models import Affiliation, LegalCategory, Organization, User


@transaction.atomic
def register(
    *,
    full_name: str,
    email: str | None = None,
    birth_date: date | None = None,
    birth_year: int | None = None,
    sex: str = "",
    phone: str = "",
    personal_id: str | None = None,
    by: User | None,
) -> User:
    """A new person with an unusable password and a fresh handle.

    `personal_id`: 12 digits, kept sealed with a hash for look-up (Luật 91/2025/QH15).
    Raises PeopleError: no_name, email_taken, personal_id_taken.
    """
    if not full_name.strip():
        raise PeopleError("no_name")
    email = email.strip().lower() if email else None
    if email and User.objects.filter(email=email).exists():
        raise PeopleError("email_taken")
    person = User(full_name=full_name, email=email, birth_date=birth_date, birth_year=birth_year, sex=sex, phone=phone)
    if personal_id:
        _keep_personal_id(person, personal_id)
    person.set_unusable_password()
    person.save()
    audit.record(by, "person.register", person)
    return person


def _keep_personal_id(person: User, personal_id: str) -> None:
    digest = lookup_hash(personal_id)
    if User.objects.filter(personal_id_hmac=digest).exclude(pk=person.pk).exists():
        raise PeopleError("personal_id_taken")
    person.personal_id_sealed = seal(personal_id)
    person.personal_id_hmac = digest


@transaction.atomic
def affiliate(
    *, person: User, organization: Organization, legal_category: str = LegalCategory.OTHER, position: str = "", by: User | None
) -> Affiliation:
    """`person` belongs to `organization` from now on; a known open affiliation is brought up to date."""
    known = Affiliation.objects.select_for_update().filter(person=person, organization=organization, valid_to__isnull=True).first()
    if known is None:
        known = Affiliation(person=person, organization=organization)
    elif (known.legal_category, known.position) == (legal_category, position):
        return known
    known.legal_category, known.position = legal_category, position
    known.save()
    audit.record(by, "person.affiliate", person, after={"organization": organization.code, "position": position})
    return known


def invite(*, person: User, by: User | None) -> None:
    """Mails a link with which the person sets a password. Sent after commit; raises PeopleError no_email."""
    email = person.email
    if not email:
        raise PeopleError("no_email")
    audit.record(by, "person.invite", person)
    transaction.on_commit(lambda: _send_invitation(person, email))


def _send_invitation(person: User, email: str) -> None:
    from allauth.account.forms import default_token_generator as generator
    from allauth.account.utils import user_pk_to_url_str

    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": generator.make_token(person)})
    context = {"person": person, "url": settings.HOCAI_SITE_URL + path, "site_url": settings.HOCAI_SITE_URL}
    body = render_to_string("people/mail/invitation.txt", context)
    send_mail(_("Your account on Học AI"), body, settings.DEFAULT_FROM_EMAIL, [email])
