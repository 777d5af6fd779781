"""A class of Sở Nội vụ with three sessions, its staff, and people on its roster."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

PEOPLE = [
    ("Nguyễn Văn An", "12/03/1985", "079085001234", "an.nguyen@tphcm.example", "Sở Nội vụ", "Chuyên viên", "Công chức"),
    ("Đỗ Thị Ánh", "1990", None, None, "Sở Khoa học và Công nghệ", "Phó Trưởng phòng", "Công chức"),
    ("Lê Hoàng Dũng", "05-11-1979", "079079004567", "dung.le@tphcm.example", "Sở KHCN", "Viên chức hành chính", "Viên chức"),
]


def at(days: int, hour: int = 8) -> datetime:
    """This hour of the city's clock, so many days from today."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def session_plan(days: int, *, periods: int = 4, hour: int = 8):
    from lms.classes.actions.sessions import SessionPlan

    return SessionPlan(starts_at=at(days, hour), ends_at=at(days, hour + 3), periods=periods, title="Trợ lý AI trong công việc")


def roster_file(rows: list[tuple[Any, ...]], columns: tuple[str, ...] | None = None) -> bytes:
    """A real .xlsx as an agency sends it: a decree's head above, a total and a signature below."""
    from openpyxl import Workbook

    sheet = Workbook()
    page = sheet.active
    page.append(["DANH SÁCH CỬ CÔNG CHỨC, VIÊN CHỨC THAM GIA LỚP BỒI DƯỠNG"])
    page.append([])
    page.append(columns or ("STT", "Họ và tên", "Ngày sinh", "CCCD", "Thư điện tử", "Đơn vị công tác", "Chức vụ", "Đối tượng"))
    for number, row in enumerate(rows, start=1):
        page.append([number, *row])
    page.append([f"Tổng số: {len(rows)} học viên"])
    buffer = BytesIO()
    sheet.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def science(city):
    from lms.people.models import Organization

    kind = Organization.Kind.DEPARTMENT
    return Organization.objects.create(code="H29.SKHCN", name="Sở Khoa học và Công nghệ", abbreviation="SKHCN", parent=city, kind=kind)


@pytest.fixture
def course(db):
    from tests.material import bare_course

    return bare_course("AI cho công chức, viên chức", "ai-cong-chuc")


@pytest.fixture
def programme(course):
    from lms.classes.models import TrainingProgramme

    made = TrainingProgramme.objects.create(code="BDAI", title="Ứng dụng trí tuệ nhân tạo trong công vụ", periods_total=12)
    made.courses.add(course)
    return made


@pytest.fixture
def plan(programme, course, home_affairs, academy):
    from lms.classes.actions.classes import ClassPlan

    return ClassPlan(
        code="BDAI-2026-03",
        title="Lớp bồi dưỡng AI số 3",
        programme=programme,
        course=course,
        organizer=home_affairs,
        issuer=academy,
        decision_no="123/QĐ-SNV",
        decision_on=at(-30).date(),
        opening_on=at(-2).date(),
    )


@pytest.fixture
def training_class(plan, officer, teacher):
    """Two sessions over, one tomorrow; the teacher is its class manager."""
    from lms.classes.actions import classes
    from lms.classes.models import ClassStaff

    made = classes.create(plan=plan, sessions=[session_plan(-2), session_plan(-1), session_plan(1)], by=officer)
    classes.appoint(training_class=made, person=teacher, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    return made


@pytest.fixture
def sessions(training_class):
    return list(training_class.sessions.all())


@pytest.fixture
def admit(training_class, home_affairs, officer) -> Callable[..., Any]:
    """Puts somebody on the roster without a spreadsheet."""

    def put(person: Any) -> Any:
        from lms.classes.models import Trainee
        from lms.learning.actions import enrollments

        enrollment = enrollments.enroll(person=person, run=training_class.run, by=officer, source="roster")
        return Trainee.objects.create(
            training_class=training_class, enrollment=enrollment, agency=home_affairs, legal_category="civil_servant"
        )

    return put


@pytest.fixture
def place(admit, trainee):
    """The trainee's place in the class."""
    return admit(trainee)


@pytest.fixture
def two_places(admit, place, person_factory):
    return [place, admit(person_factory("Bùi Thị Bích", "bich@hoc.example", birth_year=1988))]


@pytest.fixture
def client_of(client) -> Callable[[Any], Any]:
    """The browser of a person who is logged in."""

    def log_in(person: Any) -> Any:
        client.force_login(person)
        return client

    return log_in
