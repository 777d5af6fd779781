"""«Hồ sơ điểm danh»: the tables that show a year later who attended, what was corrected and why. Always Vietnamese."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from lms.foundation.pdf import Column
from lms.foundation.vietnamese import format_date

from .agency_names import names_of
from .eligibility import percent_text
from .evidence_lists import (
    Section,
    all_marks,
    changes_of_people,
    corrections,
    found_in,
    from_session,
    impersonations,
    replacements_in,
    requests,
    seals,
)
from .matrix import Matrix, attendance_matrix
from .models import ClassSession, Trainee, TrainingClass
from .seals import Verdict

# A landscape page has room for so many sessions beside names and percentages.
SESSIONS_PER_TABLE = 5


def sections_of(training_class: TrainingClass, verdicts: Sequence[Verdict]) -> list[Section]:
    """All tables in the order in which one reads them."""
    agencies = _agency_names(training_class)
    matrix = attendance_matrix(training_class)
    return [
        *_attendance(matrix, agencies, _remarks(training_class)),
        corrections(training_class),
        impersonations(training_class),
        seals(verdicts),
        changes_of_people(training_class, agencies),
        requests(training_class),
        all_marks(training_class, agencies),
    ]


def _agency_names(training_class: TrainingClass) -> dict[int, str]:
    return names_of(training_class.trainees.values_list("agency", flat=True), timezone.localdate())


def _attendance(matrix: Matrix, agencies: dict[int, str], remarks: dict[int, list[str]]) -> list[Section]:
    parts = [matrix.sessions[start : start + SESSIONS_PER_TABLE] for start in range(0, len(matrix.sessions), SESSIONS_PER_TABLE)] or [[]]
    return [_attendance_part(matrix, part, number, len(parts), agencies, remarks) for number, part in enumerate(parts, start=1)]


def _attendance_part(
    matrix: Matrix, part: Sequence[ClassSession], number: int, of: int, agencies: dict[int, str], remarks: dict[int, list[str]]
) -> Section:
    unit = "Số buổi có mặt" if matrix.by_session else "Số tiết có mặt"
    columns = [
        Column("STT", 0.6, "center"),
        Column("Họ và tên", 1.8),
        Column("Năm sinh", 0.75, "center"),
        Column("Chức vụ", 1.1),
        Column("Đơn vị công tác", 1.9),
        *(Column(_session_column(session), 1.4, "center") for session in part),
        Column(unit, 0.8, "center"),
        Column("Tỷ lệ %", 0.7, "center"),
        Column("Ký tên", 0.7),
        Column("Ghi chú", 1.3),
    ]
    places = {session.pk: index for index, session in enumerate(matrix.sessions)}
    rows: list[list[object]] = []
    for line, row in enumerate(matrix.rows, start=1):
        person = row.trainee.enrollment.person
        signs = [row.cells[places[session.pk]].sign for session in part]
        share = [f"{row.attendance.attended}/{row.attendance.held}", percent_text(row.attendance.fraction).removesuffix(" %")]
        who = [line, person.full_name, person.birth_year or "", row.trainee.position, agencies[row.trainee.agency_id]]
        rows.append([*who, *signs, *share, "", "; ".join(remarks[row.trainee.pk])])
    title = "BẢNG ĐIỂM DANH" if of == 1 else f"BẢNG ĐIỂM DANH (phần {number}/{of})"
    note = "x có mặt; M đến muộn, S về sớm (kèm số tiết vắng); P vắng có phép; K vắng không phép; o học trực tuyến; trống: chưa có dấu"
    return Section("bang-diem-danh" if of == 1 else f"bang-diem-danh-phan-{number}", title, columns, rows, note)


def _session_column(session: ClassSession) -> str:
    day = format_date(timezone.localtime(session.starts_at).date())
    makes_up = f" (học bù buổi {session.make_up_for.number})" if session.make_up_for else ""
    return f"{day} {session.get_day_part_display()}{makes_up}"


def _remarks(training_class: TrainingClass) -> dict[int, list[str]]:
    """What stands in «Ghi chú» of each trainee."""
    remarks: dict[int, list[str]] = defaultdict(list)
    for change in replacements_in(training_class):
        remarks[change.coming_id].append(f"Thay {change.leaving.enrollment.person.full_name}{from_session(change)}")
    for trainee in training_class.trainees.exclude(confirmation=Trainee.Confirmation.CONFIRMED):
        remarks[trainee.pk].append(str(trainee.get_confirmation_display()))
    for found in found_in(training_class):
        remarks[found.trainee_id].append(f"Học thay buổi {found.session.number}: dấu bị hủy")
    return remarks
