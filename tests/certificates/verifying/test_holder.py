from datetime import date

import pytest

from certificates.verifying.holder import NOBODY, Claim, knows
from lms.foundation.vietnamese import PartialDate, parse_date

PRINTED = {"holder": "Đặng Thị Hòa", "born": "05/02/1990", "issued_on": "2026-11-20"}


def claim(name="Đặng Thị Hòa", born="05/02/1990", issued_on=None):
    return Claim(name, parse_date(born), issued_on)


@pytest.mark.parametrize("name", ["Đặng Thị Hòa", "ĐẶNG THỊ HOÀ", "dang thi hoa", "  Dang  Thi Hòa ", "Ðặng Thị Hòa"])
def test_knows_a_name_however_it_is_typed(name):
    assert knows(claim(name), PRINTED)


@pytest.mark.parametrize("name", ["", "   ", "Đặng Thị", "Đặng Thị Hoan", "Thị Hòa Đặng", "%"])
def test_knows_no_other_name(name):
    assert not knows(claim(name), PRINTED)


@pytest.mark.parametrize("born", ["1990", "02/1990", "06/02/1990", "02/05/1990"])
def test_knows_no_birth_date_that_says_less_than_the_paper(born):
    assert not knows(claim(born=born), PRINTED)


@pytest.mark.parametrize(("born", "expected"), [("1990", True), ("05/02/1990", True), ("1991", False)])
def test_knows_the_year_where_only_the_year_is_printed(born, expected):
    assert knows(claim(born=born), PRINTED | {"born": "1990"}) is expected


def test_knows_nobody_without_a_birth_date():
    assert not knows(claim(born="1990"), PRINTED | {"born": ""})


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 11, 20), True), (date(2026, 11, 21), False), (None, False)])
def test_knows_asks_for_the_issue_date_after_many_tries(day, expected):
    assert knows(claim(issued_on=day), PRINTED, needs_issue_date=True) is expected


def test_knows_is_not_fooled_by_the_stand_in_for_nobody_being_asked_for():
    # `by_number` compares it only where there is no document to answer with.
    assert knows(Claim(NOBODY["holder"], PartialDate(1900, 1, 1)), NOBODY)
