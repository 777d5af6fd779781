"""What waits for a person in a class: requests of trainees and odd things to look at."""

from django.db.models import QuerySet

from lms.classes.models import Excuse, Flag, LookAgain, Trainee, TrainingClass

WAITING = "asked"


def excuses_of(training_class: TrainingClass) -> QuerySet[Excuse]:
    found = Excuse.objects.filter(trainee__training_class=training_class).prefetch_related("sessions")
    return found.select_related("trainee__enrollment__person", "trainee__agency", "asked_by", "decided_by").order_by("asked_at", "pk")


def look_agains_of(training_class: TrainingClass) -> QuerySet[LookAgain]:
    found = LookAgain.objects.filter(trainee__training_class=training_class)
    return found.select_related("session", "trainee__enrollment__person", "trainee__agency", "decided_by").order_by("asked_at", "pk")


def flags_of(training_class: TrainingClass) -> QuerySet[Flag]:
    found = Flag.objects.filter(session__training_class=training_class)
    return found.select_related("session", "trainee__enrollment__person", "trainee__agency", "settled_by").order_by("-at", "-pk")


def requests_waiting(training_class: TrainingClass) -> int:
    """Requests for leave and requests to look again without an answer."""
    asked = Excuse.objects.filter(trainee__training_class=training_class, state=WAITING).values("pk")
    looks = LookAgain.objects.filter(trainee__training_class=training_class, state=WAITING).values("pk")
    return asked.union(looks, all=True).count()


def flags_open(training_class: TrainingClass) -> int:
    return Flag.objects.filter(session__training_class=training_class, settled_at__isnull=True).count()


def requests_of(trainee: Trainee) -> tuple[list[Excuse], list[LookAgain]]:
    """A trainee's own requests, the newest first."""
    excuses = Excuse.objects.filter(trainee=trainee).prefetch_related("sessions").order_by("-asked_at", "-pk")
    return list(excuses), list(LookAgain.objects.filter(trainee=trainee).select_related("session").order_by("-asked_at", "-pk"))
