import hashlib
import zipfile
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.classes.actions import attendance, excuses, impersonations, look_agains
from lms.classes.actions.attendance import NewMark
from lms.classes.agency_names import names_of
from lms.classes.at_risk import at_risk, sessions_may_miss
from lms.classes.attendance_rules import Attendance
from lms.classes.eligibility import eligibility_of
from lms.classes.evidence_files import at_risk_pdf, evidence_zip
from lms.classes.matrix import attendance_matrix
from lms.classes.models import ClassSession, Replacement
from lms.classes.reach import reach_of
from lms.classes.terms import Terms
from lms.people.models import Organization

from ..conftest import at

YESTERDAY = date.today() - timedelta(days=1)


def merge(old: Organization, name: str, code: str) -> Organization:
    """`old` ended yesterday; its work goes on under a new name."""
    old.valid_to = YESTERDAY
    old.save()
    later = Organization.objects.create(code=code, name=name, parent=old.parent)
    later.predecessors.add(old)
    return later


def members(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(BytesIO(data))
    assert archive.testzip() is None
    return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def cells(data: bytes) -> list[str]:
    return [str(cell) for row in load_workbook(BytesIO(data)).active.iter_rows(values_only=True) for cell in row if cell is not None]


@pytest.fixture
def told(closed, two_places, teacher, admit, person_factory, science):
    """A class in which everything has happened once."""
    first, second = two_places
    attendance.correct(session=closed, mark=NewMark(second, "present", reason="Ký giấy lúc 8 giờ"), by=teacher)
    impersonations.add(session=closed, trainee=first, substitute="Nguyễn Lạ", reason="Gọi tên, người khác trả lời", by=teacher)
    excuses.ask(trainee=second, sessions=[closed], reason="Họp đột xuất", by=second.enrollment.person)
    look_agains.ask(session=closed, trainee=first, text="Tôi có mặt", by=first.enrollment.person)
    walk_in = admit(person_factory("Lê Vãng Lai", "vl@hoc.example"))
    walk_in.agency, walk_in.confirmation = science, "awaiting_agency"
    walk_in.save()
    coming = admit(person_factory("Võ Người Thay", "thay@hoc.example"))
    Replacement.objects.create(leaving=second, coming=coming, from_session=closed, reason="Bận việc", by=teacher)
    second.enrollment.state = "withdrawn"
    second.enrollment.save()
    return closed.training_class


def test_evidence_tells_everything_a_year_later(told, science):
    merge(science, "Sở Khoa học, Công nghệ và Số", "H29.SKHCNS")

    files = members(evidence_zip(told))

    table = pdf_text(files["01-bang-diem-danh.pdf"])
    assert "BẢNG ĐIỂM DANH" in table
    assert "Sở Khoa học và Công nghệ (nay là Sở Khoa học, Công nghệ và Số)" in table
    assert "Học thay buổi 1" in table
    assert "Thay Bùi Thị Bích từ buổi 1" in table
    assert "Ký giấy lúc 8 giờ" in pdf_text(files["02-sua-dau.pdf"])
    assert "sau khi khóa sổ" in pdf_text(files["02-sua-dau.pdf"])
    assert "Nguyễn Lạ" in pdf_text(files["03-hoc-thay.pdf"])
    assert "Nguyên vẹn, có sửa sau khi khóa" in pdf_text(files["04-niem-phong.pdf"])
    people = pdf_text(files["05-thay-nguoi-vang-lai.pdf"])
    assert "Bùi Thị Bích được thay bằng Võ Người Thay từ buổi 1: Bận việc" in people
    assert "Lê Vãng Lai" in people
    requests = cells(files["06-don-va-de-nghi.xlsx"])
    assert "Họp đột xuất" in requests
    assert "Tôi có mặt" in requests


def test_evidence_keeps_every_mark_with_its_chain(told):
    marks = load_workbook(BytesIO(members(evidence_zip(told))["07-moi-dau-diem-danh.xlsx"])).active

    lines = [row for row in marks.iter_rows(values_only=True) if isinstance(row[0], int | float)]
    assert len(lines) == 4
    assert [bool(row[1]) for row in lines] == [False, False, True, True]
    assert {row[3] for row in lines} == {"Trần Ngọc Ánh", "Bùi Thị Bích"}


def test_evidence_lists_the_digest_of_every_file(told):
    files = members(evidence_zip(told))
    read_me = files.pop("00-DOC-TRUOC.txt").decode("utf-8-sig")

    assert all(f"{hashlib.sha256(data).hexdigest()}  {name}" in read_me for name, data in files.items())
    assert "Buổi 1: Nguyên vẹn, có sửa sau khi khóa" in read_me
    assert files["so-diem-danh/buoi-1.jsonl"].startswith(b"{")


def test_evidence_of_a_class_without_anything_says_none(training_class):
    files = members(evidence_zip(training_class))

    assert "Không có" in pdf_text(files["03-hoc-thay.pdf"])
    assert not any(name.endswith(".jsonl") for name in files)


def test_evidence_of_many_sessions_is_in_parts(training_class, place):
    for number in range(10, 20):
        start = at(-30) - timedelta(days=number)
        ClassSession.objects.create(
            training_class=training_class, number=number, starts_at=start, ends_at=start + timedelta(hours=2), periods=2
        )

    names = members(evidence_zip(training_class))

    assert {"01-bang-diem-danh-phan-1.pdf", "02-bang-diem-danh-phan-2.pdf"} <= names.keys()


def test_names_of_follows_two_mergers_and_leaves_the_living(science, home_affairs):
    second = merge(science, "Sở Số", "H29.SO")
    merge(second, "Sở Số và Dữ liệu", "H29.SDL")

    names = names_of([science.pk, home_affairs.pk], date.today())

    assert names == {science.pk: "Sở Khoa học và Công nghệ (nay là Sở Số và Dữ liệu)", home_affairs.pk: "Sở Nội vụ"}


def test_names_of_an_agency_that_was_split_names_both(science):
    merge(science, "Sở Khoa học", "H29.KH")
    merge(science, "Sở Công nghệ", "H29.CN")

    assert names_of([science.pk], date.today())[science.pk] == "Sở Khoa học và Công nghệ (nay là Sở Công nghệ, Sở Khoa học)"


def test_names_of_before_the_merger_is_the_plain_name(science):
    merge(science, "Sở Số", "H29.SO")

    assert names_of([science.pk], YESTERDAY - timedelta(days=1))[science.pk] == "Sở Khoa học và Công nghệ"


def test_a_merger_in_the_middle_of_a_class_keeps_the_admitted_agency(marked, two_places, home_affairs, training_class):
    later = merge(home_affairs, "Sở Nội vụ mới", "H29.SNV2")

    two_places[0].refresh_from_db()
    assert two_places[0].agency == home_affairs != later
    assert {row.attendance.attended for row in attendance_matrix(training_class).rows} == {3, 4}


def test_at_risk_lists_the_lost_first_and_leaves_the_diligent(training_class, sessions, two_places, admit, person_factory, teacher):
    diligent, near = two_places
    lost = admit(person_factory("Cao Văn Mất", "mat@hoc.example"))
    for session in sessions[:2]:
        marks = [NewMark(diligent, "present"), NewMark(lost, "unexcused")]
        attendance.record(session=session, marks=[*marks, NewMark(near, "late", 1)], by=teacher)

    rows = at_risk(training_class)

    assert [(row.trainee, row.is_lost, row.may_miss) for row in rows] == [(lost, True, 0), (near, False, 0)]
    assert (rows[0].best, rows[1].best) == ("33,3 %", "83,3 %")
    assert "Cao Văn Mất" in pdf_text(at_risk_pdf(training_class, rows))


def test_at_risk_of_a_class_that_has_not_begun_is_empty(training_class, two_places, sessions):
    for number, session in enumerate(sessions):
        session.starts_at, session.ends_at = at(2 + number), at(2 + number, 11)
        session.save()

    assert at_risk(training_class) == []


def test_at_risk_names_the_successor(training_class, place, science):
    place.agency = science
    place.save()
    merge(science, "Sở Số", "H29.SO")

    assert at_risk(training_class)[0].agency == "Sở Khoa học và Công nghệ (nay là Sở Số)"


def test_sessions_may_miss_counts_the_longest_first():
    reach = reach_of(Attendance(20, 20, 5, 5), [5, 4, 1], Terms(80))

    assert sessions_may_miss(reach, [5, 4, 1]) == 1
    assert sessions_may_miss(reach_of(Attendance(0, 8, 0, 2), [4], Terms(80)), [4]) == 0


def test_a_class_across_new_year_counts_both_years(training_class, sessions, place, teacher):
    """31 December 2025 in the evening and 1 January 2026 in the morning, by the city's clock: 17:30 and 01:00 UTC."""
    times = [datetime(2025, 12, 31, 10, 30, tzinfo=UTC), datetime(2025, 12, 31, 18, 0, tzinfo=UTC), datetime(2026, 1, 1, 1, 0, tzinfo=UTC)]
    for session, starts_at in zip(sessions, times, strict=True):
        session.starts_at, session.ends_at = starts_at, starts_at + timedelta(hours=3)
        session.save()
    for session in (sessions[0], sessions[2]):
        attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    assert eligibility_of(training_class)[place.pk].attendance.fraction == Fraction(2, 3)
    table = pdf_text(members(evidence_zip(training_class))["01-bang-diem-danh.pdf"])
    assert "31/12/2025" in table
    assert "01/01/2026" in table


def test_a_refused_walk_in_counts_for_nothing_and_the_marks_stay(marked, two_places, training_class):
    walk_in = two_places[0]
    walk_in.confirmation = "refused"
    walk_in.save()

    found = eligibility_of(training_class)[walk_in.pk]

    assert (found.eligible, found.attendance.attended) == (False, 0)
    assert "refused_by_agency" in [reason.code for reason in found.unmet]
    assert marked.attendance_records.filter(trainee=walk_in).count() == 1


def test_a_cancelled_session_counts_for_nobody(training_class, sessions, place, teacher):
    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)
    sessions[1].cancelled = True
    sessions[1].save()

    assert eligibility_of(training_class)[place.pk].attendance.fraction == 1


