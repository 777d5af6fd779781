"""An open course of one lesson with one required quiz, whose completion the academy confirms."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from certificates.models import ConfirmationTerms, DocumentClass, Signer
from lms.learning.actions import enrollments, grades, progress
from lms.learning.models import CourseRun, Enrollment, GradeItem
from lms.people.models.privacy import Guardian
from tests.material import QUIZ_UID, bare_course

TITLE = "Trí tuệ nhân tạo cho mọi người"
INITIALS = "T.N.Á."
SOURCE = "Kế hoạch 88/KH-HVCB về bồi dưỡng trực tuyến"


@pytest.fixture
def open_course(db) -> Any:
    """A page of its own without lessons: making the whole site costs more than most of these tests."""
    return bare_course(TITLE, "ai-moi-nguoi")


@pytest.fixture
def open_place(open_course, trainee) -> Enrollment:
    """Ánh learns it by herself; nothing is done yet."""
    run = CourseRun.objects.create(course=open_course, code="mo-ai-moi-nguoi", self_enrolment=True)
    GradeItem.objects.create(
        run=run, kind=GradeItem.Kind.QUIZ, content_uid=QUIZ_UID, title="Tự kiểm tra", max_score=Decimal(2), required=True
    )
    return enrollments.enroll(person=trainee, run=run, by=trainee)


@pytest.fixture
def confirmation_form(db) -> DocumentClass:
    values = {"title": "Giấy xác nhận hoàn thành khóa học", "number_code": "XNHT", "original": "signed_pdf"}
    return DocumentClass.objects.get_or_create(kind=DocumentClass.Kind.COMPLETION_CONFIRMATION, version=1, defaults=values)[0]


@pytest.fixture
def signer(academy) -> Signer:
    return Signer.objects.create(organization=academy, name="Lê Thị Mỹ Châu", position="GIÁM ĐỐC", source="Quyết định bổ nhiệm 12/QĐ")


@pytest.fixture
def terms(open_course, academy, confirmation_form, signer) -> ConfirmationTerms:
    return ConfirmationTerms.objects.create(
        course=open_course, issuer=academy, document_class=confirmation_form, periods=6, source=SOURCE, valid_from=date(2020, 1, 1),
        needs_all_lessons=open_course.get_children().exists(),
    )  # fmt: skip


def finish(enrollment: Enrollment, *, points: str = "2") -> Enrollment:
    """Every lesson done and the quiz answered with so many of its two points."""
    from courses.outline import course_outline

    for module in course_outline(enrollment.run.course).modules:
        for lesson in module.lessons:
            progress.complete(enrollment=enrollment, lesson_uid=lesson.uid)
    mark(enrollment, points)
    return enrollment


def mark(enrollment: Enrollment, points: str, *, uid: UUID = QUIZ_UID, **more: Any) -> None:
    item = enrollment.run.grade_items.get(content_uid=uid)
    grades.record(enrollment=enrollment, item=item, score=Decimal(points), max_score=Decimal(2), source="quiz", by=None, **more)


@pytest.fixture
def finished_place(open_place, terms) -> Enrollment:
    return finish(open_place)


@pytest.fixture
def confirmation(finished_place) -> Any:
    from certificates.actions import confirmations

    return confirmations.confirm(enrollment=finished_place)


def born(person: Any, day: date) -> Any:
    person.birth_date, person.birth_year = day, day.year
    person.save()
    return person


@pytest.fixture
def child(confirmation, trainee):
    """The holder of the confirmation is twelve, and was when it was given."""
    confirmation.snapshot["public_name"] = INITIALS
    confirmation.save()
    born(trainee, timezone.localdate().replace(year=timezone.localdate().year - 12, day=1))
    confirmation.refresh_from_db()
    return trainee


@pytest.fixture
def mother(child, person_factory):
    made = person_factory("Nguyễn Thị Mẹ", "me@hoc.example")
    Guardian.objects.create(child=child, guardian=made, relation="mẹ", confirmed_at=timezone.now())
    return made
