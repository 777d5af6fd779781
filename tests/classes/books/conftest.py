"""A second person who may close what the first one marked."""

import pytest

from lms.classes.exceptions import ClassError


@pytest.fixture
def closer(training_class, officer, person_factory):
    """The other class manager."""
    from lms.classes.actions import classes
    from lms.classes.models import ClassStaff

    person = person_factory("Huỳnh Thị Cẩm Tú", "camtu@hoc.example")
    classes.appoint(training_class=training_class, person=person, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    return person


@pytest.fixture
def session(sessions):
    """The first one: two days ago, four tiết."""
    return sessions[0]


@pytest.fixture
def marked(session, two_places, teacher):
    """Both trainees marked by the teacher: the first was there, the second one tiết late."""
    from lms.classes.actions import attendance
    from lms.classes.actions.attendance import NewMark

    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present"), NewMark(second, "late", 1)], by=teacher)
    return session


@pytest.fixture
def closed(marked, closer):
    from lms.classes.actions import seals

    seals.close_book(session=marked, by=closer)
    marked.refresh_from_db()
    return marked


@pytest.fixture
def refused():
    return lambda code: pytest.raises(ClassError, check=lambda error: error.code == code and bool(str(error)))
