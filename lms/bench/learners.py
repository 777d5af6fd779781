"""Many learners at once, with everything that the pages could stumble over: progress, grades, submissions, attendance.

Rows are written in bulk and not through the actions, which would take an hour; they are what the actions would have written.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from courses.models import CoursePage
from courses.outline import course_outline
from lms.bench.preparation import notice_version
from lms.classes.actions import classes
from lms.classes.actions.classes import ClassPlan
from lms.classes.actions.sessions import SessionPlan
from lms.classes.models import AttendanceRecord, ClassSession, ClassStaff, CurrentAttendance, Trainee, TrainingClass, TrainingProgramme
from lms.learning.models import CourseRun, CurrentGrade, Enrollment, GradeChange, GradeItem, LessonProgress
from lms.people.models import Consent, Organization, User
from notebooks.models import CellScore, GradingRun, Lab, Submission

CLASS_CODE = "DO-2026-01"
BATCH = 1_000
ROWS = 500
FAMILIES = ("Nguyễn Văn", "Trần Thị Ngọc", "Lê Quốc", "Phạm Minh", "Huỳnh Thị", "Võ Hoàng", "Đặng Thu")
GIVEN = ("An", "Ánh", "Bảo", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Khánh", "Linh", "Oanh", "Yến")
NAMES = tuple(product(FAMILIES, GIVEN))
NO_PASSWORD = "!"  # noqa: S105 - fits nothing
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class School:
    """A class under way and the run of the same course that anybody may enter: where the many learners go."""

    training_class: TrainingClass
    open_run: CourseRun
    agency: Organization

    @property
    def course(self) -> CoursePage:
        return self.training_class.run.course


def open_school() -> School:
    """A running class of the demo's programme with sessions yesterday, now and tomorrow; the demo's trainee is in it."""
    people = {name: User.objects.get(email=f"{name}@hoc.example") for name in ("sonoivu", "giaovien", "hocvien")}
    programme = TrainingProgramme.objects.get(code="AI-CV-01")
    course = programme.courses.get()
    issuer, organizer = Organization.objects.get(code="H29.HVCB"), Organization.objects.get(code="H29.SNV")
    plan = ClassPlan(code=CLASS_CODE, title="Lớp đo hiệu năng", programme=programme, course=course, organizer=organizer, issuer=issuer)
    training_class = classes.create(plan=plan, sessions=session_plans(), by=people["sonoivu"])
    classes.appoint(training_class=training_class, person=people["giaovien"], role=ClassStaff.Role.CLASS_MANAGER, by=people["sonoivu"])
    classes.start(training_class=training_class, by=people["sonoivu"])
    school = School(training_class, CourseRun.objects.open_to_all().get(course=course), issuer)
    admit(school, [people["hocvien"]])
    return school


def session_plans() -> list[SessionPlan]:
    """Two past sessions, one that is held now and one to come, of four tiết each."""
    now = timezone.now()
    begins = [now - timedelta(days=2), now - timedelta(days=1), now - timedelta(hours=1), now + timedelta(days=1)]
    return [SessionPlan(starts_at=begin, ends_at=begin + timedelta(hours=3), periods=4) for begin in begins]


def fill(school: School, total: int) -> None:
    """Brings the class and the open run to `total` learners each."""
    for first in range(school.training_class.trainees.count(), total, BATCH):
        with transaction.atomic():
            admit(school, add_people(range(first, min(first + BATCH, total))))
    GradeItem.objects.filter(run__in=[school.training_class.run, school.open_run], max_score=None).update(max_score=5)


def add_people(numbers: Iterable[int]) -> list[User]:
    """Made-up people who have agreed to the privacy notice and cannot log in."""
    people = []
    for number in numbers:
        family, given = NAMES[number % len(NAMES)]
        email = f"nguoi{number}@bench.example"
        people.append(
            User(
                full_name=f"{family} {given}",
                family_middle=family,
                given=given,
                email=email,
                password=NO_PASSWORD,
                birth_year=1970 + number % 35,
            )
        )
    made = save(people)
    save(Consent(person=person, purpose=Consent.Purpose.TRAINING, version=notice_version(), method="bench") for person in made)
    return made


def admit(school: School, people: Sequence[User]) -> None:
    """A place in the class and in the open run for each, with half of the work done."""
    places = enroll(school.training_class.run, people)
    trainees = save(
        Trainee(training_class=school.training_class, enrollment=place, agency=school.agency, position="Chuyên viên") for place in places
    )
    learn(school.course, [*places, *enroll(school.open_run, people)])
    grade(places)
    hand_in(places)
    attend(school.training_class, trainees)


def enroll(run: CourseRun, people: Sequence[User]) -> list[Enrollment]:
    """Somebody who has a place keeps it; only the new places are returned."""
    known = set(run.enrollments.filter(person__in=people).values_list("person", flat=True))
    return save(Enrollment(person=person, run=run, source="bench") for person in people if person.pk not in known)


def learn(course: CoursePage, places: Sequence[Enrollment]) -> None:
    """The first half of the lessons is read."""
    lessons = course_outline(course).lessons
    read = lessons[: len(lessons) // 2]
    now = timezone.now()
    save(LessonProgress(enrollment=place, lesson_uid=lesson.uid, completed_at=now) for place in places for lesson in read)


def grade(places: Sequence[Enrollment]) -> None:
    """A grade for every piece of work but the last."""
    items = list(places[0].run.grade_items.all())[:-1]
    changes = save(
        GradeChange(item=item, enrollment=place, score=Decimal(place.pk % 5), max_score=5, source="bench")
        for place in places
        for item in items
    )
    save(
        CurrentGrade(item=change.item, enrollment=change.enrollment, change=change, score=change.score, max_score=change.max_score)
        for change in changes
    )


def hand_in(places: Sequence[Enrollment]) -> None:
    """One graded submission of each lab of the course; one in ten waits for the teacher."""
    uids = GradeItem.objects.filter(run=places[0].run, kind=GradeItem.Kind.LAB).values("content_uid")
    found = list(Lab.objects.released().filter(content_uid__in=uids).select_related("current_version"))
    submissions = save(
        Submission(
            enrollment=place,
            lab=lab,
            lab_version=lab.current_version,
            files=[],
            sha256="0" * 64,
            idempotency_key=uuid.uuid4().hex,
            channel="lab",
        )
        for place in places
        for lab in found
    )
    now, states = timezone.now(), GradingRun.State
    runs = save(
        GradingRun(
            submission=submission,
            lab_version=submission.lab_version,
            state=states.GRADED if at % 10 else states.NEEDS_MANUAL,
            score=4,
            max_score=5,
            started_at=now,
            finished_at=now,
        )
        for at, submission in enumerate(submissions)
    )
    save(
        CellScore(run=run, notebook="bai", grade_id=f"cau-{number}", position=number, score=2, max_score=2, state=CellScore.State.PASSED)
        for run in runs
        for number in range(2)
    )


def attend(training_class: TrainingClass, trainees: Sequence[Trainee]) -> None:
    """Marks for every session that has begun; one trainee in ten was absent."""
    begun = [session for session in ClassSession.objects.filter(training_class=training_class) if session.starts_at <= timezone.now()]
    status = AttendanceRecord.Status
    records = save(
        AttendanceRecord(session=session, trainee=trainee, status=status.PRESENT if trainee.pk % 10 else status.UNEXCUSED, source="manual")
        for session in begun
        for trainee in trainees
    )
    save(CurrentAttendance(session=each.session, trainee=each.trainee, record=each, status=each.status) for each in records)


def save(rows: Iterable[Row]) -> list[Row]:
    """Inserts them in batches; the rows come back with their keys."""
    listed = list(rows)
    return list(type(listed[0])._default_manager.bulk_create(listed, batch_size=ROWS)) if listed else []
