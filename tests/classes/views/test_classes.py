from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.classes.actions import attendance, classes
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.models import TrainingClass

from ..conftest import at


def session_rows(count: int, filled: int) -> dict[str, str]:
    rows = {"session-TOTAL_FORMS": str(count), "session-INITIAL_FORMS": "0"}
    for number in range(filled):
        row = {
            "day": at(number).date().isoformat(),
            "starts": "08:00",
            "ends": "11:00",
            "periods": "4",
            "title": "",
            "venue": "Hội trường A",
        }
        rows |= {f"session-{number}-{name}": value for name, value in row.items()}
    return rows


@pytest.fixture
def filled_form(programme, course, home_affairs, academy, science):
    return {
        "code": "BDAI-2026-09",
        "title": "Lớp bồi dưỡng AI số 9",
        "programme": programme.pk,
        "course": course.pk,
        "issuer": academy.pk,
        "organizer": home_affairs.pk,
        "coordinators": [science.pk],
        "form": "face_to_face",
        **session_rows(3, 3),
    }


def test_class_create_with_three_sessions(client_of, officer, filled_form, science):
    response = client_of(officer).post(reverse("class-create"), filled_form)

    made = TrainingClass.objects.get()
    assert response.headers["Location"] == reverse("class-detail", args=[made.pk])
    assert (made.code, made.state, made.created_by) == ("BDAI-2026-09", "planned", officer)
    assert [(session.number, session.periods, session.venue.name) for session in made.sessions.all()] == [
        (n, 4, "Hội trường A") for n in (1, 2, 3)
    ]
    assert list(made.coordinators.all()) == [science]


def test_class_create_leaves_empty_rows_out(client_of, officer, filled_form):
    client_of(officer).post(reverse("class-create"), {**filled_form, "session-TOTAL_FORMS": "5", "session-4-title": ""})

    assert TrainingClass.objects.get().sessions.count() == 3


def test_class_create_sent_twice_makes_one(client_of, officer, filled_form):
    browser = client_of(officer)
    browser.post(reverse("class-create"), filled_form)

    response = browser.post(reverse("class-create"), filled_form)

    assert "Mã lớp “BDAI-2026-09” đã có; hãy chọn mã khác." in response.text
    assert TrainingClass.objects.count() == 1


def test_class_create_gives_one_more_row_and_loses_nothing(client_of, officer, filled_form):
    response = client_of(officer).post(reverse("class-create"), {**filled_form, "more_sessions": "1"})

    assert "session-3-day" in response.text
    assert 'value="BDAI-2026-09"' in response.text
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"session-0-ends": "07:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"opening_on": "2026-10-05", "closing_on": "2026-10-01"}, "Ngày bế giảng trước ngày khai giảng."),
        ({"code": "lớp 9"}, "BDAI-2026-03"),
    ],
)
def test_class_create_with_something_wrong_says_so(client_of, officer, filled_form, changes, sentence):
    response = client_of(officer).post(reverse("class-create"), {**filled_form, **changes})

    assert sentence in response.text
    assert not TrainingClass.objects.exists()


def test_class_create_only_for_an_organization_of_ones_own(client_of, officer, filled_form, science):
    client_of(officer).post(reverse("class-create"), {**filled_form, "organizer": science.pk})

    assert not TrainingClass.objects.exists()


def test_class_create_is_403_without_an_office(client_of, teacher, filled_form):
    assert client_of(teacher).get(reverse("class-create")).status_code == 403
    assert client_of(teacher).post(reverse("class-create"), filled_form).status_code == 403


def test_class_list_shows_only_ones_own(client_of, officer, stranger, training_class):
    assert training_class.title in client_of(officer).get(reverse("class-list")).text
    assert training_class.title not in client_of(stranger).get(reverse("class-list")).text


def test_class_list_filters(client_of, officer, training_class, plan):
    classes.create(plan=replace(plan, code="BDAI-2026-07", title="Lớp chuyển đổi số"), by=officer)
    browser = client_of(officer)

    page = browser.get(reverse("class-list"), {"q": "chuyển đổi"}).text

    assert "BDAI-2026-07" in page
    assert "BDAI-2026-03" not in page
    assert "Không có lớp phù hợp" in browser.get(reverse("class-list"), {"state": "closed"}).text


def test_class_list_query_count_is_the_same_for_one_and_three(client_of, officer, training_class, plan, django_assert_num_queries):
    browser = client_of(officer)
    browser.get(reverse("class-list"))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("class-list"))
    for number in (5, 6):
        classes.create(plan=replace(plan, code=f"BDAI-2026-0{number}"), by=officer)

    with django_assert_num_queries(len(one)):
        browser.get(reverse("class-list"))


def test_class_detail_tells_the_officer_what_is_due(client_of, officer, training_class):
    page = client_of(officer).get(reverse("class-detail", args=[training_class.pk])).text

    assert "Danh sách học viên còn trống." in page
    assert reverse("roster-check", args=[training_class.pk]) in page


