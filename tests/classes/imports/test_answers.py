"""Doubts about who is meant: shown side by side, asked, never merged silently."""

from datetime import date

import pytest
from django.urls import reverse

from lms.classes.actions import imports
from lms.classes.exceptions import ClassError
from lms.classes.tasks import write_import
from lms.people.actions import people
from lms.people.models import User

ROW = ("Nguyễn Văn An", "1985", None, None, "SNV", "Chuyên viên", "Công chức")


@pytest.fixture
def two_known(home_affairs):
    """Two colleagues of one name and year of birth."""
    made = [people.register(full_name="Nguyễn Văn An", birth_year=1985, personal_id=f"07908500123{n}", by=None) for n in (4, 5)]
    for person in made:
        people.affiliate(person=person, organization=home_affairs, by=None)
    return made


@pytest.fixture
def doubtful(two_known, receive):
    return receive([ROW])


def write(roster_import, officer):
    imports.begin(roster_import=roster_import, by=officer)
    write_import(roster_import.pk)
    roster_import.refresh_from_db()
    return roster_import


def test_a_doubtful_row_waits_with_everybody_who_might_be_meant(doubtful, two_known):
    [row] = imports.rows_of(doubtful)

    assert (row["outcome"], doubtful.counts["doubtful"], doubtful.counts["new"]) == ("doubtful", 1, 0)
    assert [one["handle"] for one in row["candidates"]] == [person.handle for person in two_known]
    assert row["candidates"][0]["personal_id"] == "079*******34"
    assert row["candidates"][0]["same"] == {"name": "yes", "birth": "yes", "agency": "yes", "personal_id": "", "email": ""}


def test_an_unanswered_row_is_not_written(doubtful, officer, training_class):
    write(doubtful, officer)

    assert not training_class.trainees.exists()
    assert User.objects.filter(full_name="Nguyễn Văn An").count() == 2


def test_the_person_chosen_is_written(doubtful, officer, two_known, training_class):
    answered = imports.answer(roster_import=doubtful, row=4, choice=two_known[1].handle, by=officer)
    write(doubtful, officer)

    assert (answered.counts["doubtful"], answered.counts["known"]) == (0, 1)
    assert training_class.trainees.get().enrollment.person == two_known[1]


def test_somebody_else_is_registered(doubtful, officer, training_class, two_known):
    imports.answer(roster_import=doubtful, row=4, choice="new", by=officer)
    write(doubtful, officer)

    assert training_class.trainees.get().enrollment.person not in two_known
    assert User.objects.filter(full_name="Nguyễn Văn An").count() == 3


def test_later_leaves_the_row_and_the_answer_can_be_changed(doubtful, officer, two_known, training_class):
    imports.answer(roster_import=doubtful, row=4, choice="later", by=officer)
    assert imports.rows_of(doubtful)[0]["outcome"] == "doubtful"

    imports.answer(roster_import=doubtful, row=4, choice=two_known[0].handle, by=officer)

    doubtful.refresh_from_db()
    assert doubtful.decisions == {"4": {"person": two_known[0].handle}}


def test_an_answer_after_the_writing_is_written_by_a_second_press(two_known, receive, officer, training_class):
    received = receive([ROW, ("Lê Thị Kim", "1990", None, None, "SNV", "", "")])
    write(received, officer)
    assert training_class.trainees.count() == 1

    imports.answer(roster_import=received, row=4, choice=two_known[0].handle, by=officer)
    write(received, officer)

    assert (training_class.trainees.count(), received.counts["written"], received.counts["doubtful"]) == (2, 2, 0)


@pytest.mark.parametrize("choice", ["", "ukhongco", "admin"])
def test_an_answer_that_nobody_was_asked_is_refused(doubtful, officer, choice):
    with pytest.raises(ClassError) as caught:
        imports.answer(roster_import=doubtful, row=4, choice=choice, by=officer)

    assert str(caught.value) == "Dòng 4 không chờ câu trả lời này; hãy tải lại trang."


def test_a_person_who_was_not_shown_cannot_be_chosen(doubtful, officer, stranger):
    with pytest.raises(ClassError):
        imports.answer(roster_import=doubtful, row=4, choice=stranger.handle, by=officer)


def test_nothing_is_answered_while_the_list_is_being_written(doubtful, officer):
    imports.begin(roster_import=doubtful, by=officer)

    with pytest.raises(ClassError) as caught:
        imports.answer(roster_import=doubtful, row=4, choice="new", by=officer)

    assert caught.value.code == "import_busy"


def test_a_number_of_somebody_with_another_name_is_never_a_new_person(receive, officer, two_known):
    received = receive([("Trần Văn Ân", "1985", "079085001234", None, "SNV", "", "")])
    [row] = imports.rows_of(received)

    assert (row["outcome"], row["may_be_new"], row["candidates"][0]["same"]["name"]) == ("doubtful", False, "no")
    with pytest.raises(ClassError):
        imports.answer(roster_import=received, row=4, choice="new", by=officer)


def test_somebody_else_with_the_email_of_another_gets_none(receive, officer, home_affairs, training_class):
    people.register(full_name="Trần Văn Bình", email="chung@tphcm.example", by=None)
    received = receive([("Nguyễn Văn An", "1985", None, "chung@tphcm.example", "SNV", "", "")])

    imports.answer(roster_import=received, row=4, choice="new", by=officer)
    write(received, officer)

    assert training_class.trainees.get().enrollment.person.email is None


def test_two_rows_answered_as_one_person_write_one_place(two_known, receive, officer, training_class, science):
    """The second row is looked at again when it is written, and stays behind with a sentence."""
    moved = ("Nguyễn Văn An", None, None, "khac@tphcm.example", "SNV", "", "")
    received = receive([ROW, moved])
    for number in (4, 5):
        imports.answer(roster_import=received, row=number, choice=two_known[0].handle, by=officer)

    write(received, officer)

    assert training_class.trainees.count() == 1
    assert received.counts["left"] == {"5": "Người này đã có ở dòng 4; hãy bỏ một trong hai dòng."}


def test_the_same_name_and_birth_at_another_agency_is_asked_about(receive, home_affairs, science):
    person = people.register(full_name="Nguyễn Văn An", birth_date=date(1985, 3, 12), by=None)
    people.affiliate(person=person, organization=science, by=None)

    [row] = imports.rows_of(receive([("Nguyễn Văn An", "12/03/1985", None, None, "SNV", "", "")]))

    assert row["outcome"] == "doubtful"
    assert row["candidates"][0]["agencies"] == ["Sở Khoa học và Công nghệ"]
    assert row["candidates"][0]["same"]["agency"] == "no"


def test_the_page_shows_both_sides_and_takes_the_answer(doubtful, client_of, officer, two_known):
    browser = client_of(officer)
    page = browser.get(reverse("import-show", args=[doubtful.pk])).text
    assert "Trong danh sách gửi đến" in page
    assert page.count("Đang có trong hệ thống") == 2
    assert "079085001234" not in page

    response = browser.post(
        reverse("import-answer", args=[doubtful.pk, 4]), {"choice": two_known[0].handle, "loc": "doubtful", "page": "1"}
    )

    assert response.headers["Location"] == f"/lop/danh-sach/{doubtful.pk}/?loc=doubtful&page=1#dong-4"
    assert "là người đã chọn bên dưới" in browser.get(response.headers["Location"].split("#")[0]).text
