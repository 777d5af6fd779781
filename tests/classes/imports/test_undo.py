import pytest
from django.utils import timezone

from lms.classes.actions import attendance, imports
from lms.classes.exceptions import ClassError
from lms.classes.models import Trainee
from lms.learning.actions import enrollments
from lms.learning.models import Enrollment, LessonProgress
from lms.people.actions import people
from lms.people.models import Affiliation, User

from ..conftest import PEOPLE

AN = PEOPLE[0]


def test_undo_takes_back_places_and_people(written, officer, training_class):
    before = User.objects.count()
    done = written()

    undone = imports.undo(roster_import=done, by=officer)

    assert (undone.state, undone.undone_by) == ("undone", officer)
    assert not Trainee.objects.exists()
    assert not Enrollment.objects.filter(run=training_class.run).exists()
    assert User.objects.count() == before


def test_undo_twice_changes_nothing_more(written, officer):
    done = written()
    imports.undo(roster_import=done, by=officer)

    assert imports.undo(roster_import=done, by=officer).undone_by == officer


def test_undo_leaves_people_who_were_known_and_their_post_as_it_was(written, officer, home_affairs):
    person = people.register(full_name="Nguyễn Văn An", personal_id="079085001234", by=None)
    people.affiliate(person=person, organization=home_affairs, position="Nhân viên", legal_category="contract_worker", by=None)
    done = written()
    assert person.affiliations.get().position == "Chuyên viên"

    imports.undo(roster_import=done, by=officer)

    affiliation = person.affiliations.get()
    assert (affiliation.position, affiliation.legal_category) == ("Nhân viên", "contract_worker")
    assert not person.enrollments.exists()


def test_undo_keeps_a_post_that_was_changed_again_since(written, officer, home_affairs):
    person = people.register(full_name="Nguyễn Văn An", personal_id="079085001234", by=None)
    people.affiliate(person=person, organization=home_affairs, position="Nhân viên", by=None)
    done = written()
    Affiliation.objects.filter(person=person).update(position="Trưởng phòng")

    imports.undo(roster_import=done, by=officer)

    assert person.affiliations.get().position == "Trưởng phòng"


def test_undo_leaves_again_who_had_left_before(written, officer, training_class, admit, person_factory):
    person = person_factory("Nguyễn Văn An", "an.nguyen@tphcm.example")
    place = admit(person)
    enrollments.withdraw(enrollment=place.enrollment, by=officer)
    done = written([AN])
    place.enrollment.refresh_from_db()
    assert place.enrollment.state == "active"

    imports.undo(roster_import=done, by=officer)

    place.enrollment.refresh_from_db()
    assert place.enrollment.state == "withdrawn"


def test_undo_keeps_a_person_who_is_somewhere_else_too(written, officer, open_run):
    done = written()
    person = User.objects.get(full_name="Đỗ Thị Ánh")
    enrollments.enroll(person=person, run=open_run, by=officer)

    imports.undo(roster_import=done, by=officer)

    assert User.objects.filter(pk=person.pk).exists()
    assert not User.objects.filter(full_name="Nguyễn Văn An").exists()


def test_undo_is_refused_when_somebody_has_been_marked(written, officer, teacher, sessions):
    done = written()
    place = Trainee.objects.get(enrollment__person__full_name="Đỗ Thị Ánh")
    attendance.record(session=sessions[0], marks=[attendance.NewMark(trainee=place, status="present")], by=teacher)

    with pytest.raises(ClassError) as caught:
        imports.undo(roster_import=done, by=officer)

    assert str(caught.value).startswith("Không thu hồi được danh sách này: Đỗ Thị Ánh đã có")
    assert Trainee.objects.count() == 3


def test_undo_is_refused_when_somebody_has_learned(written, officer):
    from uuid import uuid4

    done = written()
    LessonProgress.objects.create(enrollment=Trainee.objects.first().enrollment, lesson_uid=uuid4(), first_at=timezone.now())

    with pytest.raises(ClassError):
        imports.undo(roster_import=done, by=officer)


def test_undo_of_a_list_that_is_not_written_is_refused(receive, officer):
    with pytest.raises(ClassError) as caught:
        imports.undo(roster_import=receive(), by=officer)

    assert caught.value.code == "import_not_written"
