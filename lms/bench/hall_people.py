"""A class that fills a hall: its people as a list brings them (no password, no consent), its sessions with the code on the wall."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from lms.bench.learners import NAMES, NO_PASSWORD, enroll, save
from lms.bench.preparation import notice_version
from lms.classes.actions import classes
from lms.classes.actions.classes import ClassPlan
from lms.classes.actions.sessions import SessionPlan
from lms.classes.checkin import token_for, window_at
from lms.classes.models import ClassSession, Trainee, TrainingProgramme
from lms.people.models import Consent, Organization, User

CODE = "HOI-TRUONG-01"
SESSIONS = 4
PER_AGENCY = 25
BORN = date(1980, 1, 1)
PASSWORD = "mat-khau-do-hieu-nang"  # noqa: S105 - of made-up people in a database that is thrown away


@dataclass(frozen=True)
class Hall:
    """The sessions of one class and everybody on its roster."""

    sessions: list[ClassSession]
    trainees: list[Trainee]

    def address(self, number: int) -> str:
        """What the QR of this session holds at this moment."""
        session = self.sessions[number]
        return f"/diem-danh/{session.pk}/{token_for(session.checkin_secret, window_at(timezone.now()))}/"


def fill(count: int) -> Hall:
    """`count` people of as many agencies as a city class has; every session began just now, its check-in is open."""
    officer = User.objects.get(email="sonoivu@hoc.example")
    programme = TrainingProgramme.objects.get(code="AI-CV-01")
    issuer, organizer = Organization.objects.get(code="H29.HVCB"), Organization.objects.get(code="H29.SNV")
    plan = ClassPlan(
        code=CODE, title="Lớp đầy hội trường", programme=programme, course=programme.courses.get(), organizer=organizer, issuer=issuer
    )
    now = timezone.now()
    hours = [
        SessionPlan(starts_at=now + timedelta(minutes=number), ends_at=now + timedelta(hours=3), periods=4) for number in range(SESSIONS)
    ]
    training_class = classes.create(plan=plan, sessions=hours, by=officer)
    training_class.sessions.update(checkin_opened_at=now)
    with transaction.atomic():
        people = save(person(number) for number in range(count))
        units = [
            Organization.objects.create(code=f"BENCH.{number}", name=f"Đơn vị số {number + 1}") for number in range(-(-count // PER_AGENCY))
        ]
        places = enroll(training_class.run, people)
        trainees = save(
            Trainee(training_class=training_class, enrollment=place, agency=units[number // PER_AGENCY])
            for number, place in enumerate(places)
        )
    return Hall(list(training_class.sessions.order_by("number")), list(trainees))


def person(number: int) -> User:
    family, given = NAMES[number % len(NAMES)]
    born = BORN + timedelta(days=number)
    return User(
        full_name=f"{family} {given}",
        family_middle=family,
        given=given,
        email=f"hoi-truong-{number}@bench.example",
        password=NO_PASSWORD,
        birth_date=born,
        birth_year=born.year,
    )


def give_passwords(trainees: list[Trainee]) -> None:
    """For the journey through a login: hashed as the site hashes them, once, for all are the same; they have agreed to the notice before."""
    people = list(User.objects.filter(enrollments__trainee__in=trainees))
    User.objects.filter(pk__in=[person.pk for person in people]).update(password=make_password(PASSWORD))
    # Whoever checked in before has agreed at that moment.
    agreed = set(Consent.objects.filter(person__in=people, version=notice_version()).values_list("person", flat=True))
    asked = [person for person in people if person.pk not in agreed]
    save(Consent(person=person, purpose=Consent.Purpose.TRAINING, version=notice_version(), method="bench") for person in asked)
