import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import walk_ins
from lms.classes.actions.walk_ins import WalkIn
from lms.classes.eligibility import marks_by_trainee
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee
from lms.foundation.models import AuditEntry
from lms.foundation.vietnamese import PartialDate
from lms.people.actions import people
from lms.people.models import User

TYPED = {"full_name": "Lương Thị Hòa", "agency": "Sở Nội vụ", "born_or_phone": "1985"}


@pytest.fixture
def walk_in(home_affairs):
    return WalkIn("Lương Thị Hòa", home_affairs, PartialDate(1985))


@pytest.fixture
def add(session, teacher):
    def put(walk_in, **choice):
        return walk_ins.add(session=session, walk_in=walk_in, by=teacher, **{"person": None, "is_new": False, **choice})

    return put


@pytest.fixture
def known(home_affairs):
    """A colleague of the same name, marks aside, whose birth year nobody knows."""
    person = User.objects.create_user(full_name="Lương Thị Hoà")
    people.affiliate(person=person, organization=home_affairs, by=None)
    return person


def test_add_of_somebody_unknown_is_marked_and_waits_for_the_agency(add, walk_in, home_affairs, teacher):
    added = add(walk_in)

    trainee = Trainee.objects.get()
    assert (added.marked, added.is_over_quota) == ("marked", False)
    assert (trainee.confirmation, trainee.agency, trainee.enrollment.person.birth_year) == ("awaiting_agency", home_affairs, 1985)
    assert CurrentAttendance.objects.get().status == "present"
    assert AuditEntry.objects.filter(verb="walk_in.add", actor_handle=teacher.handle).count() == 1


def test_add_never_takes_a_namesake_silently(add, walk_in, known):
    with pytest.raises(ClassError) as refusal:
        add(walk_in)

    assert refusal.value.code == "walk_in_similar"
    assert not Trainee.objects.exists()


def test_add_of_the_chosen_person_makes_nobody_new(add, walk_in, known):
    add(walk_in, person=known)

    assert Trainee.objects.get().enrollment.person == known
    assert User.objects.filter(name_search_key="luong thi hoa").count() == 1


def test_add_of_somebody_else_of_the_name_makes_a_second_person(add, walk_in, known):
    add(walk_in, is_new=True)

    assert User.objects.filter(name_search_key="luong thi hoa").count() == 2


def test_add_of_a_person_who_was_not_shown_is_refused(add, walk_in, stranger):
    with pytest.raises(ClassError) as refusal:
        add(walk_in, person=stranger)

    assert refusal.value.code == "walk_in_unknown_choice"


def test_add_of_somebody_on_the_roster_only_marks(add, admit, known, walk_in):
    place = admit(known)

    add(walk_in, person=known)

    place.refresh_from_db()
    assert place.confirmation == "confirmed"
    assert Trainee.objects.count() == 1
    assert CurrentAttendance.objects.get().trainee == place


def test_add_beyond_the_quota_is_allowed_and_said(add, walk_in, training_class):
    training_class.quota = 0
    training_class.save()
    assert add(walk_in).is_over_quota is False  # no places stated

    training_class.quota = 1
    training_class.save()
    assert add(WalkIn("Đinh Công Tráng", walk_in.agency, PartialDate(1979))).is_over_quota is True


@pytest.mark.parametrize(("birth_year", "is_asked"), [(1985, True), (1960, False), (None, True)])
def test_similar_to_asks_about_those_whose_birth_year_fits(training_class, walk_in, birth_year, is_asked):
    User.objects.create_user(full_name="Lương Thị Hoà", birth_year=birth_year)

    assert bool(walk_ins.similar_to(training_class=training_class, walk_in=walk_in)) is is_asked


def test_add_is_refused_after_the_book_is_closed(add, walk_in, session):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=timezone.now())

    with pytest.raises(ClassError) as refusal:
        add(walk_in)

    assert refusal.value.code == "book_closed"
    assert not Trainee.objects.exists()


def test_confirm_settles_once(add, walk_in, officer):
    trainee = add(walk_in).trainee

    for _time in range(2):
        walk_ins.confirm(trainee=trainee, by=officer)

    trainee.refresh_from_db()
    assert (trainee.confirmation, trainee.confirmed_at is not None) == ("confirmed", True)
    assert AuditEntry.objects.filter(verb="walk_in.confirm").count() == 1


