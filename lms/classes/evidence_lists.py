"""Lists of the attendance record: what was corrected, voided, sealed, asked, and every mark. Always Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from lms.foundation.pdf import Column
from lms.foundation.vietnamese import format_date

from .models import AttendanceRecord, Impersonation, Replacement, Trainee, TrainingClass
from .open_matters import excuses_of, look_agains_of
from .seals import Verdict


@dataclass(frozen=True)
class Section:
    """One table of the file; `note` stands below the title."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[object]]
    note: str = ""


def corrections(training_class: TrainingClass) -> Section:
    records = records_in(training_class).filter(supersedes__isnull=False).select_related("supersedes")
    rows: list[list[object]] = [
        [
            number,
            record.session.number,
            record.trainee.enrollment.person.full_name,
            mark_text(record.supersedes),
            mark_text(record),
            record.reason,
            record.by.full_name if record.by else "",
            when(record.at),
            "sau khi khóa sổ" if record.session.book_closed_at and record.at > record.session.book_closed_at else "",
        ]
        for number, record in enumerate(records, start=1)
        if record.supersedes
    ]
    columns = [
        Column("STT", 0.6, "center"),
        Column("Buổi", 0.6, "center"),
        Column("Họ và tên", 1.8),
        Column("Dấu cũ", 1.4),
        Column("Dấu mới", 1.4),
        Column("Lý do", 2.4),
        Column("Người sửa", 1.6),
        Column("Lúc", 1.2),
        Column("Ghi chú", 1.0),
    ]
    return Section("sua-dau", "DANH SÁCH DẤU ĐIỂM DANH ĐÃ SỬA", columns, rows, "Dấu cũ vẫn được giữ trong sổ.")


def impersonations(training_class: TrainingClass) -> Section:
    rows: list[list[object]] = [
        [
            number,
            found.session.number,
            found.trainee.enrollment.person.full_name,
            found.substitute or "không rõ",
            found.reason,
            mark_text(found.voided) if found.voided else "",
            found.by.full_name,
            when(found.at),
        ]
        for number, found in enumerate(found_in(training_class), start=1)
    ]
    columns = [
        Column("STT", 0.6, "center"),
        Column("Buổi", 0.6, "center"),
        Column("Học viên", 1.8),
        Column("Người học thay", 1.6),
        Column("Phát hiện thế nào", 2.6),
        Column("Dấu bị hủy", 1.4),
        Column("Người ghi", 1.6),
        Column("Lúc", 1.2),
    ]
    return Section("hoc-thay", "DANH SÁCH HỌC THAY", columns, rows)


def seals(verdicts: Sequence[Verdict]) -> Section:
    rows: list[list[object]] = []
    for number, verdict in enumerate(verdicts, start=1):
        session, seal = verdict.session, verdict.seal
        rows.append(
            [
                number,
                f"Buổi {session.number}, {format_date(timezone.localtime(session.starts_at).date())}",
                when(seal.at) if seal else "",
                seal.by.full_name if seal else "",
                seal.same_person_reason if seal else "",
                "; ".join([verdict.label, *verdict.problems]),
                f"{seal.seal} ({seal.key_name})" if seal else "",
            ]
        )
    columns = [
        Column("STT", 0.6, "center"),
        Column("Buổi", 1.2),
        Column("Khóa lúc", 1.1),
        Column("Người khóa sổ", 1.5),
        Column("Lý do người điểm danh tự khóa", 1.5),
        Column("Kiểm tra ngày lập hồ sơ", 1.6),
        Column("Mã niêm phong", 2.6),
    ]
    note = "Nội dung đã niêm phong của từng buổi nằm trong thư mục so-diem-danh."
    return Section("niem-phong", "SỔ ĐIỂM DANH ĐÃ KHÓA", columns, rows, note)


