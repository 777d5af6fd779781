"""What somebody may choose from at the first check-in: the agencies of the class, then the free names of one of them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from lms.classes.models import BrowserBinding, Trainee, TrainingClass
from lms.foundation.vietnamese import collation_key, search_key
from lms.people.models import Organization


def agencies_of(training_class: TrainingClass, words: str = "") -> list[Organization]:
    """In Vietnamese order; `words` as somebody types them on a phone, marks or not."""
    here = Trainee.objects.active().filter(training_class=training_class).values("agency")
    found = [agency for agency in Organization.objects.filter(pk__in=here) if _is_like(agency, words)]
    return sorted(found, key=lambda agency: collation_key(agency.name))


def free_names(training_class: TrainingClass, agency: Organization) -> QuerySet[Trainee]:
    """People of this agency whom no browser stands for yet."""
    taken = BrowserBinding.objects.in_force().filter(trainee=OuterRef("pk"))
    return places_in(training_class).filter(~Exists(taken), agency=agency).by_name()


def places_in(training_class: TrainingClass) -> Any:
    return Trainee.objects.active().filter(training_class=training_class).select_related("enrollment__person", "agency", "training_class")


def _is_like(agency: Organization, words: str) -> bool:
    text = search_key(f"{agency.name} {agency.abbreviation}")
    return all(word in text for word in search_key(words).split())
