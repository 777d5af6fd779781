"""Lists of a class as plain tables for spreadsheets. Official files: Vietnamese whatever the page's language."""

from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.foundation.vietnamese import format_date

from .agency_names import names_of
from .matrix import attendance_matrix
from .models import ClassSession, TrainingClass


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[object]] = field(default_factory=list)


def roster(training_class: TrainingClass) -> Table:
    """Titles that the import understands, so that the file can come back."""
    columns = [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Email",
        "Điện thoại",
        "Đơn vị công tác",
        "Chức vụ",
        "Đối tượng",
        "Mã tài khoản",
    ]
    trainees = training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    with translation.override("vi"):
        rows = [_roster_row(number, trainee) for number, trainee in enumerate(trainees, start=1)]
        return Table(
            _("Roster of the class %(code)s – %(title)s") % {"code": training_class.code, "title": training_class.title}, columns, rows
        )


def _roster_row(number: int, trainee) -> list[object]:  # type: ignore[no-untyped-def]
    person = trainee.enrollment.person
    return [
        number,
        person.full_name,
        person.birth_date or person.birth_year,
        person.get_sex_display() if person.sex else "",
        person.email or "",
        # Written as people dial it; a leading plus would be taken for a formula.
        "0" + person.phone.removeprefix("+84") if person.phone.startswith("+84") else person.phone,
        trainee.agency.name,
        trainee.position,
        trainee.get_legal_category_display(),
        person.handle,
    ]


def attendance(training_class: TrainingClass) -> Table:
    """One column per session, then what was attended of what was held."""
    with translation.override("vi"):
        matrix = attendance_matrix(training_class)
        agencies = names_of((row.trainee.agency_id for row in matrix.rows), timezone.localdate())
        unit = _("sessions") if matrix.by_session else _("tiết")
        columns = [
            "STT",
            "Họ và tên",
            "Đơn vị công tác",
            *map(session_title, matrix.sessions),
            _("Attended (%(unit)s)") % {"unit": unit},
            _("Held (%(unit)s)") % {"unit": unit},
            _("Rate, %"),
        ]
        rows: list[list[object]] = [
            [
                number,
                row.trainee.enrollment.person.full_name,
                agencies[row.trainee.agency_id],
                *(cell.sign for cell in row.cells),
                row.attendance.attended,
                row.attendance.held,
                row.attendance.fraction.numerator * 1000 // row.attendance.fraction.denominator / 10,
            ]
            for number, row in enumerate(matrix.rows, start=1)
        ]
        return Table(
            _("Attendance of the class %(code)s – %(title)s") % {"code": training_class.code, "title": training_class.title}, columns, rows
        )


def session_title(session: ClassSession) -> str:
    """“05/10/2026 Sáng”, as the annex tables of the decree write it."""
    return f"{format_date(timezone.localtime(session.starts_at).date())} {session.get_day_part_display()}"
