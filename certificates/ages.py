"""Who is a child on a day (Luật Trẻ em 2016, Điều 1: under sixteen). Plain values, no clock."""

from datetime import date

from django.db.models import Q

from lms.people.models import User

CHILD_UNDER = 16  # Luật Trẻ em 2016, Điều 1


def sixteen_on(person: User) -> date | None:
    """The first day on which `person` is surely sixteen; None where the papers give no age.

    Of somebody of whom only the year is known it is the new year after. Who was born on 29 February waits for 1 March.
    """
    if person.birth_date:
        born, year = person.birth_date, person.birth_date.year + CHILD_UNDER
        try:
            return born.replace(year=year)
        except ValueError:
            return date(year, 3, 1)
    return date(person.birth_year + CHILD_UNDER + 1, 1, 1) if person.birth_year else None


def is_child(person: User, on: date) -> bool:
    """An unknown age is no child's, as everywhere in this room."""
    grown_on = sixteen_on(person)
    return grown_on is not None and on < grown_on


def children(on: date, prefix: str = "") -> Q:
    """The same as a condition of a query; `prefix` leads to the person, for example "enrollment__person__"."""
    year = on.year - CHILD_UNDER
    try:
        born_after = on.replace(year=year)
    except ValueError:  # 29 February, sixteen years after a year without one
        born_after = date(year, 2, 28)
    by_date = Q(**{f"{prefix}birth_date__gt": born_after})
    return by_date | Q(**{f"{prefix}birth_date__isnull": True, f"{prefix}birth_year__gte": year})
