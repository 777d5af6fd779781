"""A class that ended yesterday in the name of the academy: two trainees came to every session, one did not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from certificates.exceptions import CertificateError
from certificates.models import DocumentClass, IssuerAuthorisation
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee, TrainingClass, TrainingProgramme
from lms.learning.models import CourseRun, Enrollment

PROGRAMME = "Ứng dụng trí tuệ nhân tạo trong công vụ"
SOURCE = "Quyết định 456/QĐ-UBND giao nhiệm vụ đào tạo, bồi dưỡng"


@contextmanager
def refused(code: str, kind: type[CertificateError] = CertificateError) -> Iterator[Any]:
    """The block raises this refusal, with a sentence for people."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def today() -> date:
    return timezone.localdate()


def session_at(training_class: TrainingClass, number: int, days: int) -> ClassSession:
    starts: datetime = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days)
    ends = starts + timedelta(hours=3)
    return ClassSession.objects.create(training_class=training_class, number=number, starts_at=starts, ends_at=ends, periods=4)


def attend(trainee: Trainee, session: ClassSession, status: str = "present") -> None:
    record = AttendanceRecord.objects.create(session=session, trainee=trainee, status=status, source="manual")
    CurrentAttendance.objects.create(session=session, trainee=trainee, record=record, status=status)


@pytest.fixture
def course(db) -> Any:
    from tests.material import bare_course

    return bare_course("AI cho công chức, viên chức", "ai-cong-chuc")


@pytest.fixture
def document_class(db) -> DocumentClass:
    """As the data migration makes it; made again where another test has emptied the tables."""
    values = {"title": "Giấy chứng nhận hoàn thành khóa học", "number_code": "CNHT", "valid_from": date(2023, 4, 30)}
    found, _ = DocumentClass.objects.get_or_create(kind=DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE, version=1, defaults=values)
    return found


@pytest.fixture
def programme(course, academy, document_class) -> TrainingProgramme:
    """Assigned to the academy."""
    made = TrainingProgramme.objects.create(code="BDAI", title=PROGRAMME, periods_total=8)
    made.courses.add(course)
    IssuerAuthorisation.objects.create(
        organization=academy,
        programme=made,
        document_kind=document_class.kind,
        source=SOURCE,
        signer_position="Giám đốc",
        signer_name="Lê Thị Mỹ Châu",
    )
    return made


@pytest.fixture
def training_class(programme, course, academy, home_affairs, officer) -> TrainingClass:
    """Being assessed; two sessions of four tiết have been held."""
    run = CourseRun.objects.create(course=course, code="BDAI-2026-03", title="Lớp bồi dưỡng AI số 3")
    made = TrainingClass.objects.create(
        code="BDAI-2026-03", title="Lớp bồi dưỡng AI số 3", programme=programme, programme_terms=programme.terms(), run=run,
        organizer=home_affairs, issuer=academy, state=TrainingClass.State.ASSESSING, decision_no="12/QĐ-SNV",
        decision_on=today() - timedelta(days=30), opening_on=today() - timedelta(days=3), closing_on=today() - timedelta(days=1), created_by=officer,
    )  # fmt: skip
    for number, days in ((1, -3), (2, -2)):
        session_at(made, number, days)
    return made


def admit(training_class: TrainingClass, person: Any, agency: Any, *, attended: int = 2) -> Trainee:
    enrollment = Enrollment.objects.create(person=person, run=training_class.run, source="roster")
    made = Trainee.objects.create(
        training_class=training_class, enrollment=enrollment, agency=agency, position="Chuyên viên", legal_category="civil_servant"
    )
    for session in training_class.sessions.all()[:attended]:
        attend(made, session)
    return made


@pytest.fixture
def people(training_class, trainee, person_factory, home_affairs) -> dict[str, Trainee]:
    """Ánh and Dũng came twice, Đạt once: in the order of their given names Ánh, Dũng, Đạt."""
    dung = person_factory("Lê Hoàng Dũng", "dung@hoc.example", birth_date=date(1979, 11, 5), sex="male")
    dat = person_factory("Phan Thành Đạt", "dat@hoc.example")
    return {
        "anh": admit(training_class, trainee, home_affairs),
        "dung": admit(training_class, dung, home_affairs),
        "dat": admit(training_class, dat, home_affairs, attended=1),
    }


@pytest.fixture
def decision(training_class, people, registrar) -> Any:
    from certificates.actions import decisions

    return decisions.enter(training_class=training_class, number="123/QĐ-HVCB", decided_on=today(), by=registrar)


@pytest.fixture
def closed_class(training_class, decision) -> TrainingClass:
    """As the class room leaves it: closed yesterday."""
    TrainingClass.objects.filter(pk=training_class.pk).update(state=TrainingClass.State.CLOSED, closed_at=timezone.now())
    return TrainingClass.objects.select_related("issuer__parent", "programme").get(pk=training_class.pk)


@pytest.fixture
def certificate(closed_class, people, document_class, registrar) -> Any:
    """Ánh's."""
    from certificates.actions import certificates

    return certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.HOCAI_FILES_DIR = tmp_path / "files"
    settings.HOCAI_VERIFY_URL = "https://hoc.tphcm.example/xac-minh/"
