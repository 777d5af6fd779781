import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from certificates import chain
from certificates.actions import certificates, confirmations, decisions
from certificates.exceptions import NotEligible
from certificates.models import Certificate, RegisterBook, RegisterEntry, SigningProfile
from lms.classes.actions import rosters
from lms.classes.models import TrainingClass
from lms.foundation import files
from lms.foundation.models import AuditEntry
from lms.learning.actions import enrollments
from lms.people.models import User
from tests.certificates.conftest import attend, refused
from tests.certificates.credentials.conftest import SOURCE, born, finish, mark
from tests.classes.conftest import roster_file


def test_confirm_enters_the_register_and_freezes_what_is_printed(finished_place, terms, academy, trainee):
    made = confirmations.confirm(enrollment=finished_place)

    made.refresh_from_db()
    today, printed = timezone.localdate(), made.snapshot
    assert (made.way, made.decision, made.state, made.issuer, made.issued_on) == ("open_course", None, "valid", academy, today)
    assert (made.register_no, made.register_number) == (f"01/{today.year}/HVCB-XNHT", 1)
    assert (printed["kind"], printed["title"]) == ("completion_confirmation", "Giấy xác nhận hoàn thành khóa học")
    assert (printed["programme"], printed["class_code"], printed["periods"]) == ("Trí tuệ nhân tạo cho mọi người", "", 6)
    assert (printed["holder"], printed["signer_name"], printed["terms"]["source"]) == ("Trần Ngọc Ánh", "Lê Thị Mỹ Châu", SOURCE)
    entry = RegisterEntry.objects.get()
    assert (entry.event, entry.certificate, entry.by) == ("issued", made, trainee)
    assert chain.holds(entry)
    assert AuditEntry.objects.filter(verb="certificate.confirm", object_id=str(made.pk)).exists()


def test_confirm_freezes_the_keys_of_a_class_certificate(confirmation, closed_class, people, document_class, registrar):
    of_class = certificates.issue(enrollment=people["dung"].enrollment, document_class=document_class, by=registrar)

    assert set(of_class.snapshot) <= set(confirmation.snapshot)


def test_confirm_twice_confirms_once(finished_place, terms):
    first = confirmations.confirm(enrollment=finished_place)
    second = confirmations.confirm(enrollment=finished_place)

    assert first == second
    assert (Certificate.objects.count(), RegisterBook.objects.get().last_number, RegisterEntry.objects.count()) == (1, 1, 1)


def test_confirm_stays_when_the_course_changes_later(confirmation, finished_place, terms):
    mark(finished_place, "0")
    terms.course.title = "Tên khác"
    terms.course.save()

    again = confirmations.confirm(enrollment=finished_place)

    assert again.snapshot["programme"] == "Trí tuệ nhân tạo cho mọi người"


def test_confirm_draws_a_file_that_names_the_course(confirmation):
    made = certificates.make_file(certificate=confirmation)

    text = PdfReader(io.BytesIO(files.read(made.file_sha256))).pages[0].extract_text()
    assert "Trần Ngọc Ánh" in text
    assert "Trí tuệ nhân tạo cho mọi người" in " ".join(text.split())
    assert "Quyết định công nhận" not in text


def test_confirm_of_something_unfinished_says_what_is_missing(open_place, terms):
    with refused("conditions_open", NotEligible) as caught:
        confirmations.confirm(enrollment=open_place)

    assert caught.value.reasons == ["“Tự kiểm tra”: chưa làm; cần đạt ít nhất 50%."]
    assert not Certificate.objects.exists()
    assert not RegisterBook.objects.filter(last_number__gt=0).exists()


def test_confirm_without_terms_is_refused(open_place):
    with refused("confirmation_not_offered", NotEligible):
        confirmations.confirm(enrollment=finish(open_place))


@pytest.mark.parametrize("state", ["revoked", "annulled"])
def test_confirm_after_it_was_taken_back_is_refused(confirmation, finished_place, state):
    Certificate.objects.update(state=state)

    with refused("confirmation_taken_back", NotEligible):
        confirmations.confirm(enrollment=finished_place)


def test_confirm_with_a_signer_whose_authority_ended_yesterday_is_refused(finished_place, signer):
    signer.valid_to = timezone.localdate() - timedelta(days=1)
    signer.save()

    with refused("signer_missing_today", NotEligible):
        confirmations.confirm(enrollment=finished_place)
    assert not RegisterEntry.objects.exists()


