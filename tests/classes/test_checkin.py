from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.classes.checkin import (
    WINDOW_SECONDS,
    code_for,
    is_code_valid,
    is_token_valid,
    seconds_left,
    token_for,
    window_at,
)

SECRET = "a" * 64
START = datetime(2026, 10, 5, 8, 0, 0, tzinfo=UTC)


def test_window_at_changes_every_twenty_seconds():
    assert window_at(START + timedelta(seconds=19)) == window_at(START)
    assert window_at(START + timedelta(seconds=20)) == window_at(START) + 1


@pytest.mark.parametrize(("after", "valid"), [(0, True), (19, True), (20, True), (39, True), (40, False), (-1, False)])
def test_code_lives_for_its_own_window_and_one_more(after, valid):
    moment = START + timedelta(seconds=after)

    assert is_code_valid(SECRET, code_for(SECRET, window_at(START)), moment) is valid
    assert is_token_valid(SECRET, token_for(SECRET, window_at(START)), moment) is valid


def test_code_of_another_session_is_refused():
    assert not is_code_valid(SECRET, code_for("b" * 64, window_at(START)), START)
    assert not is_token_valid(SECRET, token_for("b" * 64, window_at(START)), START)


def test_token_is_no_code_and_survives_strange_letters():
    assert not is_token_valid(SECRET, code_for(SECRET, window_at(START)), START)
    assert not is_token_valid(SECRET, "điểm danh", START)


def test_seconds_left_counts_down_to_one():
    assert seconds_left(START) == WINDOW_SECONDS
    assert seconds_left(START + timedelta(seconds=19)) == 1


@given(st.text(min_size=1), st.integers(0, 10**9))
def test_code_for_is_six_digits_and_token_fits_an_address(secret, window):
    code, token = code_for(secret, window), token_for(secret, window)

    assert len(code) == 6
    assert code.isdigit()
    assert len(token) == 16
    assert token.replace("-", "a").replace("_", "a").isalnum()
    assert code_for(secret, window) == code
