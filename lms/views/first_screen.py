"""The first screen: for each role of a person, what to do next."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render

from lms.classes.models import ClassStaff, Trainee
from lms.learning.models import Enrollment, RunStaff
from lms.people.models import User
from lms.people.permissions import Role, roles_of
from lms.people.requests import LoggedInRequest


@dataclass(frozen=True)
class Parts:
    """Which panels a person sees."""

    officer: bool
    registrar: bool
    administrator: bool
    auditor: bool
    teacher: bool
    manager: bool
    trainee: bool
    learner: bool


def parts_for(person: User) -> Parts:
    """From the roles of today and the places in runs and classes; somebody without any is a learner."""
    roles = roles_of(person)
    places = places_held(person)
    is_teacher = Role.TEACHER in roles or places["runs"]
    works_here = bool(roles) or is_teacher or places["manages"]
    return Parts(
        officer=Role.OFFICER in roles,
        registrar=Role.REGISTRAR in roles,
        administrator=Role.ADMINISTRATOR in roles or person.is_superuser,
        auditor=Role.AUDITOR in roles,
        teacher=is_teacher,
        manager=places["manages"],
        trainee=places["trains"],
        learner=not works_here or places["learns"],
    )


def places_held(person: User) -> dict[str, bool]:
    """What a person is outside the organizations' roles, in one query."""
    return (
        User.objects.filter(pk=person.pk)
        .values(
            runs=Exists(RunStaff.objects.filter(person=OuterRef("pk"))),
            manages=Exists(ClassStaff.objects.filter(person=OuterRef("pk"), role=ClassStaff.Role.CLASS_MANAGER)),
            trains=Exists(Trainee.objects.active().filter(enrollment__person=OuterRef("pk"))),
            learns=Exists(Enrollment.objects.active().filter(person=OuterRef("pk"))),
        )
        .get()
    )


@login_required
def first_screen(request: LoggedInRequest) -> HttpResponse:
    return render(request, "first_screen.html", {"parts": parts_for(request.user)})
