"""Two agencies that approve a plan, and an officer of each."""

import pytest

from ...conftest import with_role


@pytest.fixture
def science_officer(science, person_factory):
    return with_role(person_factory("Lý Minh Tâm", "skhcn@hoc.example"), science, "officer")


@pytest.fixture
def year_plan(home_affairs, science, officer):
    from lms.classes.actions import plans

    return plans.create(
        year=2026, title="Kế hoạch mở lớp AI năm 2026", organizer=home_affairs, approvers=[home_affairs, science], by=officer
    )


@pytest.fixture
def line(year_plan, programme, home_affairs, academy, officer):
    from lms.classes.actions import plans

    values = {"programme": programme, "title": "Lớp AI quý IV", "quarter": 4, "quota": 60, "organizer": home_affairs, "issuer": academy}
    return plans.add_line(plan=year_plan, values=values, by=officer)


@pytest.fixture
def submitted(year_plan, line, officer):
    from lms.classes.actions import plans

    return plans.submit(plan=year_plan, by=officer)


@pytest.fixture
def approved(submitted, home_affairs, science, officer, science_officer):
    from lms.classes.actions import plans

    plans.answer(plan=submitted, organization=home_affairs, approved=True, by=officer)
    plans.answer(plan=submitted, organization=science, approved=True, by=science_officer)
    submitted.refresh_from_db()
    return submitted
