from datetime import date

import pytest

from lms.classes import confirmations
from lms.people.models import User


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("05/11", True),
        ("5/11", True),
        ("0511", True),
        ("05/11/1979", True),
        ("05-11-1979", True),
        ("5.11.1979", True),
        ("05111979", True),
        (" 05 / 11 ", True),
        ("11/05", False),
        ("05/11/1980", False),
        ("1979", False),
        ("", False),
        ("abc", False),
        ("٠٥/١١", False),
    ],
)
def test_is_birth_where_the_day_is_known(typed, expected):
    assert confirmations.is_birth(User(birth_date=date(1979, 11, 5), birth_year=1979), typed) is expected


def test_is_birth_of_a_day_that_looks_like_a_year():
    assert confirmations.is_birth(User(birth_date=date(1990, 12, 20)), "2012")


@pytest.mark.parametrize(("typed", "expected"), [("1985", True), ("12/03/1985", True), ("1986", False), ("85", False), ("", False)])
def test_is_birth_where_only_the_year_is_known(typed, expected):
    assert confirmations.is_birth(User(birth_year=1985), typed) is expected


def test_is_birth_where_nothing_is_known():
    assert not confirmations.is_birth(User(), "")


def set_class(place, **values):
    type(place.training_class).objects.filter(pk=place.training_class_id).update(**values)
    return type(place).objects.select_related("training_class", "enrollment__person").get(pk=place.pk)


@pytest.mark.parametrize(("confirm_by", "birth", "ticket"), [("birth_date", True, False), ("ticket", False, True), ("either", True, True)])
def test_ways_of_follow_the_class(place, confirm_by, birth, ticket):
    ways = confirmations.ways_of(set_class(place, confirm_by=confirm_by))

    assert (ways.birth, ways.ticket, ways.none) == (birth, ticket, False)


def test_ways_of_somebody_without_a_date_are_none_when_only_the_date_is_allowed(place, trainee):
    User.objects.filter(pk=trainee.pk).update(birth_year=None)

    assert confirmations.ways_of(set_class(place, confirm_by="birth_date")).none


def test_confirmed_by_ticket_only_where_the_class_allows_it(place):
    ticket = f" {place.ticket_code[:5].upper()}-{place.ticket_code[5:]} "

    assert confirmations.confirmed_by(set_class(place, confirm_by="ticket"), birth="", ticket=ticket) == "ticket"
    assert confirmations.confirmed_by(set_class(place, confirm_by="birth_date"), birth="", ticket=ticket) is None


def test_note_wrong_takes_tries_from_the_name_and_from_the_browser(two_places):
    here, there = two_places

    assert confirmations.note_wrong(here, "a") == 2
    assert confirmations.tries_left(here, "b") == 2
    assert confirmations.tries_left(there, "a") == 2
    assert confirmations.tries_left(there, "b") == 3

    confirmations.forget_wrong(here)
    assert confirmations.tries_left(here, "b") == 3
