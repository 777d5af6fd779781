"""«Lớp mới từ lớp trước»."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import classes, copies
from lms.classes.actions.sessions import SessionPlan
from lms.classes.actions.sessions import cancel as cancel_session
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassStaff, SessionVenue, TrainingClass, TrainingProgramme, Venue
from lms.foundation.models import AuditEntry


def local(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def days_of(training_class) -> list[date]:
    return [timezone.localtime(session.starts_at).date() for session in training_class.sessions.order_by("number")]


@pytest.fixture
def source(plan, officer, teacher):
    """Monday, Wednesday, Friday of a week in October 2026, in two halls, with settings of its own."""
    from dataclasses import replace

    hall = Venue.objects.create(name="Hội trường A")
    sessions = [
        SessionPlan(starts_at=local(day), ends_at=local(day, 11), periods=4, title=f"Chuyên đề {n}", venue=hall)
        for n, day in enumerate([date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 9)], start=1)
    ]
    settings = {"confirm_by": "ticket", "late_after_minutes": 20, "enrols_until": local(date(2026, 10, 1), 17)}
    made = classes.create(plan=replace(plan, opening_on=date(2026, 10, 5), quota=60, settings=settings), sessions=sessions, by=officer)
    classes.appoint(training_class=made, person=teacher, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    SessionVenue.objects.create(session=made.sessions.first(), venue=Venue.objects.create(name="Điểm cầu Bình Dương"), kind="linked")
    return made


@pytest.fixture
def copy(source, officer, home_affairs):
    def make(opening: date, **values):
        known = {"code": copies.proposed_code(source, opening), "title": source.title, "organizer": home_affairs}
        return copies.create(source=source, opening_on=opening, by=officer, **{**known, **values})

    return make


def test_create_takes_everything_but_the_people(source, copy, officer, teacher, trainee, home_affairs):
    from lms.classes.models import Trainee
    from lms.learning.actions import enrollments

    enrollment = enrollments.enroll(person=trainee, run=source.run, by=officer, source="roster")
    Trainee.objects.create(training_class=source, enrollment=enrollment, agency=home_affairs)

    made = copy(date(2026, 12, 7))

    assert (made.code, made.state, made.copied_from, made.decision_no) == ("BDAI-2026-04", "planned", source, "")
    assert (made.quota, made.confirm_by, made.late_after_minutes) == (60, "ticket", 20)
    assert timezone.localtime(made.enrols_until).date() == date(2026, 12, 3)
    assert days_of(made) == [date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 11)]
    assert [(s.title, s.periods, s.venue.name) for s in made.sessions.all()] == [(f"Chuyên đề {n}", 4, "Hội trường A") for n in (1, 2, 3)]
    assert [place.venue.name for place in made.sessions.first().further_venues.all()] == ["Điểm cầu Bình Dương"]
    assert [(member.person, member.role) for member in made.staff.all()] == [(teacher, "class_manager")]
    assert made.trainees.count() == 0
    assert made.run.code == "BDAI-2026-04"
    assert made.short_code != source.short_code
    assert AuditEntry.objects.get(verb="class.copy", object_id=str(made.pk)).after["from"] == "BDAI-2026-03"


def test_create_takes_the_programmes_terms_of_today(source, copy, course):
    newer = TrainingProgramme.objects.create(
        code="BDAI", version=2, title="Ứng dụng AI, bản 2", periods_total=16, attendance_threshold_percent=90
    )
    newer.courses.add(course)

    made = copy(date(2026, 12, 7))

    assert (made.programme, made.programme_terms["attendance_threshold_percent"]) == (newer, 90)


def test_create_across_new_year_moves_past_the_holiday(db, source, copy):
    call_command("load_holidays")

    made = copy(date(2026, 12, 28))

    assert days_of(made) == [date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 4)]
    assert (made.code, made.opening_on) == ("BDAI-2026-04", date(2026, 12, 28))


def test_create_in_the_next_year_begins_its_numbers_anew(source, copy):
    assert copy(date(2027, 3, 1)).code == "BDAI-2027-01"


def test_create_on_a_leap_day(source, copy):
    made = copy(date(2028, 2, 29))

    assert (made.opening_on, days_of(made)[0]) == (date(2028, 2, 29), date(2028, 2, 29))


def test_create_with_an_opening_on_a_holiday_opens_with_the_first_session(source, copy):
    call_command("load_holidays")

    made = copy(date(2026, 9, 2))

    assert (made.opening_on, days_of(made)[0]) == (date(2026, 9, 3), date(2026, 9, 3))


def test_create_leaves_cancelled_sessions_behind(source, copy, officer):
    cancel_session(session=source.sessions.get(number=2), by=officer)

    assert days_of(copy(date(2026, 12, 7))) == [date(2026, 12, 7), date(2026, 12, 11)]


def test_create_with_a_session_on_another_day_numbers_them_by_time(source, copy):
    first = source.sessions.get(number=1)

    made = copy(date(2026, 12, 7), days={first.pk: date(2026, 12, 10)})

    assert [session.title for session in made.sessions.order_by("number")] == ["Chuyên đề 2", "Chuyên đề 1", "Chuyên đề 3"]


def test_create_refuses_a_session_before_the_opening_day_and_writes_nothing(source, copy):
    last = source.sessions.get(number=3)

    with pytest.raises(ClassError) as refused:
        copy(date(2026, 12, 7), days={last.pk: date(2026, 12, 1)})

    assert refused.value.code == "day_before_opening"
    assert TrainingClass.objects.count() == 1


def test_create_refuses_a_programme_that_ended(source, copy):
    TrainingProgramme.objects.update(valid_to=timezone.localdate() - timedelta(days=1))

    with pytest.raises(ClassError, match="không còn bản nào có hiệu lực"):
        copy(date(2026, 12, 7))


def test_create_refuses_a_code_that_is_taken(source, copy):
    with pytest.raises(ClassError) as refused:
        copy(date(2026, 12, 7), code="bdai-2026-03")

    assert refused.value.code == "code_taken"


def shown(response) -> dict[str, str]:
    """What the page would send."""
    form = response.context["form"]
    return {field.html_name: field.value().isoformat() if isinstance(field.value(), date) else str(field.value()) for field in form}


def test_class_copy_in_three_clicks(client_of, officer, source):
    browser = client_of(officer)
    page = browser.get(reverse("class-copy", args=[source.pk]))
    opening = timezone.localdate() + timedelta(days=14 + (0 - timezone.localdate().weekday()) % 7)
    assert shown(page)["code"] == copies.proposed_code(source, page.context["form"].opening)

    again = browser.post(page.request["PATH_INFO"], {**shown(page), "opening_on": "2027-03-01", "reschedule": "1"})
    response = browser.post(page.request["PATH_INFO"], shown(again))

    made = TrainingClass.objects.get(copied_from=source)
    assert response.headers["Location"] == reverse("class-detail", args=[made.pk])
    assert (made.code, days_of(made)) == ("BDAI-2027-01", [date(2027, 3, 1), date(2027, 3, 3), date(2027, 3, 5)])
    assert opening.weekday() == page.context["form"].opening.weekday() == 0


def test_class_copy_with_another_opening_day_shows_the_days_first(client_of, officer, source):
    browser = client_of(officer)
    page = browser.get(reverse("class-copy", args=[source.pk]))

    again = browser.post(page.request["PATH_INFO"], {**shown(page), "opening_on": "2027-03-01"})

    assert again.status_code == 200
    assert 'value="2027-03-05"' in again.text
    assert TrainingClass.objects.count() == 1


def test_class_copy_keeps_a_code_that_the_officer_typed(client_of, officer, source):
    browser = client_of(officer)
    page = browser.get(reverse("class-copy", args=[source.pk]))

    again = browser.post(page.request["PATH_INFO"], {**shown(page), "opening_on": "2027-03-01", "code": "LOP-RIENG"})

    assert 'value="LOP-RIENG"' in again.text


def test_class_copy_says_which_session_was_moved_and_which_year_is_unknown(client_of, officer, source):
    call_command("load_holidays")
    browser = client_of(officer)
    page = browser.get(reverse("class-copy", args=[source.pk]))

    again = browser.post(page.request["PATH_INFO"], {**shown(page), "opening_on": "2026-12-28"})

    assert "dời từ 01/01/2027: Tết Dương lịch" in again.text
    assert "ngày nghỉ của năm 2027" in again.text


def test_class_copy_with_a_day_that_does_not_exist_loses_nothing(client_of, officer, source):
    browser = client_of(officer)
    page = browser.get(reverse("class-copy", args=[source.pk]))
    first = source.sessions.first()

    again = browser.post(page.request["PATH_INFO"], {**shown(page), "title": "Tên mới", f"day-{first.pk}": "2027-02-29"})

    assert again.status_code == 200
    assert 'value="Tên mới"' in again.text
    assert TrainingClass.objects.count() == 1


def test_class_copy_without_sessions_says_so(client_of, officer, plan):
    empty = classes.create(plan=plan, by=officer)

    response = client_of(officer).get(reverse("class-copy", args=[empty.pk]), follow=True)

    assert "Lớp này không có buổi nào để sao chép" in response.text


def test_class_copy_is_404_for_a_stranger_and_403_for_the_manager(client_of, stranger, teacher, source):
    address = reverse("class-copy", args=[source.pk])

    assert client_of(stranger).get(address).status_code == 404
    assert client_of(teacher).get(address).status_code == 403
    assert client_of(teacher).post(address, {"opening_on": "2027-03-01"}).status_code == 403


def test_class_copy_asks_once_before_a_day_off_that_the_officer_chose(client_of, officer, source):
    call_command("load_holidays")
    browser = client_of(officer)
    first = browser.get(reverse("class-copy", args=[source.pk]))
    page = browser.post(first.request["PATH_INFO"], {**shown(first), "opening_on": "2027-08-30"})
    last = source.sessions.get(number=3)
    holiday = {**shown(page), f"day-{last.pk}": "2027-09-02"}

    asked = browser.post(page.request["PATH_INFO"], holiday)
    assert "02/09/2027 là ngày nghỉ: Quốc khánh" in asked.text
    assert "bấm “Tạo lớp” lần nữa" in asked.text
    assert TrainingClass.objects.count() == 1

    browser.post(page.request["PATH_INFO"], {**shown(asked), "warned": asked.context["form"].warned()})
    assert days_of(TrainingClass.objects.get(copied_from=source))[-1] == date(2027, 9, 2)
