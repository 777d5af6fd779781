import pytest
from django.core import mail
from django.db import IntegrityError

from lms.classes.actions import classes, rosters
from lms.classes.exceptions import ClassError
from lms.classes.models import Trainee
from lms.foundation.models import AuditEntry
from lms.foundation.spreadsheets import SpreadsheetError
from lms.learning.actions import enrollments
from lms.learning.models import Enrollment
from lms.people.actions import people
from lms.people.models import Affiliation, Organization, User

from ..conftest import PEOPLE, roster_file

AGENCIES = ["Sở Nội vụ", "Sở Khoa học và Công nghệ", "Sở Tài chính", "Sở Y tế", "Ủy ban nhân dân phường Bến Thành"]
GIVEN = ["An", "Ánh", "Ân", "Bình", "Dũng", "Đạt"]


@pytest.fixture
def five_agencies(home_affairs, science, city):
    for number, name in enumerate(AGENCIES[2:]):
        Organization.objects.create(code=f"X{number}", name=name, parent=city)


def thirty_people() -> list[tuple]:
    """Six people at each of five agencies, every third without an email."""
    return [
        (f"{family} {given}", f"0{index + 1}/0{number + 1}/1980", f"079080{index}{number:05d}", f"hv{index}{number}@tphcm.example" if number % 3 else None, agency, "Chuyên viên", "Công chức")
        for index, (agency, family) in enumerate(zip(AGENCIES, ["Nguyễn Văn", "Trần Thị", "Lê Hoàng", "Huỳnh Ngọc", "Đỗ Minh"], strict=True))
        for number, given in enumerate(GIVEN)
    ]  # fmt: skip


def check(training_class, data):
    return rosters.check(training_class=training_class, data=data, filename="danh sách.xlsx")


def commit(training_class, data, officer):
    return rosters.commit(training_class=training_class, data=data, filename="danh sách.xlsx", by=officer)


def counts(**expected):
    return {"rows": 0, "new": 0, "known": 0, "already": 0, "doubtful": 0, "refused": 0, "warned": 0, **expected}


def test_check_writes_nothing(training_class, science):
    checked = check(training_class, roster_file(PEOPLE))

    assert checked.counts == counts(rows=3, new=3)
    assert [row.agency.name for row in checked.rows] == ["Sở Nội vụ", "Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ"]
    assert not Trainee.objects.exists()


def test_commit_of_thirty_people_of_five_agencies(training_class, five_agencies, officer, django_capture_on_commit_callbacks):
    data = roster_file(thirty_people())

    with django_capture_on_commit_callbacks(execute=True):
        result = commit(training_class, data, officer)

    assert len(result.added) == 30
    assert training_class.trainees.count() == Enrollment.objects.filter(run=training_class.run, source="roster").count() == 30
    assert training_class.trainees.values("agency").distinct().count() == 5
    without_email = User.objects.filter(email=None)
    assert without_email.count() == 10
    assert not any(person.has_usable_password() for person in without_email)
    assert len(mail.outbox) == 20
    assert AuditEntry.objects.get(verb="roster.commit").after["added"] == 30


def test_commit_of_the_same_file_again_changes_nothing(training_class, five_agencies, officer):
    data = roster_file(thirty_people())
    commit(training_class, data, officer)
    people_before, affiliations_before = User.objects.count(), Affiliation.objects.count()

    result = commit(training_class, data, officer)

    assert result.added == []
    assert result.check.counts == counts(rows=30, already=30)
    assert (User.objects.count(), Affiliation.objects.count()) == (people_before, affiliations_before)
    assert AuditEntry.objects.filter(verb="roster.commit").count() == 1


def test_commit_writes_the_good_rows_beside_bad_ones(training_class, science, officer):
    data = roster_file([*PEOPLE, ("Lê Thị Kim", "31/02/1985", None, None, "Sở Nội vụ", "", "")])

    result = commit(training_class, data, officer)

    assert len(result.added) == 3
    [bad] = [row for row in result.check.rows if row.errors]
    assert (bad.number, bad.outcome) == (7, "")


def test_commit_keeps_agency_position_and_category(training_class, science, officer):
    commit(training_class, roster_file(PEOPLE), officer)

    place = Trainee.objects.get(enrollment__person__full_name="Lê Hoàng Dũng")
    assert (place.agency, place.position, place.legal_category) == (science, "Viên chức hành chính", "public_employee")
    assert place.enrollment.person.affiliations.get().organization == science


def test_commit_to_a_cancelled_class_is_refused(training_class, science, officer):
    classes.cancel(training_class=training_class, by=officer)

    with pytest.raises(ClassError):
        commit(training_class, roster_file(PEOPLE), officer)

    assert not Trainee.objects.exists()


def test_commit_that_breaks_in_the_middle_writes_nothing(training_class, science, officer, monkeypatch):
    def enroll_many(**fields):
        raise IntegrityError("somebody else was faster")

    monkeypatch.setattr(enrollments, "enroll_many", enroll_many)

    with pytest.raises(IntegrityError):
        commit(training_class, roster_file(PEOPLE), officer)

    assert not Trainee.objects.exists()
    assert not User.objects.filter(full_name="Nguyễn Văn An").exists()


