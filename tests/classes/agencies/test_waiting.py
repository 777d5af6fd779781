"""The waiting list: first come, first served, within the places of the class and of each agency."""

import pytest

from lms.classes.actions import invitations, waiting, withdrawals
from lms.classes.actions.invitations import Contact
from lms.classes.actions.waiting import Newcomer
from lms.classes.exceptions import ClassError
from lms.classes.models import TrainingClass, WaitingPlace


@pytest.fixture
def three(send_list, training_class):
    """Two of the ward have a place, the third waits."""
    send_list(["Người Một", "Người Hai", "Người Ba"])
    return WaitingPlace.objects.get()


def names_on(training_class):
    return set(training_class.trainees.active().values_list("enrollment__person__full_name", flat=True))


def free_one(training_class, officer, name="Người Một"):
    trainee = training_class.trainees.active().get(enrollment__person__full_name=name)
    withdrawals.withdraw(trainee=trainee, reason="bận", by=officer)


def set_quota(training_class, quota):
    TrainingClass.objects.filter(pk=training_class.pk).update(quota=quota)
    training_class.refresh_from_db()


def test_admit_next_without_a_free_place_is_refused(three, training_class, officer):
    with pytest.raises(ClassError) as refused:
        waiting.admit_next(training_class=training_class, by=officer)

    assert refused.value.code == "nobody_waiting"
    assert three.state == "waiting"


def test_admit_next_takes_the_first_one_when_a_place_is_free(three, training_class, officer):
    free_one(training_class, officer)

    trainee = waiting.admit_next(training_class=training_class, by=officer)

    three.refresh_from_db()
    assert trainee.enrollment.person.full_name == "Người Ba"
    assert (three.state, three.settled_at is not None) == ("admitted", True)
    assert names_on(training_class) == {"Người Hai", "Người Ba"}


@pytest.mark.db
def test_admit_next_keeps_the_order_of_coming(training_class, officer, home_affairs, person_factory):
    people = [person_factory(f"Người {number}", f"n{number}@hoc.example") for number in range(3)]
    waiting.join(training_class=training_class, newcomers=[Newcomer(person, home_affairs) for person in people], by=officer)

    admitted = [waiting.admit_next(training_class=training_class, by=officer).enrollment.person for _turn in people]

    assert admitted == people


def test_admit_next_in_a_full_class_is_refused(training_class, officer, home_affairs, place, stranger):
    set_quota(training_class, 1)
    waiting.join(training_class=training_class, newcomers=[Newcomer(stranger, home_affairs)], by=officer)

    with pytest.raises(ClassError) as refused:
        waiting.admit_next(training_class=training_class, by=officer)

    assert refused.value.code == "class_full"


def test_admit_of_an_agency_without_places_is_refused(three, officer):
    with pytest.raises(ClassError) as refused:
        waiting.admit(place=three, by=officer)

    assert refused.value.code == "agency_full"


def test_admit_next_passes_over_an_agency_without_places(three, training_class, officer, home_affairs, stranger):
    """The ward is full, but the class is not: the next of another agency comes first."""
    waiting.join(training_class=training_class, newcomers=[Newcomer(stranger, home_affairs)], by=officer)

    assert waiting.admit_next(training_class=training_class, by=officer).enrollment.person == stranger


def test_fill_after_a_larger_quota_admits_everybody_it_can(three, training_class, invitation, officer):
    invitations.change(invitation=invitation, quota=5, contact=Contact(), by=officer)

    admitted = waiting.fill(training_class=training_class, by=officer)

    assert [trainee.enrollment.person.full_name for trainee in admitted] == ["Người Ba"]


@pytest.mark.parametrize(("state", "count"), [("enrolling", 1), ("running", 0)])
def test_fill_while_enrolling_only_then(three, training_class, officer, state, count):
    TrainingClass.objects.filter(pk=training_class.pk).update(state=state)
    free_one(training_class, officer)

    assert len(waiting.fill_while_enrolling(training_class=training_class, by=officer)) == count


def test_join_twice_keeps_the_earlier_place(training_class, officer, home_affairs, stranger):
    one = Newcomer(stranger, home_affairs)
    first = waiting.join(training_class=training_class, newcomers=[one], by=officer)
    again = waiting.join(training_class=training_class, newcomers=[one], by=officer)

    assert (len(first), again) == (1, [])
    assert WaitingPlace.objects.count() == 1


def test_leave_twice_and_admit_after_it(three, officer):
    waiting.leave(place=three, by=officer)
    waiting.leave(place=three, by=officer)

    with pytest.raises(ClassError) as refused:
        waiting.admit(place=three, by=officer)

    assert refused.value.code == "waiting_settled"


def test_new_list_does_not_overtake_who_waits(three, training_class, officer, invite, health, send_list):
    """A place of the class becomes free while somebody waits for it: a later list of another agency does not get it."""
    set_quota(training_class, 2)
    free_one(training_class, officer)
    other = invite(health)

    sent = send_list(["Người Bốn"], invitation=other, agency="Sở Y tế")

    assert (sent.admitted, sent.waiting) == (0, 1)
    assert waiting.admit_next(training_class=training_class, by=officer).enrollment.person.full_name == "Người Ba"


def test_class_waiting_admits_with_one_click(client_of, officer, three, training_class):
    free_one(training_class, officer)
    client = client_of(officer)

    before = client.get(f"/lop/{training_class.pk}/du-bi/").content.decode()
    client.post(f"/lop/{training_class.pk}/du-bi/ke-tiep/")

    assert "Nhận người kế tiếp" in before
    assert "Người Ba" in names_on(training_class)


@pytest.mark.parametrize("path", ["/lop/{c}/du-bi/ke-tiep/", "/lop/du-bi/{w}/nhan/", "/lop/du-bi/{w}/thoi/"])
def test_waiting_pages_are_closed_to_others(client_of, teacher, stranger, three, training_class, path):
    address = path.format(c=training_class.pk, w=three.pk)

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(teacher).post(address).status_code == 403


def test_list_sent_twice_enters_nobody_twice(send_list, training_class):
    send_list(["Người Một"])
    again = send_list(["Người Một"])

    assert (again.admitted, again.waiting, again.already) == (0, 0, 1)
    assert names_on(training_class) == {"Người Một"}


def test_same_list_pressed_twice_is_entered_once(invitation, training_class):
    from lms.classes.actions import agency_lists

    from .conftest import sheet

    received = agency_lists.receive(invitation=invitation, data=sheet(["Người Một"]), filename="a.xlsx")
    first, second = agency_lists.send(roster_import=received), agency_lists.send(roster_import=received)

    assert first == second
    assert training_class.trainees.count() == 1
