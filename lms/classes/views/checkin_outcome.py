"""The last page of a check-in: how it went, and what to do if it did not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.classes.checkins import Outcome

STATUS = {"recorded": 200, "again": 200, "claimed": 200, "expired": 410, "stranger": 403, "staff": 403}


def show(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Whatever is not named above goes to the desk or the class manager: 409."""
    context = {"outcome": outcome, "session": outcome.session}
    return render(request, "classes/checkin_result.html", context, status=STATUS.get(outcome.code, 409))
