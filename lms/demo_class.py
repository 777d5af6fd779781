"""The demo's class around today: a plan, people of several agencies, a closed book, invitations, a notice, a ward's evenings."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone

from courses.models import CoursePage
from lms.classes.actions import attendance, classes, community, invitations, notices, plans, rosters, seals
from lms.classes.actions.attendance import NewMark
from lms.classes.actions.classes import ClassPlan
from lms.classes.actions.community import CommunityPlan
from lms.classes.actions.sessions import SessionPlan
from lms.classes.models import AttendanceRecord, ClassNotice, ClassStaff, CommunityCount, TrainingClass, TrainingProgramme, Venue, YearPlan
from lms.foundation.spreadsheets import write_table
from lms.learning.actions import works
from lms.learning.actions.works import RubricLine, WorkPlan
from lms.people.models import Organization, User

CODE = "BDAI-DEMO-02"
TITLE = "Bồi dưỡng trí tuệ nhân tạo cơ bản, lớp trình diễn"
SPACE = UUID("6e0e2a3c-8a53-4c0e-9f10-5b1c6b8f1a77")
COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chức vụ", "Đối tượng", "Điện thoại")
AGENCIES = ("Sở Tài chính", "Sở Tư pháp", "Sở Y tế", "Sở Xây dựng", "Phường Sài Gòn", "Phường Bến Thành")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Thị Thu", "Văn", "Ngọc", "Hoàng", "Thị Mỹ", "Minh")
GIVEN = ("An", "Ánh", "Bình", "Đạt", "Dung", "Hạnh", "Khôi", "Oanh", "Phúc", "Tuyết", "Ý", "Yến")
PEOPLE = 48
# How the people of the first session came, one letter each, over and over.
DAY_BEFORE = "ppppppplppppepppkppp"
STATUS = {
    "p": (AttendanceRecord.Status.PRESENT, 0),
    "l": (AttendanceRecord.Status.LATE, 1),
    "e": (AttendanceRecord.Status.EXCUSED, 0),
    "k": (AttendanceRecord.Status.UNEXCUSED, 0),
}


def load(
    *, course: CoursePage, programme: TrainingProgramme, officer: User, manager: User, science_officer: User, ward_officer: User
) -> None:
    """Made once; what people did with it afterwards stays."""
    if TrainingClass.objects.filter(code=CODE).exists():
        return
    home_affairs, issuer = Organization.objects.get(code="H29.SNV"), Organization.objects.get(code="H29.HVCB")
    today = timezone.localdate()
    plan = ClassPlan(
        code=CODE,
        title=TITLE,
        programme=programme,
        course=course,
        organizer=home_affairs,
        issuer=issuer,
        decision_no="01/QĐ-SNV (trình diễn)",
        decision_on=today - timedelta(days=14),
        quota=60,
        opening_on=today - timedelta(days=1),
        closing_on=today + timedelta(days=6),
    )
    made = classes.create(plan=plan, sessions=_sessions(today), by=officer)
    classes.appoint(training_class=made, person=manager, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    rosters.commit(training_class=made, data=_roster(), filename="danh-sach-trinh-dien.xlsx", by=officer)
    classes.start(training_class=made, by=officer)
    _past_session(made, officer=officer, manager=manager)
    _agencies(made, officer)
    notices.announce(
        training_class=made,
        kind=ClassNotice.Kind.NEWS,
        title="Chuẩn bị cho buổi hôm nay",
        text="Học viên mang theo điện thoại đã sạc pin. Lớp có chỗ cắm điện và mạng không dây.",
        by=officer,
    )
    rubric = (RubricLine("Nêu đúng một việc ở cơ quan", Decimal(4)), RubricLine("Cách dùng AI an toàn, có kiểm chứng", Decimal(6)))
    instructions = "Viết một trang: một việc ở cơ quan mà anh/chị đã thử làm với AI, đã kiểm chứng kết quả ra sao."
    works.create(
        run=made.run,
        plan=WorkPlan(title="Bài thu hoạch", kind="hand_in", max_score=Decimal(10), rubric=rubric, instructions=instructions),
        by=manager,
    )
    _year_plan(made, programme, officer=officer, science_officer=science_officer)
    _ward(ward_officer, today)


def _sessions(today: date) -> list[SessionPlan]:
    """The day before, today morning and afternoon, and a week after the first."""
    hall = Venue.objects.named("Hội trường A, Học viện Cán bộ")
    days = [(today - timedelta(days=1), 7), (today, 7), (today, 13), (today + timedelta(days=6), 7)]
    topics = ("Nhận diện AI trong công việc", "Viết yêu cầu rõ và an toàn", "Kiểm chứng kết quả", "Trình bày bài thu hoạch")
    return [
        SessionPlan(_at(day, hour, 30), _at(day, hour + 3, 45), 4, topic, hall) for (day, hour), topic in zip(days, topics, strict=True)
    ]


def _at(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _roster() -> bytes:
    rows = []
    for number in range(PEOPLE):
        name = f"{FAMILY[number % 10]} {MIDDLE[number % 6]} {GIVEN[number % 12]}"
        birth = date(1970 + number % 28, number % 12 + 1, number % 28 + 1)
        sex = "Nữ" if "Thị" in name else "Nam"
        phone = f"09{number % 10}8{100000 + number * 1371:06d}"[:10] if number % 3 else ""
        rows.append([number + 1, name, birth.strftime("%d/%m/%Y"), sex, AGENCIES[number % 6], "Chuyên viên", "công chức", phone])
    return write_table(COLUMNS, rows, title="DANH SÁCH HỌC VIÊN (TRÌNH DIỄN)")


def _past_session(made: TrainingClass, *, officer: User, manager: User) -> None:
    """Marked by the manager, closed and sealed by the officer."""
    first = made.sessions.order_by("starts_at").first()
    assert first is not None, "the class was made with its sessions"
    marks = []
    for number, trainee in enumerate(made.trainees.active().by_name()):
        status, missed = STATUS[DAY_BEFORE[number % len(DAY_BEFORE)]]
        marks.append(NewMark(trainee, status, missed, "Có đơn xin phép" if status == AttendanceRecord.Status.EXCUSED else ""))
    attendance.record(session=first, marks=marks, by=manager)
    seals.close_book(session=first, by=officer)


def _agencies(made: TrainingClass, officer: User) -> None:
    agencies = list(Organization.objects.filter(name__in=[*AGENCIES, "Phường Tân Định", "Phường Xuân Hòa"]).valid_on(timezone.localdate()))
    expires = timezone.now() + timedelta(days=5)
    invitations.invite(training_class=made, agencies=agencies, quota=10, expires_at=expires, by=officer)


def _year_plan(made: TrainingClass, programme: TrainingProgramme, *, officer: User, science_officer: User) -> None:
    home_affairs, science = made.organizer, Organization.objects.get(code="H29.SKHCN")
    year = timezone.localdate().year
    if YearPlan.objects.filter(year=year, organizer=home_affairs).exists():
        return
    plan = plans.create(
        year=year,
        title="Kế hoạch bồi dưỡng trí tuệ nhân tạo (trình diễn)",
        organizer=home_affairs,
        approvers=[home_affairs, science],
        by=officer,
    )
    for quarter in (1, 2, 3, 4):
        values = {"programme": programme, "title": f"Lớp {quarter}: {programme.title}"[:250], "quarter": quarter, "quota": 60}
        plans.add_line(plan=plan, values={**values, "organizer": home_affairs, "issuer": made.issuer}, by=officer)
    plan = plans.submit(plan=plan, by=officer)
    plans.answer(plan=plan, organization=home_affairs, approved=True, by=officer)
    plans.answer(plan=plan, organization=science, approved=True, note="Đồng ý.", by=science_officer)


def _ward(ward_officer: User, today: date) -> None:
    """Two evenings of a ward with residents."""
    ward = Organization.objects.filter(code="26743").first()
    if ward is None:
        return
    female, male = CommunityCount.Sex.FEMALE, CommunityCount.Sex.MALE
    band = CommunityCount.AgeBand
    evenings: tuple[tuple[int, str, dict[tuple[str, str], int]], ...] = (
        (9, "Nhận biết tin giả do AI tạo", {(female, band.OVER_60): 11, (male, band.OVER_60): 7, (female, band.FROM_46): 6}),
        (2, "Hỏi trợ lý AI về thủ tục hành chính", {(female, band.FROM_31): 9, (male, band.FROM_31): 8, (male, band.FROM_16): 5}),
    )
    for ago, topic, counts in evenings:
        plan = CommunityPlan(topic=topic, place="Nhà văn hóa phường", on=today - timedelta(days=ago), minutes=90, counts=counts)
        community.record(ward=ward, uid=uuid5(SPACE, topic), plan=plan, by=ward_officer)
