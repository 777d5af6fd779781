"""Lists on their way to the class of Sở Nội vụ."""

import pytest

from ..conftest import PEOPLE, roster_file


@pytest.fixture
def receive(training_class, science, officer):
    """Checks a list of these rows; without rows the three people of the cast."""

    def put(rows=None, **fields):
        from lms.classes.actions import imports

        given = {"training_class": training_class, "filename": "danh sách.xlsx", "source": "file", "by": officer}
        return imports.receive(**given | {"data": roster_file(PEOPLE if rows is None else rows)} | fields)

    return put


@pytest.fixture
def written(receive, officer):
    """A list that was received, begun and written by the worker."""

    def put(rows=None, **fields):
        from lms.classes.actions import imports
        from lms.classes.tasks import write_import

        received = receive(rows, **fields)
        imports.begin(roster_import=received, by=officer)
        write_import(received.pk)
        received.refresh_from_db()
        return received

    return put