def test_check_finds_twins_within_the_file(training_class, science):
    renamed = ("Nguyễn Văn  AN", "12/03/1985", "079085001234", None, "SNV", "", "")

    checked = check(training_class, roster_file([*PEOPLE, renamed, PEOPLE[1]]))

    assert checked.counts == counts(rows=5, new=3, refused=2)
    assert checked.rows[3].errors == ["Người này đã có ở dòng 4; hãy bỏ một trong hai dòng."]
    assert checked.rows[4].errors == ["Người này đã có ở dòng 5; hãy bỏ một trong hai dòng."]


def test_check_keeps_namesakes_with_two_numbers_apart(training_class, science):
    first, second = (
        ("Nguyễn Văn An", "1985", "079085001234", None, "SNV", "", ""),
        ("Nguyễn Văn An", "1985", "079085009999", None, "SNV", "", ""),
    )

    assert check(training_class, roster_file([first, second])).counts == counts(rows=2, new=2)


def known(**fields):
    values = {"full_name": "Nguyễn Văn An", "birth_year": 1985, "by": None, **fields}
    return people.register(**values)


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (("Nguyễn Văn An", None, "079085001234", None, "Sở KHCN", "", ""), "known"),
        (("NGUYỄN VĂN AN", None, None, "an.nguyen@tphcm.example", "SNV", "", ""), "known"),
        (("Nguyễn Văn An", "12/03/1985", None, None, "SNV", "", ""), "known"),
        (("Nguyễn Văn An", "1985", None, None, "SNV", "", ""), "known"),
        (("Nguyễn Văn An", "12/03/1985", "079085009999", None, "SNV", "", ""), "new"),
        (("Nguyễn Văn Ân", "12/03/1985", None, None, "SNV", "", ""), "new"),
        (("Nguyễn Văn An", "13/03/1985", None, None, "SNV", "", ""), "new"),
        (("Nguyễn Văn An", "12/03/1985", None, "moi@tphcm.example", "Sở KHCN", "", ""), "new"),
        (("Trần Văn An", None, "079085001234", None, "SNV", "", ""), "doubtful"),
        (("Trần Văn An", "1970", None, "an.nguyen@tphcm.example", "SNV", "", ""), "doubtful"),
        (("Nguyễn Văn An", "1970", None, "an.nguyen@tphcm.example", "SNV", "", ""), "doubtful"),
        (("Nguyễn Văn An", "12/03/1985", None, None, "Sở KHCN", "", ""), "doubtful"),
        (("Nguyễn Văn An", None, None, "moi@tphcm.example", "SNV", "", ""), "doubtful"),
    ],
)
def test_check_matches_known_people_and_asks_when_in_doubt(training_class, home_affairs, science, row, outcome):
    from datetime import date

    person = known(email="an.nguyen@tphcm.example", birth_date=date(1985, 3, 12), personal_id="079085001234")
    people.affiliate(person=person, organization=home_affairs, by=None)

    [found] = check(training_class, roster_file([row])).rows

    assert found.outcome == outcome
    assert (found.person == person) is (outcome == "known")
    assert bool(found.errors) is (outcome == "doubtful")
    assert (found.candidates == (person,)) is (outcome == "doubtful")


def test_check_asks_when_two_colleagues_fit(training_class, home_affairs):
    for _ in range(2):
        people.affiliate(person=known(), organization=home_affairs, by=None)

    [row] = check(training_class, roster_file([("Nguyễn Văn An", "1985", None, None, "SNV", "", "")])).rows

    assert row.errors == ["Đơn vị này có nhiều người cùng họ tên và ngày sinh; hãy bổ sung số định danh cá nhân."]


def test_commit_never_takes_over_another_email(training_class, home_affairs, officer):
    person = known()
    people.affiliate(person=person, organization=home_affairs, position="Trưởng phòng", by=None)

    result = commit(training_class, roster_file([("Nguyễn Văn An", "1985", None, "ke.gian@tphcm.example", "SNV", None, None)]), officer)

    person.refresh_from_db()
    assert (len(result.added), person.email) == (1, None)
    assert person.affiliations.get().position == "Trưởng phòng"
    assert len(result.check.rows[0].warnings) == 1


def test_check_names_the_nearest_agency(training_class):
    [row] = check(training_class, roster_file([("Lê Thị Kim", "1985", None, None, "Sở Nội vụ và Lao động", "", "")])).rows

    assert row.errors == ["Chưa có đơn vị nào tên “Sở Nội vụ và Lao động”. Có phải “Sở Nội vụ” không? Hãy sửa lại trong tệp."]


def test_check_tells_when_places_run_out(training_class, science):
    training_class.quota = 2

    assert check(training_class, roster_file(PEOPLE)).notes == ["Lớp có 2 chỗ; thêm danh sách này sẽ có 3 học viên."]


def test_check_of_an_empty_list_says_so(training_class):
    assert check(training_class, roster_file([])).notes == ["Tệp có dòng tiêu đề nhưng bên dưới không có ai."]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"plain text"])
def test_check_of_no_spreadsheet_is_refused(training_class, data):
    with pytest.raises(SpreadsheetError):
        check(training_class, data)


def test_check_takes_as_many_queries_for_three_as_for_thirty(training_class, five_agencies, django_assert_num_queries):
    with django_assert_num_queries(4):
        check(training_class, roster_file(thirty_people()[:3]))
    with django_assert_num_queries(4):
        check(training_class, roster_file(thirty_people()))
