import pytest

from lms.classes.actions import head_counts
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Flag, HeadCount

from .conftest import scan_at


@pytest.fixture
def full_hall(session, people, mark, admit, person_factory):
    """Thirteen marked present at the main venue, Bích at Thủ Đức not."""
    crowd = [people[0], *(admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example")) for number in range(12))]
    for trainee in crowd:
        mark(trainee)
    return crowd


def test_add_that_agrees_draws_nobody(session, further, full_hall, teacher):
    count = head_counts.add(session=session, place=None, n=13, by=teacher)

    assert (count.recorded, count.called) == (13, [])
    assert not Flag.objects.exists()


def test_add_that_differs_draws_ten_of_those_recorded_there(session, further, full_hall, teacher):
    count = head_counts.add(session=session, place=None, n=11, by=teacher)

    drawn = [called["trainee"] for called in count.called]
    assert len(set(drawn)) == 10
    assert set(drawn) <= {trainee.pk for trainee in full_hall}
    assert {called["answered"] for called in count.called} == {None}


@pytest.mark.db
def test_add_that_differs_raises_one_flag_per_place(session, further, full_hall, teacher):
    head_counts.add(session=session, place=None, n=11, by=teacher)
    head_counts.add(session=session, place=None, n=12, by=teacher)
    head_counts.add(session=session, place=further, n=4, by=teacher)

    found = {(flag.details["place"], flag.details["heads"], flag.details["recorded"]) for flag in Flag.objects.all()}
    assert found == {("Hội trường A", 12, 13), ("Điểm cầu Thủ Đức", 4, 0)}
    assert set(Flag.objects.values_list("kind", flat=True)) == {Flag.Kind.HEADS_DIFFER}


def test_add_that_agrees_settles_the_flag_of_that_place_alone(session, further, full_hall, teacher):
    head_counts.add(session=session, place=None, n=11, by=teacher)
    head_counts.add(session=session, place=further, n=4, by=teacher)

    head_counts.add(session=session, place=None, n=13, by=teacher)

    settled = Flag.objects.get(settled_at__isnull=False)
    assert (settled.details["place"], settled.settled_by) == ("Hội trường A", teacher)
    assert Flag.objects.filter(settled_at__isnull=True).count() == 1


def test_add_keeps_every_count(session, full_hall, teacher):
    for n in (11, 12, 12):
        head_counts.add(session=session, place=None, n=n, by=teacher)

    assert list(HeadCount.objects.order_by("pk").values_list("n", flat=True)) == [11, 12, 12]


def test_add_counts_a_scan_where_it_was_made(session, further, full_hall, teacher):
    scan_at(session, full_hall[0], further)

    assert head_counts.add(session=session, place=further, n=1, by=teacher).recorded == 1
    assert head_counts.add(session=session, place=None, n=12, by=teacher).recorded == 12


def test_add_after_the_book_is_closed_is_refused(session, teacher):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=session.ends_at)

    with pytest.raises(ClassError, check=lambda error: error.code == "book_closed"):
        head_counts.add(session=session, place=None, n=1, by=teacher)


@pytest.mark.db
def test_draw_more_names_nobody_twice(session, full_hall, teacher):
    count = head_counts.add(session=session, place=None, n=11, by=teacher)

    count = head_counts.draw_more(count=count, by=teacher)

    drawn = [called["trainee"] for called in count.called]
    assert len(drawn) == len(set(drawn)) == 13


@pytest.mark.db
def test_answer_keeps_who_is_silent(session, full_hall, teacher):
    count = head_counts.add(session=session, place=None, n=11, by=teacher)
    first, second = (called["trainee"] for called in count.called[:2])

    head_counts.answer(count=count, answers={first: True, second: False}, by=teacher)

    count.refresh_from_db()
    assert [called["answered"] for called in count.called[:3]] == [True, False, None]


def test_answer_of_somebody_not_drawn_is_refused(session, people, full_hall, teacher):
    count = head_counts.add(session=session, place=None, n=11, by=teacher)

    with pytest.raises(ClassError, check=lambda error: error.code == "not_among_called"):
        head_counts.answer(count=count, answers={people[1].pk: False}, by=teacher)
