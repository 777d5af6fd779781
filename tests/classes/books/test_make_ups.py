from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.classes.actions import attendance
from lms.classes.actions.attendance import NewMark
from lms.classes.attendance_rules import ATTENDED, MakeUp, Mark, credited, summarise
from lms.classes.eligibility import eligibility_of, held_periods
from lms.classes.matrix import attendance_matrix
from lms.classes.panels import place_of
from lms.classes.terms import Terms

from ..conftest import at

STATUSES = ["present", "late", "left_early", "excused", "unexcused", "online_present"]
marks = st.builds(Mark, st.sampled_from(STATUSES), st.integers(0, 6))
held_sessions = st.dictionaries(st.integers(1, 5), st.integers(1, 5), max_size=5)
make_ups = st.lists(
    st.builds(MakeUp, st.integers(6, 9), st.integers(1, 9), st.integers(1, 5)), max_size=4, unique_by=lambda row: row.session
)
terms = st.builds(Terms, st.integers(1, 100), st.integers(0, 100), st.booleans(), st.booleans(), st.booleans())
# A busy machine is no reason to fail.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
books = st.dictionaries(st.integers(1, 9), marks, max_size=9)


@patient
@given(held_sessions, books, terms, make_ups)
def test_summarise_with_make_ups_never_exceeds_what_was_held(held, book, rules, rows):
    found = summarise(held, book, rules, rows)

    assert 0 <= found.fraction <= 1
    assert found.attended <= found.held
    assert found.sessions_attended <= found.sessions_held == len(held)


@patient
@given(held_sessions, books, terms, make_ups)
def test_summarise_with_make_ups_never_punishes(held, book, rules, rows):
    """Neither a planned make-up nor staying away from it lowers anything; what is held does not grow."""
    with_them, without = summarise(held, book, rules, rows), summarise(held, book, rules)

    assert with_them.held == without.held
    assert with_them.attended >= without.attended
    assert with_them.unmarked <= without.unmarked


@patient
@given(held_sessions, books, terms, make_ups, st.data())
def test_summarise_grows_when_another_make_up_is_attended(held, book, rules, rows, data):
    absent = [row for row in rows if row.session not in book or book[row.session].status not in ATTENDED]
    if not absent:
        return
    came = data.draw(st.sampled_from(absent))

    assert summarise(held, {**book, came.session: Mark("present")}, rules, rows).attended >= summarise(held, book, rules, rows).attended


@pytest.mark.parametrize(
    ("original", "make_up", "expected"),
    [
        (None, "present", 4),
        ("unexcused", "present", 4),
        ("unexcused", "unexcused", 0),
        ("unexcused", "excused", 0),
        ("present", "present", 4),
        ("late", "present", 4),
    ],
)
def test_summarise_credits_the_original_session(original, make_up, expected):
    book = {2: Mark(make_up)} | ({1: Mark(original, 2 if original == "late" else 0)} if original else {})

    assert summarise({1: 4}, book, Terms(excused_counts=True), [MakeUp(2, 1, 4)]).fraction == Fraction(expected, 4)


def test_summarise_of_a_shorter_make_up_gives_back_only_its_tiet():
    assert summarise({1: 4, 3: 4}, {2: Mark("present"), 3: Mark("present")}, Terms(), [MakeUp(2, 1, 3)]).fraction == Fraction(7, 8)


def test_summarise_of_a_make_up_for_a_cancelled_session_gives_nothing():
    assert summarise({3: 4}, {2: Mark("present")}, Terms(), [MakeUp(2, 1, 4)]).attended == 0


def test_credited_follows_a_make_up_of_a_make_up_and_survives_a_circle():
    assert credited({6: Mark("present")}, Terms(), [MakeUp(6, 7, 2), MakeUp(7, 1, 4)]) == {1: 2}
    assert sum(credited({6: Mark("present")}, Terms(), [MakeUp(6, 7, 2), MakeUp(7, 6, 4)]).values()) == 2


@pytest.fixture
def make_up(training_class, sessions):
    """Yesterday's evening session for those who missed the first one."""
    from lms.classes.models import ClassSession

    return ClassSession.objects.create(
        training_class=training_class,
        number=9,
        starts_at=at(-1, 18),
        ends_at=at(-1, 20),
        periods=4,
        make_up_for=sessions[0],
    )


def test_make_up_counts_for_who_missed_and_against_nobody(training_class, sessions, make_up, two_places, teacher):
    missed, came = two_places
    attendance.record(session=sessions[0], marks=[NewMark(missed, "unexcused"), NewMark(came, "present")], by=teacher)
    attendance.record(session=sessions[1], marks=[NewMark(missed, "present"), NewMark(came, "present")], by=teacher)
    attendance.record(session=make_up, marks=[NewMark(missed, "present")], by=teacher)

    found = eligibility_of(training_class)

    assert set(held_periods(training_class)) == {sessions[0].pk, sessions[1].pk}
    assert found[missed.pk].attendance.fraction == found[came.pk].attendance.fraction == 1
    assert [row.attendance.fraction for row in attendance_matrix(training_class).rows] == [1, 1]
    assert place_of(missed.enrollment.person, training_class).attendance.attended == 8
