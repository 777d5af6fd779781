"""Making and changing people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage, get_connection, send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.foundation import audit
from lms.foundation.sealed_fields import lookup_hash, seal
from lms.foundation.vietnamese import split_name
from lms.people.exceptions import PeopleError
from lms.people.models import Affiliation, LegalCategory, Organization, User


@dataclass(frozen=True)
class NewPerson:
    """What `register_many` needs to know about one person; the same values as `register` takes."""

    full_name: str
    email: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    phone: str = ""
    personal_id: str | None = None


@dataclass(frozen=True)
class Post:
    """That a person works at an organization, as `affiliate_many` is told it."""

    person: User
    organization: Organization
    legal_category: str = LegalCategory.OTHER
    position: str = ""


@dataclass(frozen=True)
class Affiliated:
    """An affiliation and what it said before; `was` is None where it is new."""

    affiliation: Affiliation
    was: tuple[str, str] | None


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


@transaction.atomic
def register_many(*, people: Sequence[NewPerson], by: User | None) -> list[User]:
    """`register` for thousands, in a few statements; the people come back in the order given.

    Raises PeopleError no_name, email_taken, personal_id_taken, and then nobody was registered.
    """
    made = [_unsaved(person) for person in people]
    _refuse_taken(made)
    User.objects.bulk_create(made, batch_size=500)
    audit.record_many(by, "person.register", ((person, None) for person in made))
    return made


def _unsaved(new: NewPerson) -> User:
    """What `User.save` would complete is completed here: a bulk insert does not call it."""
    if not new.full_name.strip():
        raise PeopleError("no_name")
    family_middle, given = split_name(new.full_name)
    person = User(
        full_name=new.full_name,
        family_middle=family_middle,
        given=given,
        email=new.email.strip().lower() if new.email else None,
        birth_date=new.birth_date,
        birth_year=new.birth_year or (new.birth_date.year if new.birth_date else None),
        sex=new.sex,
        phone=new.phone,
    )
    if new.personal_id:
        person.personal_id_hmac = lookup_hash(new.personal_id)
        person.personal_id_sealed = seal(new.personal_id)
    person.set_unusable_password()
    return person


def _refuse_taken(made: Sequence[User]) -> None:
    for code, field in (("email_taken", "email"), ("personal_id_taken", "personal_id_hmac")):
        values = [value for person in made if (value := getattr(person, field))]
        if len(set(values)) < len(values) or User.objects.filter(**{f"{field}__in": values}).exists():
            raise PeopleError(code)


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


@transaction.atomic
def affiliate_many(*, posts: Sequence[Post], by: User | None) -> list[Affiliated]:
    """`affiliate` for thousands, one post a person. An empty position or category does not wipe out what is known."""
    people = {post.person.pk for post in posts}
    open_ones = Affiliation.objects.select_for_update().filter(person__in=people, valid_to__isnull=True)
    known = {(affiliation.person_id, affiliation.organization_id): affiliation for affiliation in open_ones}
    results = [_affiliated(post, known.get((post.person.pk, post.organization.pk))) for post in posts]
    new = [each.affiliation for each in results if each.was is None]
    changed = [each.affiliation for each in results if each.was not in (None, _said_by(each.affiliation))]
    Affiliation.objects.bulk_create(new, batch_size=500)
    Affiliation.objects.bulk_update(changed, ["legal_category", "position"], batch_size=500)
    audit.record_many(by, "person.affiliate", ((one.person, _as_noted(one)) for one in [*new, *changed]))
    return results


def _affiliated(post: Post, known: Affiliation | None) -> Affiliated:
    if known is None:
        made = Affiliation(person=post.person, organization=post.organization, legal_category=post.legal_category, position=post.position)
        return Affiliated(made, None)
    was = _said_by(known)
    known.person, known.organization = post.person, post.organization
    known.position = post.position or known.position
    if post.legal_category != LegalCategory.OTHER:
        known.legal_category = post.legal_category
    return Affiliated(known, was)


def _said_by(affiliation: Affiliation) -> tuple[str, str]:
    return affiliation.legal_category, affiliation.position


def _as_noted(affiliation: Affiliation) -> dict[str, str]:
    return {"organization": affiliation.organization.code, "position": affiliation.position}


def invite(*, person: User, by: User | None) -> None:
    """Mails a link with which the person sets a password. Sent after commit; raises PeopleError no_email."""
    email = person.email
    if not email:
        raise PeopleError("no_email")
    audit.record(by, "person.invite", person)
    transaction.on_commit(lambda: _send_invitation(person, email))


def invite_many(*, people: Iterable[User], by: User | None) -> int:
    """`invite` for many over one connection, at once and outside a transaction; those without email are passed over.

    Returns how many letters left. Raises OSError when the mail server does not answer: then ask again later.
    """
    invited = [person for person in people if person.email]
    letters = [_letter(person, person.email or "") for person in invited]
    sent = get_connection().send_messages(letters) if letters else 0
    audit.record_many(by, "person.invite", ((person, None) for person in invited))
    return sent or 0


def _letter(person: User, email: str) -> EmailMessage:
    return EmailMessage(_("Your account on Học AI"), _invitation_text(person), settings.DEFAULT_FROM_EMAIL, [email])


def _send_invitation(person: User, email: str) -> None:
    send_mail(_("Your account on Học AI"), _invitation_text(person), settings.DEFAULT_FROM_EMAIL, [email])


def _invitation_text(person: User) -> str:
    from allauth.account.forms import default_token_generator as generator
    from allauth.account.utils import user_pk_to_url_str

    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": generator.make_token(person)})
    context = {"person": person, "url": settings.HOCAI_SITE_URL + path, "site_url": settings.HOCAI_SITE_URL}
    return render_to_string("people/mail/invitation.txt", context)
