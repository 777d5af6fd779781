"""A session that is going on right now, with two people on its roster, and the answers of the desk."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone


@pytest.fixture
def session(sessions):
    """Began five minutes ago."""
    from lms.classes.models import ClassSession

    now = timezone.now()
    ClassSession.objects.filter(pk=sessions[0].pk).update(starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=3))
    return ClassSession.objects.select_related("training_class").get(pk=sessions[0].pk)


@pytest.fixture
def second_helper(training_class, officer, person_factory):
    from lms.classes.actions import classes
    from lms.classes.models import ClassStaff

    helper = person_factory("Lý Thị Mai", "mai@hoc.example")
    classes.appoint(training_class=training_class, person=helper, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    return helper


@pytest.fixture
def tap(client_of, teacher, session) -> Callable[..., Any]:
    """Posts one tap as the page does."""

    def post(trainee: Any, kind: str = "mark", *, by: Any = None, in_session: Any = None, helper: str = "", **further: Any) -> Any:
        body = {"id": further.pop("id", f"{kind}-{trainee.pk}"), "kind": kind, "trainee": trainee.pk, **further}
        if helper:
            body["by"] = helper
        address = reverse("desk-merge", args=[(in_session or session).pk])
        return client_of(by or teacher).post(address, json.dumps(body), content_type="application/json")

    return post


def milliseconds(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture
def crowd(training_class, home_affairs):
    """Fills the roster with so many people, in few statements."""

    def fill(count: int) -> None:
        from lms.classes.models import Trainee
        from lms.foundation.vietnamese import search_key, sort_key
        from lms.learning.models import Enrollment
        from lms.people.models import User

        people = []
        for number in range(count):
            name = f"Nguyễn Thị Phương {'ABCDEGHIKLMN'[number % 12]}{number}"
            people.append(
                User(
                    handle=f"u{number:06d}",
                    full_name=name,
                    given=name.split()[-1],
                    birth_year=1970 + number % 30,
                    name_search_key=search_key(name),
                    name_sort_key=sort_key("Nguyễn Thị Phương", name.split()[-1]),
                )
            )
        User.objects.bulk_create(people)
        enrollments = Enrollment.objects.bulk_create([Enrollment(person=person, run=training_class.run) for person in people])
        Trainee.objects.bulk_create(
            [
                Trainee(training_class=training_class, enrollment=each, agency=home_affairs, position="Chuyên viên chính")
                for each in enrollments
            ]
        )

    return fill
