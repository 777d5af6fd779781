"""People correct what is known about them."""

from typing import Any

from django.db import transaction

from lms.foundation import audit
from lms.people.models import User

CORRECTABLE = ("full_name", "family_middle", "given", "birth_date", "sex", "phone", "language")


@transaction.atomic
def correct(*, person: User, details: dict[str, Any], by: User) -> User:
    """Writes those of `details` that differ. The diary names the fields, not their values: they are personal data."""
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = [name for name in CORRECTABLE if name in details and getattr(person, name) != details[name]]
    for name in changed:
        setattr(person, name, details[name])
    if "birth_date" in changed and person.birth_date:
        person.birth_year = person.birth_date.year
    if changed:
        person.save()
        audit.record(by, "person.correct", person, after={"fields": changed})
    return person
