"""«Cử người thay» and «Rút tên»: by the officer, and by the agency through its link."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.classes import typed
from lms.classes.actions import replacements, withdrawals
from lms.classes.actions.replacements import Ask
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, CurrentAttendance, Replacement
from lms.people.models import Organization


def person(name="Lê Văn Cam", birth="1988", agency="Phường Bến Thành"):
    return typed.read({"full_name": name, "birth": birth, "position": "Chuyên viên"}, agency).person


def replace(leaving, officer, **fields):
    return replacements.replace(leaving=leaving, coming=fields.pop("coming", person()), ask=Ask("Nghỉ thai sản", **fields), by=officer)


@pytest.fixture
def replaced(sent_trainee, officer):
    return replace(sent_trainee, officer)


@pytest.mark.db
def test_replace_lets_one_leave_and_another_come(replaced, sent_trainee, training_class, officer):
    sent_trainee.enrollment.refresh_from_db()

    assert sent_trainee.enrollment.state == "withdrawn"
    assert [one.enrollment.person.full_name for one in training_class.trainees.active()] == ["Lê Văn Cam"]
    assert (replaced.coming.agency, replaced.reason, replaced.by) == (sent_trainee.agency, "Nghỉ thai sản", officer)


def test_replace_does_not_pass_attendance_over(sent_trainee, sessions, officer, teacher):
    from lms.classes.actions import attendance
    from lms.classes.actions.attendance import NewMark

    attendance.record(session=sessions[0], marks=[NewMark(trainee=sent_trainee, status="present")], by=teacher)

    made = replace(sent_trainee, officer)

    assert CurrentAttendance.objects.filter(trainee=sent_trainee).count() == 1
    assert CurrentAttendance.objects.filter(trainee=made.coming).count() == 0


def test_replace_of_one_who_left_is_refused(replaced, sent_trainee, officer):
    with pytest.raises(ClassError) as refused:
        replace(sent_trainee, officer, coming=person("Người Khác"))

    assert refused.value.code == "trainee_left"


def test_replace_by_somebody_on_the_roster_is_refused(sent_trainee, send_list, officer):
    send_list(["Lê Văn Cam"], birth="1988")

    with pytest.raises(ClassError) as refused:
        replace(sent_trainee, officer)

    assert refused.value.code == "replacement_on_roster"
    sent_trainee.enrollment.refresh_from_db()
    assert sent_trainee.enrollment.state == "active"


def test_replace_by_oneself_is_refused(sent_trainee, officer):
    with pytest.raises(ClassError) as refused:
        replace(sent_trainee, officer, coming=person("Trần Thị Bưởi", "12/03/1985"))

    assert refused.value.code == "replacement_self"


def test_replace_from_a_session_that_has_begun_is_refused(sent_trainee, sessions, officer):
    with pytest.raises(ClassError) as refused:
        replace(sent_trainee, officer, session=sessions[0])

    assert refused.value.code == "replacement_session_over"
    assert replace(sent_trainee, officer, session=sessions[2]).from_session == sessions[2]


def test_replace_without_a_reason_is_refused(sent_trainee, officer):
    with pytest.raises(ClassError) as refused:
        replacements.replace(leaving=sent_trainee, coming=person(), ask=Ask("  "), by=officer)

    assert refused.value.code == "replacement_reason_missing"


def test_replace_after_a_merger_admits_for_the_successor(sent_trainee, ward, city, officer):
    today = timezone.localdate()
    new = Organization.objects.create(code="26999", name="Phường Mới", kind="commune_unit", parent=city, valid_from=today)
    new.predecessors.add(ward)
    Organization.objects.filter(pk=ward.pk).update(valid_to=today - timedelta(days=1))

    made = replace(sent_trainee, officer)

    sent_trainee.refresh_from_db()
    assert (made.coming.agency, sent_trainee.agency) == (new, ward)


def test_replace_does_not_give_the_place_to_the_waiting_list(send_list, training_class, officer):
    send_list(["Người Một", "Người Hai", "Người Ba"])
    leaving = training_class.trainees.active().get(enrollment__person__full_name="Người Một")

    replace(leaving, officer)

    names = set(training_class.trainees.active().values_list("enrollment__person__full_name", flat=True))
    assert names == {"Lê Văn Cam", "Người Hai"}


def test_withdraw_twice_is_refused(sent_trainee, officer):
    withdrawals.withdraw(trainee=sent_trainee, reason="bận", by=officer)

    with pytest.raises(ClassError) as refused:
        withdrawals.withdraw(trainee=sent_trainee, reason="bận", by=officer)

    assert refused.value.code == "trainee_left"


# --- pages ----------------------------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def fields(**changes):
    return {"full_name": "Lê Văn Cam", "birth": "1988", "reason": "Nghỉ thai sản", **changes}


def test_agency_replaces_through_its_link_with_a_letter(visitor, link, sent_trainee, invitation, client_of, officer, stranger):
    letter = SimpleUploadedFile("cong-van.pdf", PDF)

    response = visitor.post(f"{link}hoc-vien/{sent_trainee.pk}/thay/", fields(letter=letter))

    assert response.status_code == 302
    made = Replacement.objects.get()
    assert (made.invitation, made.by, made.letter_name) == (invitation, None, "cong-van.pdf")
    address = f"/lop/thay/{made.pk}/cong-van"
    assert b"".join(client_of(officer).get(address)) == PDF
    assert client_of(stranger).get(address).status_code == 404


def test_agency_letter_of_another_kind_is_refused_and_nothing_changes(visitor, link, sent_trainee):
    letter = SimpleUploadedFile("cong-van.exe", b"MZ\x90\x00")

    response = visitor.post(f"{link}hoc-vien/{sent_trainee.pk}/thay/", fields(letter=letter))

    assert response.status_code == 422
    assert Replacement.objects.count() == 0


def test_agency_takes_a_name_off_only_before_the_class_begins(visitor, link, sent_trainee, training_class):
    address = f"{link}hoc-vien/{sent_trainee.pk}/rut/"

    visitor.post(address)
    begun = training_class.trainees.active().count()
    ClassSession.objects.filter(training_class=training_class).update(
        starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=3)
    )
    visitor.post(address)

    assert (begun, training_class.trainees.active().count()) == (1, 0)


def test_trainee_replace_by_the_officer(client_of, officer, sent_trainee, training_class):
    client = client_of(officer)

    form = client.get(f"/lop/hoc-vien/{sent_trainee.pk}/thay/")
    response = client.post(f"/lop/hoc-vien/{sent_trainee.pk}/thay/", fields())

    assert form.status_code == 200
    assert response.status_code == 302
    assert Replacement.objects.get().by == officer


def test_trainee_replace_and_withdraw_are_closed_to_others(client_of, teacher, stranger, sent_trainee):
    for path in ("thay/", "rut/"):
        address = f"/lop/hoc-vien/{sent_trainee.pk}/{path}"
        assert client_of(stranger).post(address, fields()).status_code == 404
        assert client_of(teacher).post(address, fields()).status_code == 403
    sent_trainee.enrollment.refresh_from_db()
    assert sent_trainee.enrollment.state == "active"


def test_history_names_who_left_who_came_and_who_said_so(replaced, training_class, django_assert_num_queries):
    from django.template.loader import render_to_string

    with django_assert_num_queries(1):
        page = render_to_string("classes/_replacements.html", {"replacements": replacements.of_class(training_class)})

    assert "Trần Thị Bưởi" in page
    assert "Lê Văn Cam" in page
    assert "Phạm Quốc Bảo" in page
