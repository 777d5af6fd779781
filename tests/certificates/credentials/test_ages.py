from datetime import date

import pytest

from certificates.ages import children, is_child, sixteen_on
from lms.people.models import User


@pytest.mark.parametrize(
    ("birth", "day", "expected"),
    [
        (date(2010, 6, 15), date(2026, 6, 14), True),
        (date(2010, 6, 15), date(2026, 6, 15), False),
        (date(2012, 2, 29), date(2028, 2, 28), True),
        (date(2012, 2, 29), date(2028, 2, 29), False),
        (date(2084, 2, 29), date(2100, 2, 28), True),  # 2100 has no 29 February
        (date(2084, 2, 29), date(2100, 3, 1), False),
    ],
)
def test_is_child_up_to_the_sixteenth_birthday(birth, day, expected):
    assert is_child(User(full_name="Lê Gia Hân", birth_date=birth), day) is expected


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_is_child_with_the_year_alone_waits_for_the_new_year(day, expected):
    assert is_child(User(full_name="Lê Gia Hân", birth_year=2010), day) is expected


def test_is_child_of_unknown_age_is_false():
    person = User(full_name="Lê Gia Hân")

    assert (sixteen_on(person), is_child(person, date(2026, 1, 1))) == (None, False)


@pytest.mark.db
@pytest.mark.parametrize(
    "day", [date(2026, 6, 14), date(2026, 6, 15), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 1)]
)
def test_children_finds_whom_is_child_finds(person_factory, day):
    births = [
        {"birth_date": date(2010, 6, 15)},
        {"birth_date": date(2012, 2, 29)},
        {"birth_date": date(2012, 3, 1)},
        {"birth_year": 2010},
        {},
    ]
    people = [person_factory("Lê Gia Hân", f"so{number}@hoc.example", **birth) for number, birth in enumerate(births)]

    assert set(User.objects.filter(children(day))) == {person for person in people if is_child(person, day)}


@pytest.mark.db
def test_children_of_a_leap_day_that_the_birth_year_lacks(person_factory):
    born = [date(2100, 2, 28), date(2100, 3, 1)]
    people = [person_factory("Lê Gia Hân", f"so{number}@hoc.example", birth_date=day) for number, day in enumerate(born)]

    assert list(User.objects.filter(children(date(2116, 2, 29)))) == people[1:]