def test_class_detail_shows_a_trainee_only_the_own_place(client_of, trainee, two_places, training_class, sessions, teacher):
    mine, other = two_places
    attendance.record(session=sessions[0], marks=[NewMark(mine, "present"), NewMark(other, "unexcused")], by=teacher)

    page = client_of(trainee).get(reverse("class-detail", args=[training_class.pk])).text

    assert "Đã dự 4 trên 8 tiết (50 %)" in page
    assert "Bạn cần dự thêm" not in page
    assert "Bạn không còn đủ buổi để đạt mức chuyên cần" in page
    assert other.enrollment.person.full_name not in page


@pytest.mark.parametrize("name", ["class-attendance", "class-results", "class-roster", "class-detail", "class-sessions"])
def test_class_pages_query_count_is_the_same_for_two_and_five(
    client_of, officer, training_class, two_places, admit, person_factory, django_assert_num_queries, name
):
    browser = client_of(officer)
    address = reverse(name, args=[training_class.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as two:
        browser.get(address)
    for number in range(3):
        admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example"))

    with django_assert_num_queries(len(two)):
        browser.get(address)


def test_class_attendance_shows_signs_and_rates(client_of, officer, training_class, two_places, sessions, teacher):
    first, second = two_places
    attendance.record(session=sessions[0], marks=[NewMark(first, "late", 1), NewMark(second, "excused")], by=teacher)

    page = client_of(officer).get(reverse("class-attendance", args=[training_class.pk])).text

    assert ">M1</abbr>" in page
    assert ">P</abbr>" in page
    assert "3/8" in page
    assert "37,5 %" in page


def test_class_results_explain_everybody(client_of, registrar, training_class, place):
    page = client_of(registrar).get(reverse("class-results", args=[training_class.pk])).text

    assert "Đã dự 0 trên 8 tiết (0 %); cần ít nhất 80 %." in page
    assert "Không có vi phạm đang xử lý." in page


def test_class_change_saves(client_of, officer, training_class, home_affairs, academy):
    values = {
        "title": "Tên mới",
        "organizer": home_affairs.pk,
        "issuer": academy.pk,
        "form": "blended",
        "decision_no": "77/QĐ",
        "decision_on": "01/10/2026",
    }

    client_of(officer).post(reverse("class-change", args=[training_class.pk]), values)

    training_class.refresh_from_db()
    assert (training_class.title, training_class.form, training_class.decision_no) == ("Tên mới", "blended", "77/QĐ")


def test_class_advances_step_by_step(client_of, officer, training_class):
    browser = client_of(officer)
    for name, state in [("class-enrol", "enrolling"), ("class-start", "running"), ("class-assess", "assessing")]:
        browser.post(reverse(name, args=[training_class.pk]))
        training_class.refresh_from_db()
        assert training_class.state == state

    page = browser.post(reverse("class-start", args=[training_class.pk]), follow=True).text
    assert "nên chưa làm được bước này" in page
    assert browser.get(reverse("class-start", args=[training_class.pk])).status_code == 405


def test_class_close_says_what_is_missing_then_closes(client_of, officer, training_class, sessions):
    browser = client_of(officer)
    values = {"decision_no": "123/QĐ-SNV", "decision_on": "2026-09-01", "closing_on": at(0).date().isoformat()}
    address = reverse("class-close", args=[training_class.pk])

    refused = browser.post(address, values)
    session_actions.cancel(session=sessions[2], by=officer)
    done = browser.post(address, values)

    assert "Còn 1 buổi chưa học" in refused.text
    assert done.status_code == 302
    training_class.refresh_from_db()
    assert training_class.state == "closed"
    assert "đã bế giảng rồi" in browser.post(address, values).text


def test_class_cancel_asks_first(client_of, officer, training_class):
    browser = client_of(officer)
    browser.get(reverse("class-cancel", args=[training_class.pk]))
    training_class.refresh_from_db()
    assert training_class.state == "approved"

    browser.post(reverse("class-cancel", args=[training_class.pk]))
    training_class.refresh_from_db()
    assert training_class.state == "cancelled"


def test_class_staff_appoints_by_email_and_dismisses(client_of, officer, training_class, person_factory):
    lecturer = person_factory("Võ Thành Trung", "trung@hoc.example")
    browser = client_of(officer)
    address = reverse("class-staff", args=[training_class.pk])

    browser.post(address, {"login": "TRUNG@hoc.example", "role": "trainer"})
    member = training_class.staff.get(person=lecturer)
    browser.post(reverse("staff-dismiss", args=[member.pk]))

    assert not training_class.staff.filter(person=lecturer).exists()
    assert "Không có ai dùng thư điện tử" in browser.post(address, {"login": "ai@do", "role": "trainer"}).text


def test_staff_dismiss_is_404_for_a_stranger_and_403_for_the_manager(client_of, stranger, teacher, training_class):
    address = reverse("staff-dismiss", args=[training_class.staff.get().pk])

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(teacher).post(address).status_code == 403
    assert training_class.staff.count() == 1