def test_confirm_in_the_name_of_an_issuer_that_was_merged_away_is_refused(finished_place, academy):
    academy.valid_to = timezone.localdate() - timedelta(days=1)
    academy.save()

    with refused("confirmation_issuer_ended", NotEligible):
        confirmations.confirm(enrollment=finished_place)


def test_confirm_in_the_name_of_a_department_is_refused(finished_place, terms, home_affairs):
    terms.issuer = home_affairs
    terms.save()

    with refused("issuer_not_institution", NotEligible):
        confirmations.confirm(enrollment=finished_place)


def test_confirm_with_a_clock_set_back_is_refused(finished_place, person_factory, monkeypatch):
    other = enrollments.enroll(person=person_factory("Lê Văn Sáu", "sau@hoc.example"), run=finished_place.run, by=None)
    finish(other)
    noon = datetime(2030, 6, 15, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    confirmations.confirm(enrollment=finished_place)
    monkeypatch.setattr(timezone, "now", lambda: noon - timedelta(hours=1))

    with refused("clock_set_back", NotEligible):
        confirmations.confirm(enrollment=other)
    assert RegisterBook.objects.get().last_number == 1


@pytest.mark.parametrize("broken", [{"is_draft": True}, {"valid_to": date(2021, 1, 1)}])
def test_confirm_by_a_form_that_is_not_in_force_is_refused(finished_place, confirmation_form, broken):
    type(confirmation_form).objects.filter(pk=confirmation_form.pk).update(**broken)

    with refused("confirmation_form_missing", NotEligible):
        confirmations.confirm(enrollment=finished_place)


def test_confirm_takes_the_version_of_the_form_that_is_in_force(finished_place, confirmation_form):
    today = timezone.localdate()
    type(confirmation_form).objects.filter(pk=confirmation_form.pk).update(valid_to=today - timedelta(days=1))
    newer = type(confirmation_form).objects.create(
        kind=confirmation_form.kind, version=2, title="Giấy xác nhận hoàn thành khóa học mở", number_code="XNHT", valid_from=today
    )

    made = confirmations.confirm(enrollment=finished_place)

    assert (made.document_class, made.snapshot["title"]) == (newer, "Giấy xác nhận hoàn thành khóa học mở")


def test_confirm_refuses_a_name_that_cannot_be_printed(finished_place, trainee):
    trainee.full_name = "Trần Ngọc 😀"
    trainee.save()
    finished_place.refresh_from_db()

    with refused("text_unprintable", NotEligible):
        confirmations.confirm(enrollment=finished_place)
    assert not RegisterEntry.objects.exists()


def test_confirm_shows_the_initials_of_a_child(finished_place, trainee):
    born(trainee, timezone.localdate() - timedelta(days=12 * 365))
    finished_place.refresh_from_db()

    made = confirmations.confirm(enrollment=finished_place)

    assert (made.snapshot["holder"], made.snapshot["public_name"]) == ("Trần Ngọc Ánh", "T.N.Á.")


def test_confirm_waits_for_the_signature_where_the_issuer_signs(finished_place, academy):
    SigningProfile.objects.create(organization=academy, backend="detached")

    assert confirmations.confirm(enrollment=finished_place).state == "awaiting_signature"


@pytest.mark.db
def test_confirm_and_a_class_later_are_one_record(client, confirmation, training_class, document_class, registrar, home_affairs, trainee):
    """An agency's list finds the account that the person opened alone: both documents stand on one page."""
    list_of_agency = roster_file([("Trần Ngọc Ánh", "1990", None, "hocvien@hoc.example", "Sở Nội vụ", "Chuyên viên", "Công chức")])
    added = rosters.commit(training_class=training_class, data=list_of_agency, filename="danh sách.xlsx", by=None).added
    for session in training_class.sessions.all():
        attend(added[0], session)
    decisions.enter(training_class=training_class, number="9/QĐ-HVCB", decided_on=timezone.localdate(), by=registrar)
    TrainingClass.objects.update(state=TrainingClass.State.CLOSED, closed_at=timezone.now())
    of_class = certificates.issue(enrollment=added[0].enrollment, document_class=document_class, by=registrar)

    client.force_login(trainee)
    page = client.get(reverse("certificate-list"))

    assert added[0].enrollment.person == trainee
    assert User.objects.filter(full_name="Trần Ngọc Ánh").count() == 1
    assert set(page.context["certificates"]) == {confirmation, of_class}
