from datetime import datetime, timedelta

import pytest

from lms.classes.due import dues_of
from lms.classes.models import TrainingClass

LIMIT = timedelta(days=3)  # what a class has by default
MINUTE = timedelta(minutes=1)


def codes(now: datetime) -> list[str]:
    """What is due at that moment."""
    return [due.code for due in dues_of(TrainingClass.objects.with_counts().get(), now)]


@pytest.mark.db
def test_dues_of_remind_of_a_book_left_open(marked):
    assert "book_open" not in codes(marked.ends_at + LIMIT - MINUTE)
    assert "book_open" in codes(marked.ends_at + LIMIT)


def test_dues_of_a_closed_book_name_the_next_one(closed, sessions):
    assert "book_open" not in codes(closed.ends_at + LIMIT)
    assert "book_open" in codes(sessions[1].ends_at + LIMIT)


def test_dues_of_a_cancelled_session_ask_for_nothing(closed, sessions):
    sessions[1].cancelled = True
    sessions[1].save()

    assert "book_open" not in codes(sessions[1].ends_at + LIMIT)


def test_dues_of_link_to_the_books(marked):
    [due] = [due for due in dues_of(TrainingClass.objects.with_counts().get(), marked.ends_at + LIMIT) if due.code == "book_open"]

    assert due.url_name == "class-books"
    assert "còn mở" in due.text
