"""Who runs a class."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import classes
from lms.classes.exceptions import ClassError
from lms.classes.forms import StaffForm
from lms.classes.permissions import Verb, visit_class, visit_staff
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_staff(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT if request.method == "POST" else Verb.READ)
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff = classes.appoint(
                training_class=visit.training_class, person=form.cleaned_data["login"], role=form.cleaned_data["role"], by=request.user
            )
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("%(name)s is now %(role)s.") % {"name": staff.person.full_name, "role": staff.get_role_display().lower()}
            )
            return redirect("class-staff", pk=pk)
    staff_list = visit.training_class.staff.select_related("person").order_by("role", "person__name_sort_key")
    return class_page(request, visit, "classes/class_staff.html", form=form, staff=staff_list)


@login_required
@require_POST
def staff_dismiss(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, staff = visit_staff(request, pk)
    try:
        classes.dismiss(staff=staff, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("%(name)s no longer has this role.") % {"name": staff.person.full_name})
    return redirect("class-staff", pk=visit.training_class.pk)
