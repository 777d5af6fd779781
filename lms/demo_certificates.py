"""The demo's closed class with certificates, what became of some of them, and an open course that confirms completion."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from certificates.actions import blanks, certificates, decisions, hand_overs, requests, revocations, successors
from certificates.actions.requests import Wish
from certificates.actions.revocations import Order
from certificates.models import (
    Certificate,
    CertificateRequest,
    ConfirmationTerms,
    DocumentClass,
    Revocation,
    Signer,
    SigningProfile,
)
from courses.models import CoursePage
from courses.outline import course_outline
from lms.classes.actions import attendance, classes, rosters, seals
from lms.classes.actions.attendance import NewMark
from lms.classes.actions.classes import ClassPlan
from lms.classes.actions.sessions import SessionPlan
from lms.classes.models import AttendanceRecord, ClassStaff, TrainingClass, TrainingProgramme, Venue
from lms.foundation.spreadsheets import write_table
from lms.learning.actions import enrollments, grades, progress
from lms.learning.models import CourseRun
from lms.people.models import Organization, User

CODE = "BDAI-DEMO-01"
TITLE = "Bồi dưỡng trí tuệ nhân tạo cơ bản, lớp trình diễn đã bế giảng"
COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chức vụ", "Đối tượng", "Email")
AGENCIES = ("Sở Tài chính", "Sở Tư pháp", "Sở Y tế", "Phường Bến Thành")
NAMES = (
    "Phan Ngọc Lan", "Nguyễn Thị Mỹ Duyên", "Trần Quốc Đạt", "Lê Thị Ánh Nguyệt", "Phạm Đình Khôi", "Huỳnh Công Hậu", "Võ Thị Kim Oanh",
    "Đặng Hữu Phước", "Bùi Thị Thu Thủy", "Đỗ Xuân Trường", "Hồ Ngọc Yến", "Ngô Gia Bảo", "Dương Thị Cẩm Vân", "Lý Minh Triết",
    "Công Tằng Tôn Nữ Thị Hương Giang", "Trương Văn Ý", "Nguyễn Hoàng Bảo Trâm", "Phan Thanh Bình", "Mai Thị Tuyết Nhung", "Tô Đức Anh",
)  # fmt: skip
HOLDER_EMAIL = "ngoclan@hoc.example"
NOT_FETCHED = ("Phan Ngọc Lan", "Trương Văn Ý", "Ngô Gia Bảo")
ABSENT = 2  # of the last people on the list, who get no certificate


def load(*, course: CoursePage, programme: TrainingProgramme, officer: User, manager: User, registrar: User) -> None:
    """Made once; what people did with it afterwards stays."""
    issuer = Organization.objects.get(code="H29.HVCB")
    _ways_of_signing(issuer)
    if TrainingClass.objects.filter(code=CODE).exists():
        return
    made = _held_class(course=course, programme=programme, officer=officer, manager=manager, issuer=issuer)
    closing = made.closing_on
    assert closing is not None, "the plan names the day"
    decisions.enter(training_class=made, number="01/QĐ-HVCB (trình diễn)", decided_on=closing, by=registrar)
    made = classes.close(training_class=made, closing_on=closing, decision_no=made.decision_no, decision_on=made.decision_on, by=officer)
    form = DocumentClass.objects.released().filter(kind=DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE).newest_first().first()
    assert form is not None, "the migrations bring the forms"
    certificates.issue_all(training_class=made, document_class=form, by=registrar)
    _what_came_after(issuer, registrar, closing)


def load_open_course(*, course: CoursePage) -> None:
    """An open course that confirms completion, and somebody who has done all of it and not asked yet."""
    issuer = Organization.objects.get(code="H29.HVCB")
    form = DocumentClass.objects.released().filter(kind=DocumentClass.Kind.COMPLETION_CONFIRMATION).newest_first().first()
    run = CourseRun.objects.filter(course=course, self_enrolment=True).first()
    learner = User.objects.filter(email=HOLDER_EMAIL).first()
    if form is None or run is None or learner is None or ConfirmationTerms.objects.filter(course=course).exists():
        return
    ConfirmationTerms.objects.create(
        course=course, issuer=issuer, document_class=form, periods=12, source="Quy chế khóa học mở (trình diễn)"
    )
    place = enrollments.enroll(person=learner, run=run, by=None)
    for lesson in course_outline(course).lessons:
        progress.complete(enrollment=place, lesson_uid=lesson.uid)
    for item in run.grade_items.all():
        most = item.max_score or Decimal(10)
        grades.record(enrollment=place, item=item, score=most * 9 / 10, max_score=most, source="import", by=None)


def _what_came_after(issuer: Organization, registrar: User, closing: date) -> None:
    """Papers were fetched, one was lost, one had a wrong position, one was revoked; blanks lie in the cupboard."""
    issued = {row.snapshot["holder"]: row for row in Certificate.objects.filter(issuer=issuer).order_by("register_number")}
    fetched = [row for name, row in issued.items() if name not in NOT_FETCHED]
    hand_overs.record(certificates=fetched, taken_on=closing, by=registrar)
    soon = closing + timedelta(days=7)
    order = Order(
        ground=Revocation.Ground.NOT_QUALIFIED, number="05/QĐ-HVCB (trình diễn)", decided_on=soon, decided_by=issuer,
        note="Nhập nhầm điểm danh của người cùng tên.",
    )  # fmt: skip
    revocations.revoke(certificate=issued["Hồ Ngọc Yến"], order=order, by=registrar)
    successors.reissue(certificate=issued["Võ Thị Kim Oanh"], right={"position": "Chuyên viên chính"}, by=registrar)
    lost = Wish(kind=CertificateRequest.Kind.LOST, text="Giấy bị ướt, không đọc được nữa.")
    requests.enter(certificate=issued["Trần Quốc Đạt"], wish=lost, received_on=timezone.localdate(), by=registrar)
    kind = DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE
    blanks.enter_range(issuer=issuer, document_kind=kind, first=1, last=120, prefix="A", received_on=closing, by=registrar)


def _ways_of_signing(issuer: Organization) -> None:
    """A signer, and the demonstration key whose signatures say that they have no legal value."""
    Signer.objects.get_or_create(
        organization=issuer,
        name="Nguyễn Văn Mẫu",
        defaults={"position": "GIÁM ĐỐC", "english_position": "Director", "source": "Quyết định bổ nhiệm (trình diễn)"},
    )
    SigningProfile.objects.get_or_create(organization=issuer, valid_to=None, defaults={"backend": SigningProfile.Backend.DEMO})


def _held_class(*, course: CoursePage, programme: TrainingProgramme, officer: User, manager: User, issuer: Organization) -> TrainingClass:
    """Two days a month ago, marked by the manager, closed by the officer, results being settled."""
    today = timezone.localdate()
    plan = ClassPlan(
        code=CODE, title=TITLE, programme=programme, course=course, organizer=Organization.objects.get(code="H29.SNV"), issuer=issuer,
        decision_no="00/QĐ-SNV (trình diễn)", decision_on=today - timedelta(days=45), opening_on=today - timedelta(days=30),
        closing_on=today - timedelta(days=27),
    )  # fmt: skip
    made = classes.create(plan=plan, sessions=_sessions(today), by=officer)
    classes.appoint(training_class=made, person=manager, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    rosters.commit(training_class=made, data=_roster(), filename="danh-sach-lop-01.xlsx", by=officer)
    made = classes.start(training_class=made, by=officer)
    people = list(made.trainees.active().select_related("enrollment__person"))
    absent = set(NAMES[-ABSENT:])
    for session in made.sessions.all():
        marks = [
            NewMark(person, AttendanceRecord.Status.UNEXCUSED if person.enrollment.person.full_name in absent else AttendanceRecord.Status.PRESENT)
            for person in people
        ]  # fmt: skip
        attendance.record(session=session, marks=marks, by=manager)
        seals.close_book(session=session, by=officer)
    for number, person in enumerate(people):
        for item in made.run.grade_items.all():
            most = item.max_score or Decimal(10)
            score = most * (6 + number % 5) / 10
            grades.record(enrollment=person.enrollment, item=item, score=score, max_score=most, source="import", by=manager)
    return classes.assess(training_class=made, by=officer)


def _sessions(today: date) -> list[SessionPlan]:
    hall = Venue.objects.named("Hội trường A, Học viện Cán bộ")
    days = [today - timedelta(days=30), today - timedelta(days=28), today - timedelta(days=27)]
    topics = ("Nhận diện AI trong công việc", "Viết yêu cầu rõ và an toàn", "Kiểm chứng kết quả")
    return [SessionPlan(_at(day, 7), _at(day, 11), 4, topic, hall) for day, topic in zip(days, topics, strict=True)]


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))


def _roster() -> bytes:
    rows = []
    for number, name in enumerate(NAMES):
        birth = date(1972 + number, number % 12 + 1, number % 28 + 1).strftime("%d/%m/%Y")
        sex = "Nữ" if " Thị " in name or number in (0, 10, 16) else "Nam"
        email = HOLDER_EMAIL if number == 0 else ""
        rows.append([number + 1, name, birth, sex, AGENCIES[number % 4], "Chuyên viên", "công chức", email])
    return write_table(COLUMNS, rows, title="DANH SÁCH HỌC VIÊN (TRÌNH DIỄN)")