def changes_of_people(training_class: TrainingClass, agencies: dict[int, str]) -> Section:
    rows: list[list[object]] = []
    for change in replacements_in(training_class):
        leaving, coming = change.leaving.enrollment.person.full_name, change.coming.enrollment.person.full_name
        text = f"{leaving} được thay bằng {coming}{from_session(change)}: {change.reason}"
        rows.append([0, leaving, agencies[change.leaving.agency_id], "Cử người thay", text, when(change.at)])
    others = training_class.trainees.by_name().select_related("enrollment__person")
    for trainee in others.exclude(confirmation=Trainee.Confirmation.CONFIRMED):
        row = [0, trainee.enrollment.person.full_name, agencies[trainee.agency_id], "Vãng lai", str(trainee.get_confirmation_display())]
        rows.append([*row, when(trainee.confirmed_at or trainee.admitted_at)])
    replaced = Replacement.objects.filter(leaving__training_class=training_class).values("leaving")
    for trainee in others.exclude(pk__in=training_class.trainees.active()).exclude(pk__in=replaced):
        state = str(trainee.enrollment.get_state_display())
        rows.append([0, trainee.enrollment.person.full_name, agencies[trainee.agency_id], "Thôi học", state, ""])
    numbered = [[number, *row[1:]] for number, row in enumerate(rows, start=1)]
    columns = [
        Column("STT", 0.6, "center"),
        Column("Họ và tên", 1.8),
        Column("Đơn vị công tác", 2.2),
        Column("Việc", 1.2),
        Column("Nội dung", 3.0),
        Column("Lúc", 1.2),
    ]
    return Section("thay-nguoi-vang-lai", "DANH SÁCH THAY NGƯỜI, VÃNG LAI, THÔI HỌC", columns, numbered)


def requests(training_class: TrainingClass) -> Section:
    rows: list[list[object]] = []
    for excuse in excuses_of(training_class):
        sessions = ", ".join(str(session.number) for session in excuse.sessions.all())
        paper = " (có giấy kèm)" if excuse.file_sha256 else ""
        rows.append(_request_row("Xin phép nghỉ", sessions, excuse, f"{excuse.reason}{paper}"))
    for asked in look_agains_of(training_class):
        rows.append(_request_row("Đề nghị xem lại", str(asked.session.number), asked, asked.text))
    columns = [
        Column("STT", 0.6, "center"),
        Column("Loại", 1.2),
        Column("Buổi", 0.7, "center"),
        Column("Họ và tên", 1.7),
        Column("Nội dung", 2.6),
        Column("Kết quả", 1.1),
        Column("Trả lời", 2.2),
        Column("Người trả lời", 1.6),
    ]
    return Section("don-va-de-nghi", "ĐƠN XIN PHÉP VÀ ĐỀ NGHỊ XEM LẠI", columns, [[n, *row[1:]] for n, row in enumerate(rows, start=1)])


def _request_row(kind: str, sessions: str, row, text: str) -> list[object]:  # type: ignore[no-untyped-def]
    decider = row.decided_by.full_name if row.decided_by else ""
    return [0, kind, sessions, row.trainee.enrollment.person.full_name, text, str(row.get_state_display()), row.answer, decider]


def all_marks(training_class: TrainingClass, agencies: dict[int, str]) -> Section:
    rows: list[list[object]] = [
        [
            record.pk,
            record.supersedes_id or "",
            record.session.number,
            record.trainee.enrollment.person.full_name,
            agencies[record.trainee.agency_id],
            mark_text(record),
            str(record.get_source_display()),
            when(record.happened_at),
            when(record.at),
            record.by.full_name if record.by else "",
            record.reason,
        ]
        for record in records_in(training_class)
    ]
    titles = ["Dấu số", "Thay dấu số", "Buổi", "Họ và tên", "Đơn vị", "Dấu", "Cách ghi", "Thời điểm tính", "Ghi lúc", "Người ghi", "Lý do"]
    return Section("moi-dau-diem-danh", "MỌI DẤU ĐIỂM DANH, THEO THỨ TỰ GHI", [Column(title) for title in titles], rows)


def mark_text(record: AttendanceRecord) -> str:
    """«Đến muộn (1 tiết)»."""
    missed = f" ({record.periods_missed} tiết)" if record.periods_missed else ""
    return f"{record.get_status_display()}{missed}"


def when(moment) -> str:  # type: ignore[no-untyped-def]
    """By the clock of the city, to the second."""
    return timezone.localtime(moment).strftime("%H:%M:%S %d/%m/%Y") if moment else ""


def records_in(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    found = AttendanceRecord.objects.filter(session__training_class=training_class)
    return found.select_related("session", "trainee__enrollment__person", "by").order_by("pk")


def found_in(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    found = Impersonation.objects.filter(session__training_class=training_class)
    return found.select_related("session", "trainee__enrollment__person", "voided", "by").order_by("pk")


def replacements_in(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    found = Replacement.objects.filter(leaving__training_class=training_class)
    people = ("leaving__enrollment__person", "coming__enrollment__person", "from_session")
    return found.select_related(*people).order_by("pk")


def from_session(change: Replacement) -> str:
    return f" từ buổi {change.from_session.number}" if change.from_session else ""
