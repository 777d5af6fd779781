"""Parts about attendance books that other pages take in."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from lms.classes.models import Trainee, TrainingClass
from lms.classes.open_matters import requests_of

register = template.Library()


@register.inclusion_tag("classes/_my_requests.html", takes_context=True)
def my_requests(context: Context, training_class: TrainingClass) -> dict[str, Any]:
    """«Đơn của tôi» on a trainee's own page: what was asked and answered, and the ways to ask."""
    person = context["request"].user
    trainee = Trainee.objects.active().of_person(person).filter(training_class=training_class).first()
    excuses, look_agains = requests_of(trainee) if trainee else ([], [])
    return {
        "trainee": trainee,
        "training_class": training_class,
        "excuses": excuses,
        "look_agains": look_agains,
        "may_ask": trainee is not None and not training_class.is_final,
        "sessions_begun": training_class.sessions.not_cancelled().filter(starts_at__lte=timezone.now()),
        "csrf_token": context.get("csrf_token"),
    }