def test_refuse_keeps_the_marks_which_no_longer_count(add, walk_in, officer, training_class, session):
    trainee = add(walk_in).trainee

    walk_ins.refuse(trainee=trainee, by=officer)

    assert AttendanceRecord.objects.count() == 1
    assert trainee.pk not in {each.pk for each in training_class.trainees.active()}
    assert ClassSession.objects.with_presence().get(pk=session.pk).present == 0
    assert trainee.pk in marks_by_trainee(training_class)


def test_refuse_after_confirm_is_refused(add, walk_in, officer):
    trainee = add(walk_in).trainee
    walk_ins.confirm(trainee=trainee, by=officer)

    with pytest.raises(ClassError) as refusal:
        walk_ins.refuse(trainee=trainee, by=officer)

    assert refusal.value.code == "walk_in_settled"


def test_walk_in_add_from_the_desk(client_of, teacher, session, home_affairs):
    response = client_of(teacher).post(reverse("walk-in-add", args=[session.pk]), TYPED, follow=True)

    assert "Đã thêm Lương Thị Hòa và ghi có mặt" in response.text
    assert CurrentAttendance.objects.get().status == "present"


def test_walk_in_add_asks_about_a_namesake_and_takes_the_answer(client_of, teacher, session, known):
    browser, address = client_of(teacher), reverse("walk-in-add", args=[session.pk])

    asked = browser.post(address, TYPED)
    assert "Có phải một trong những người này không?" in asked.text
    assert known.handle in asked.text

    browser.post(address, {**TYPED, "person": known.handle})
    assert Trainee.objects.get().enrollment.person == known


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"full_name": "Hòa"}, "Hãy ghi đủ họ và tên"),
        ({"agency": "Sở Phép thuật"}, "Không biết đơn vị"),
        ({"born_or_phone": "1925"}, "Năm sinh này không hợp lý"),
        ({"born_or_phone": "hôm qua"}, "Hãy ghi năm sinh như 1985"),
    ],
)
def test_walk_in_add_explains_what_is_wrong(client_of, teacher, session, home_affairs, typed, sentence):
    response = client_of(teacher).post(reverse("walk-in-add", args=[session.pk]), {**TYPED, **typed})

    assert response.status_code == 422
    assert "form-errors" in response.text or "form-field__error" in response.text
    assert not Trainee.objects.exists()
    if not sentence.startswith("Không biết"):
        assert sentence in response.text


def test_walk_in_add_takes_a_phone_instead_of_a_year(client_of, teacher, session, home_affairs):
    client_of(teacher).post(reverse("walk-in-add", args=[session.pk]), {**TYPED, "born_or_phone": "0903 123 456"})

    person = Trainee.objects.get().enrollment.person
    assert (person.phone, person.birth_year) == ("+84903123456", None)


def test_walk_in_add_is_for_those_who_mark(client_of, session, officer, stranger, place, trainee):
    address = reverse("walk-in-add", args=[session.pk])

    assert [client_of(person).post(address, TYPED).status_code for person in (officer, trainee, stranger)] == [403, 403, 404]


def test_class_awaiting_lets_the_officer_answer(client_of, add, walk_in, officer, teacher, training_class):
    trainee = add(walk_in).trainee
    address = reverse("class-awaiting", args=[training_class.pk])

    assert "Đúng người đơn vị cử" not in client_of(teacher).get(address).text
    assert "Chờ xác nhận (1)" in client_of(teacher).get(reverse("class-roster", args=[training_class.pk])).text
    assert client_of(teacher).post(reverse("trainee-refuse", args=[training_class.pk, trainee.pk])).status_code == 403
    browser = client_of(officer)
    assert "Đúng người đơn vị cử" in browser.get(address).text
    browser.post(reverse("trainee-confirm", args=[training_class.pk, trainee.pk]))

    trainee.refresh_from_db()
    assert trainee.confirmation == "confirmed"
    assert "Không có ai đang chờ" in browser.get(address).text


def test_trainee_answer_of_another_class_is_404(client_of, add, walk_in, officer, training_class, plan):
    from dataclasses import replace

    from lms.classes.actions import classes
    from tests.classes.conftest import session_plan

    trainee = add(walk_in).trainee
    other = classes.create(plan=replace(plan, code="BDAI-2026-05"), sessions=[session_plan(0)], by=officer)

    assert client_of(officer).post(reverse("trainee-confirm", args=[other.pk, trainee.pk])).status_code == 404