def test_at_risk_counts_a_make_up_that_is_planned(training_class, sessions, place, teacher):
    """Absent in four of twelve tiết is out of reach, until a make-up of that session is planned."""
    attendance.record(session=sessions[0], marks=[NewMark(place, "unexcused")], by=teacher)
    attendance.record(session=sessions[1], marks=[NewMark(place, "present")], by=teacher)
    assert [row.is_lost for row in at_risk(training_class)] == [True]

    ClassSession.objects.create(
        training_class=training_class, number=9, starts_at=at(3), ends_at=at(3, 11), periods=4, make_up_for=sessions[0]
    )

    assert [(row.is_lost, row.best) for row in at_risk(training_class)] == [(False, "100 %")]


def test_the_exported_table_names_the_successor(training_class, place, home_affairs):
    from lms.classes import tables

    merge(home_affairs, "Sở Nội vụ mới", "H29.SNV2")

    assert tables.attendance(training_class).rows[0][2] == "Sở Nội vụ (nay là Sở Nội vụ mới)"


@pytest.mark.parametrize("make_good", [(4,), (4, 4, 4)])
def test_reach_never_exceeds_the_whole(make_good):
    reach = reach_of(Attendance(7, 8, 2, 2), [4], Terms(), make_good=make_good)

    assert reach.best == 1
