"""A list of ten thousand people: how long it is checked, and how long the worker writes it to a class."""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from lms.bench.figures import Figure
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.classes.actions import classes, imports, imports_writing
from lms.classes.models import RosterImport, TrainingClass, TrainingProgramme
from lms.foundation.spreadsheets import write_table
from lms.people.models import Organization, User

MEASURE = "roster"
ROWS, AGENCIES = 10_000, 60
REPEATS = 3
CHECK_SECONDS, WRITE_SECONDS = 5.0, 30.0
COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Email", "Điện thoại", "Đơn vị công tác", "Chức vụ", "Đối tượng")
# 6,336 different names for 10,000 people: about as many namesakes as a real list of that length has.
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES = ("Văn", "Thị", "Quốc", "Minh", "Hoàng", "Ngọc", "Thanh", "Hữu", "Kim", "Xuân", "Thị Ngọc", "Đình", "Gia", "Bảo", "Thu", "Hải")
GIVEN = (
    "An", "Ánh", "Bảo", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Khánh", "Linh", "Oanh", "Yến", "Bình", "Cường", "Diệp", "Hân", "Hùng", "Lan",
    "Long", "Mai", "Nam", "Nga", "Nhi", "Phúc", "Quang", "Sơn", "Tâm", "Thảo", "Thủy", "Toàn", "Trang", "Trí", "Tú", "Tuấn", "Uyên", "Vinh",
)  # fmt: skip


def measure(_ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """The medians of three lists into three classes: people nobody knows, then half of them known, then all."""
    officer = User.objects.get(email="sonoivu@hoc.example")
    agencies = ensure_agencies(AGENCIES)
    checks, writes = [], []
    for turn in range(REPEATS):
        say(f"danh sách {turn + 1}/{REPEATS} với {ROWS} người")
        data = spreadsheet(ROWS, agencies, first=turn * ROWS // 2)
        checked, written = timed(a_class(turn, officer), data, officer)
        checks.append(checked)
        writes.append(written)
    yield Figure(MEASURE, f"Kiểm tra trước {ROWS} dòng (.xlsx): trung vị", median(checks), "giây", CHECK_SECONDS)
    yield Figure(MEASURE, f"Ghi {ROWS} dòng vào lớp: trung vị", median(writes), "giây", WRITE_SECONDS, note="chưa kể gửi thư mời")


def timed(training_class: TrainingClass, data: bytes, officer: User) -> tuple[float, float]:
    """Seconds of the check and of the writing. Raises RuntimeError when a row was lost."""
    begin = time.perf_counter()
    received = imports.receive(
        training_class=training_class, data=data, filename="danh-sach.xlsx", source=RosterImport.Source.FILE, by=officer
    )
    checked = time.perf_counter() - begin
    begin = time.perf_counter()
    imports.begin(roster_import=received, by=officer)
    imports_writing.write_rows(received)
    written = time.perf_counter() - begin
    received.refresh_from_db()
    if received.counts["written"] != received.counts["rows"]:
        raise RuntimeError(f"chỉ ghi được {received.counts['written']} trên {received.counts['rows']} dòng")
    return checked, written


def a_class(turn: int, officer: User) -> TrainingClass:
    """A further class of the demo's programme."""
    programme = TrainingProgramme.objects.get(code="AI-CV-01")
    plan = classes.ClassPlan(
        code=f"DO-DS-{turn:02}",
        title="Lớp đo danh sách",
        programme=programme,
        course=programme.courses.get(),
        organizer=Organization.objects.get(code="H29.SNV"),
        issuer=Organization.objects.get(code="H29.HVCB"),
    )
    return classes.create(plan=plan, sessions=[], by=officer)


def ensure_agencies(count: int) -> list[Organization]:
    made = [Organization(code=f"DO.{number:03}", name=f"Đơn vị thử nghiệm số {number}") for number in range(count)]
    Organization.objects.bulk_create(made, ignore_conflicts=True)
    return list(Organization.objects.filter(code__startswith="DO.").order_by("code"))


def spreadsheet(count: int, agencies: Sequence[Organization], *, first: int = 0) -> bytes:
    """A list as agencies send it. Every third person has no email; each differs from the others by the number."""
    return write_table(COLUMNS, [row_of(number, agencies) for number in range(first, first + count)], title="DANH SÁCH CỬ ĐI HỌC")


def row_of(number: int, agencies: Sequence[Organization]) -> list[object]:
    name = f"{FAMILIES[number % 11]} {MIDDLES[number // 11 % 16]} {GIVEN[number // 176 % 36]}"
    birth = date(1970, 1, 1) + timedelta(days=number * 7 % 11_000)
    century = 0 if birth.year < 2000 else 2
    return [
        number + 1,
        name,
        birth,
        "Nam",
        f"079{century}{birth.year % 100:02}{number:06}",
        f"do{number}@hoc.example" if number % 3 else "",
        f"0912{number:06}",
        agencies[number % len(agencies)].name,
        "Chuyên viên",
        "Công chức",
    ]
