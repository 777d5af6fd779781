"""A class as large as one likes, in few queries: people, submissions, graded cells. Nothing is run."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User
from notebooks import blobs
from notebooks.models import CellScore, GradingRun, Lab, Submission, SubmissionCredit

from .labs import handed_in, mean_release

FAMILY = ("Nguyễn Thị", "Trần Văn", "Lê Hoàng", "Phạm Minh", "Huỳnh Ngọc", "Võ Thanh", "Đặng Quốc")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quân", "Thảo", "Vy")


def seat(run: CourseRun, count: int, *, enrolled_at: datetime | None = None) -> list[Enrollment]:
    """`count` people in the run, by name."""
    people = [User(full_name=f"{FAMILY[n % 7]} {GIVEN[n % 14]}", email=f"p{n}-{uuid.uuid4().hex[:6]}@hoc.example") for n in range(count)]
    for person in people:
        person.clean_fields(exclude=["password", "handle"])
        person.set_unusable_password()
        person.save()
    at = enrolled_at or timezone.now() - timedelta(days=2)
    Enrollment.objects.bulk_create(Enrollment(person=person, run=run, source="roster", enrolled_at=at) for person in people)
    return list(Enrollment.objects.filter(person__in=people).select_related("person").by_name())


def submit(place: Enrollment, lab: Lab, answers: dict[str, str] | None = None, *, at: datetime | None = None, others=()) -> Submission:
    """A submission without its grading, as old as one likes."""
    files = dict(handed_in(mean_release(), answers or {}).files)
    submission = Submission.objects.create(
        enrollment=place,
        lab=lab,
        lab_version=lab.current_version,
        files=blobs.keep(files),
        sha256="0" * 64,
        idempotency_key=uuid.uuid4().hex,
        channel="upload",
        received_at=at or timezone.now(),
    )
    SubmissionCredit.objects.bulk_create(SubmissionCredit(submission=submission, enrollment=each) for each in (place, *others))
    return submission


def grade(submission: Submission, states: dict[str, str], errors: dict[str, str] | None = None) -> GradingRun:
    """A settled run with these states: {grade id: state} of the lab's questions, the others passed."""
    run = GradingRun.objects.create(
        submission=submission, lab_version=submission.lab_version, state=GradingRun.State.GRADED, finished_at=timezone.now()
    )
    CellScore.objects.bulk_create(
        CellScore(
            run=run,
            notebook=question["notebook"],
            grade_id=question["grade_id"],
            position=position,
            max_score=Decimal(str(question["max_score"])),
            score=None if states.get(question["grade_id"]) == "manual" else Decimal(0),
            state=states.get(question["grade_id"], "passed"),
            error=(errors or {}).get(question["grade_id"], ""),
        )
        for position, question in enumerate(submission.lab_version.questions)
    )
    return run
