"""Printed lists of a class as annex tables (NĐ 30/2020, Phụ lục I). Always Vietnamese."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.foundation.pdf import Column, NationalHeader, SignatureBlock, TableSheet, table_document, table_sheets
from lms.foundation.vietnamese import format_date, format_date_long

from .models import ClassSession, Trainee, TrainingClass
from .places import Place
from .sheets import Order, people_on_sheet, places_with_paper
from .tables import session_title

SIGNING_ROW_MM = 10.0
FEWEST_BLANK_LINES, MOST_BLANK_LINES = 3, 15
PLACE = "Thành phố Hồ Chí Minh"
# A landscape page has room for so many signature columns beside the names.
SESSIONS_PER_SHEET = 6


def class_list(training_class: TrainingClass) -> bytes:
    """Danh sách học viên: who is on the roster, of which agency."""
    with translation.override("vi"):
        columns = [
            Column("STT", 0.5, "center"),
            Column("Họ và tên", 2.4),
            Column("Năm sinh", 0.8, "center"),
            Column("Chức vụ", 1.7),
            Column("Đơn vị công tác", 2.6),
            Column("Đối tượng", 1.3),
            Column("Ghi chú", 1.1),
        ]
        rows = [
            [*_person(number, trainee), str(trainee.get_legal_category_display()), ""]
            for number, trainee in enumerate(_trainees(training_class), start=1)
        ]
        return _document("DANH SÁCH HỌC VIÊN", training_class, columns, rows)


def class_signin_sheet(training_class: TrainingClass) -> bytes:
    """Danh sách điểm danh: a column to sign for each session to be held."""
    with translation.override("vi"):
        sessions = list(training_class.sessions.not_cancelled()[:SESSIONS_PER_SHEET])
        signing = [Column(session_title(session), 1.2, "center") for session in sessions]
        return _sheet("DANH SÁCH ĐIỂM DANH", training_class, signing, [])


def session_signin_sheet(session: ClassSession, order: Order = Order.NAME, place: Place = None) -> bytes:
    """The sheet that lies at the door of one session, at one place of it."""
    with translation.override("vi"):
        return table_sheets([_door_sheet(session, place, order)], author=session.training_class.organizer.name)


def signin_sheets(sessions: Iterable[ClassSession], order: Order = Order.NAME) -> bytes:
    """The sheets of several sessions and all their places, to be printed in one go. `sessions` must not be empty."""
    with translation.override("vi"):
        sheets = [_door_sheet(session, place, order) for session in sessions for place in places_with_paper(session)]
        return table_sheets(sheets)


def _door_sheet(session: ClassSession, place: Place, order: Order) -> TableSheet:
    """Numbers, names, room to sign, and empty lines for those who are not on the list."""
    training_class = session.training_class
    trainees = people_on_sheet(session, place, order)
    signing = ["Ký vào", "Ký ra"] if training_class.with_check_out else ["Ký tên"]
    columns = [
        Column("STT", 0.5, "center"),
        Column("Họ và tên", 2.2),
        Column("Năm sinh", 0.8, "center"),
        Column("Chức vụ", 1.4),
        Column("Đơn vị công tác", 2.2),
        *[Column(title, 1.6, "center") for title in signing],
        Column("Ghi chú", 0.9),
    ]
    empty = [""] * (len(signing) + 1)
    rows: list[list[object]] = [[*_person(number, trainee), *empty] for number, trainee in enumerate(trainees, start=1)]
    rows += [["", "", "", "", "", *empty] for _line in range(_blank_lines(len(trainees)))]
    return TableSheet(
        "DANH SÁCH KÝ TÊN",
        columns,
        rows,
        subtitles=[*_about(training_class), *_when_and_where(session, place)],
        header=_header(training_class),
        totals=f"Danh sách có {len(trainees)} học viên. Có mặt: ………  Vắng có phép: ………  Vắng không phép: ………",
        signatures=[SignatureBlock("GIẢNG VIÊN"), SignatureBlock("QUẢN LÝ LỚP")],
        row_height_mm=SIGNING_ROW_MM,
    )


def _blank_lines(count: int) -> int:
    """Room for people who are not on the list: one in twenty, at least three."""
    return max(FEWEST_BLANK_LINES, min(count // 20, MOST_BLANK_LINES))


def _when_and_where(session: ClassSession, place: Place) -> list[str]:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    when = f"Buổi {session.number}: {starts:%H:%M}–{ends:%H:%M} ngày {format_date(starts.date())} ({session.periods} tiết)"
    venue = place.venue if place else session.venue
    address = f", {venue.address}" if venue and venue.address else ""
    where = f"Địa điểm: {venue}{address}" if venue else ""
    return [line for line in (when, session.title, where) if line]


def _sheet(title: str, training_class: TrainingClass, signing: list[Column], subtitles: list[str]) -> bytes:
    columns = [
        Column("STT", 0.5, "center"),
        Column("Họ và tên", 2.2),
        Column("Năm sinh", 0.8, "center"),
        Column("Chức vụ", 1.4),
        Column("Đơn vị công tác", 2.0),
        *signing,
        Column("Ghi chú", 0.9),
    ]
    blank = [""] * (len(signing) + 1)
    rows = [[*_person(number, trainee), *blank] for number, trainee in enumerate(_trainees(training_class), start=1)]
    return _document(title, training_class, columns, rows, subtitles=subtitles, row_height_mm=SIGNING_ROW_MM)


def _trainees(training_class: TrainingClass) -> list[Trainee]:
    return list(training_class.trainees.active().by_name().select_related("enrollment__person", "agency"))


def _person(number: int, trainee: Trainee) -> list[object]:
    person = trainee.enrollment.person
    return [number, person.full_name, person.birth_year or "", trainee.position, trainee.agency.name]


def _document(
    title: str,
    training_class: TrainingClass,
    columns: list[Column],
    rows: list[list[object]],
    *,
    subtitles: list[str] | None = None,
    row_height_mm: float = 0,
) -> bytes:
    return table_document(
        title,
        columns,
        rows,
        subtitles=[*_about(training_class), *(subtitles or [])],
        header=_header(training_class),
        totals=_("Total: %(n)s trainees") % {"n": len(rows)},
        signatures=[SignatureBlock("NGƯỜI LẬP BẢNG"), SignatureBlock("THỦ TRƯỞNG ĐƠN VỊ", note="(Ký tên, đóng dấu)")],
        row_height_mm=row_height_mm,
        author=training_class.organizer.name,
    )


def _about(training_class: TrainingClass) -> list[str]:
    return [f"{training_class.title} (mã lớp {training_class.code})", *_decision(training_class)]


def _header(training_class: TrainingClass) -> NationalHeader:
    organizer = training_class.organizer
    parent = organizer.parent.name if organizer.parent else ""
    return NationalHeader(organizer.name, parent_agency=parent, place_date=_place_date(timezone.localdate()))


def _decision(training_class: TrainingClass) -> list[str]:
    if training_class.waits_for_decision:
        return []
    return [f"(Kèm theo Quyết định số {training_class.decision_no} ngày {format_date(training_class.decision_on)})"]  # type: ignore[arg-type]  # not waiting


def _place_date(day: date) -> str:
    return f"{PLACE}, {format_date_long(day)}"
