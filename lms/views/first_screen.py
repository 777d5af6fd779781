"""The first screen: for each role of a person, what to do next."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.classes.models import ClassStaff, Trainee
from lms.learning.models import Enrollment, RunStaff
from lms.people.models import User
from lms.people.permissions import Role, roles_of


@dataclass(frozen=True)
class Parts:
    """Which panels a person sees."""

    officer: bool
    registrar: bool
    administrator: bool
    teacher: bool
    manager: bool
    trainee: bool
    learner: bool


def parts_for(person: User) -> Parts:
    """From the roles of today; somebody without any is a learner, and so is whoever has a place in a course."""
    roles = roles_of(person)
    is_teacher = Role.TEACHER in roles or RunStaff.objects.filter(person=person).exists()
    is_trainee = Trainee.objects.active().filter(enrollment__person=person).exists()
    is_manager = ClassStaff.objects.filter(person=person, role=ClassStaff.Role.CLASS_MANAGER).exists()
    works_here = bool(roles) or is_teacher or is_manager
    return Parts(
        officer=Role.OFFICER in roles,
        registrar=Role.REGISTRAR in roles,
        administrator=Role.ADMINISTRATOR in roles or person.is_superuser,
        teacher=is_teacher,
        manager=is_manager,
        trainee=is_trainee,
        learner=not works_here or is_trainee or Enrollment.objects.active().of_learner(person).exists(),
    )


@login_required
def first_screen(request: HttpRequest) -> HttpResponse:
    return render(request, "first_screen.html", {"parts": parts_for(request.user)})
