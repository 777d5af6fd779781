"""Papers printed before the ceremony: numbers taken early, documents only after the class is closed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import tasks
from certificates.actions import blanks, certificates, decisions, issue_batches
from certificates.exceptions import NotEligible
from certificates.models import Blank, Certificate, DocumentClass, IssuerAuthorisation, RegisterBook, RegisterEntry
from lms.classes.models import TrainingClass
from lms.foundation.models import AuditEntry
from lms.learning.models import Enrollment
from lms.people.models import User
from tests.certificates.conftest import admit, refused, today
from tests.certificates.issuing.conftest import close


def prepare(training_class, document_class, registrar):
    training_class.refresh_from_db()
    return certificates.prepare(training_class=training_class, document_class=document_class, by=registrar)


def reload(certificate):
    return Certificate.objects.get(pk=certificate.pk)


def events():
    return list(RegisterEntry.objects.order_by("book", "position").values_list("event", "register_number"))


def test_prepare_takes_numbers_and_writes_no_line(prepared, training_class, registrar):
    rows = sorted(prepared.values(), key=lambda row: row.register_number)

    assert [(row.snapshot["holder"], row.register_number, row.state) for row in map(reload, rows)] == [
        ("Trần Ngọc Ánh", 1, "prepared"),
        ("Lê Hoàng Dũng", 2, "prepared"),
    ]
    assert {row.issued_on for row in rows} == {training_class.closing_on}
    assert (events(), RegisterBook.objects.get().last_number) == ([], 2)
    assert AuditEntry.objects.filter(verb="certificate.prepare").count() == 2


def test_prepare_makes_nothing_public(prepared):
    assert not Certificate.objects.published().exists()
    assert tasks.sweep_files() == 0
    with refused("not_final"):
        certificates.make_file(certificate=prepared["Ánh"])


def test_prepare_refuses_those_whom_the_decision_does_not_recognise(training_class, decision, document_class, registrar, people):
    report = prepare(training_class, document_class, registrar)

    assert [(refusal.trainee, refusal.code) for refusal in report.refused] == [(people["dat"], "conditions_unmet")]


def test_prepare_again_changes_nothing(prepared, training_class, document_class, registrar):
    report = prepare(training_class, document_class, registrar)

    assert (report.issued, len(report.already), RegisterBook.objects.get().last_number) == ([], 2, 2)


def test_prepare_again_takes_a_corrected_name_and_keeps_the_number(prepared, training_class, document_class, registrar, trainee):
    User.objects.filter(pk=trainee.pk).update(full_name="Trần Ngọc Ánh Nguyệt")

    report = prepare(training_class, document_class, registrar)

    row = reload(prepared["Ánh"])
    assert [made.pk for made in report.issued] == [row.pk]
    assert (row.snapshot["holder"], row.register_no) == ("Trần Ngọc Ánh Nguyệt", prepared["Ánh"].register_no)


def test_prepare_again_takes_another_closing_day(prepared, training_class, document_class, registrar):
    TrainingClass.objects.update(closing_on=today())

    prepare(training_class, document_class, registrar)

    row = reload(prepared["Ánh"])
    assert (row.issued_on, row.snapshot["issued_on"], row.register_number) == (today(), today().isoformat(), 1)


@pytest.mark.db
def test_prepare_again_for_another_year_voids_and_renumbers(prepared, training_class, document_class, registrar):
    next_year = today().replace(year=today().year + 1, month=1, day=8)
    TrainingClass.objects.update(closing_on=next_year)

    report = prepare(training_class, document_class, registrar)

    assert {row.state for row in map(reload, prepared.values())} == {"void"}
    assert [(made.register_number, made.book.year) for made in report.issued] == [(1, next_year.year), (2, next_year.year)]
    assert events() == [("voided", 1), ("voided", 2)]
    assert "Chuyển sang sổ năm" in RegisterEntry.objects.first().statement["reason"]


def test_prepare_again_voids_those_who_left(prepared, training_class, document_class, registrar, people):
    Enrollment.objects.filter(pk=people["anh"].enrollment_id).update(state="withdrawn")

    report = prepare(training_class, document_class, registrar)

    assert (reload(prepared["Ánh"]).state, [row.pk for row in report.voided]) == ("void", [prepared["Ánh"].pk])
    assert RegisterEntry.objects.get().statement["reason"] == "Người này đã rời lớp."


def test_prepare_after_a_corrected_decision_prints_its_number(prepared, training_class, decision, document_class, registrar):
    decisions.correct(decision=decision, number="124/QĐ-HVCB", decided_on=today(), by=registrar)

    prepare(training_class, document_class, registrar)

    assert reload(prepared["Dũng"]).snapshot["decision_number"] == "124/QĐ-HVCB"


def test_prepare_keeps_what_was_prepared_when_the_new_name_cannot_be_printed(prepared, training_class, document_class, registrar, trainee):
    User.objects.filter(pk=trainee.pk).update(full_name="Ánh 😀")

    report = prepare(training_class, document_class, registrar)

    assert "text_unprintable" in [refusal.code for refusal in report.refused]
    assert reload(prepared["Ánh"]).state == "prepared"


def test_prepare_refuses_another_kind_beside_it(prepared, training_class, academy, programme, registrar):
    confirmation, _ = DocumentClass.objects.get_or_create(
        kind="completion_confirmation", version=1, defaults={"title": "Giấy xác nhận", "number_code": "XNHT"}
    )
    IssuerAuthorisation.objects.create(organization=academy, programme=programme, document_kind=confirmation.kind, source="QĐ")

    report = prepare(training_class, confirmation, registrar)

    assert [refusal.code for refusal in report.refused].count("other_document_prepared") == 2


@pytest.mark.parametrize(
    ("changes", "code"), [({"state": "running"}, "class_not_assessing_yet"), ({"closing_on": None}, "closing_day_missing")]
)
def test_prepare_refuses_a_class_before_its_time(training_class, decision, document_class, registrar, changes, code):
    TrainingClass.objects.update(**changes)

    with refused(code, NotEligible):
        prepare(training_class, document_class, registrar)


def test_finalise_makes_documents_of_what_was_prepared(prepared, training_class, registrar, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        report = certificates.finalise(training_class=close(training_class), by=registrar)

    rows = [reload(row) for row in prepared.values()]
    assert {(row.state, row.finalised_at is not None) for row in rows} == {("valid", True)}
    assert (len(report.issued), events(), len(rings)) == (2, [("issued", 1), ("issued", 2)], 1)
    assert {row.snapshot["serial_no"] for row in rows} == {row.snapshot["serial_no"] for row in prepared.values()}


@pytest.mark.db
def test_finalise_twice_writes_one_line_each(prepared, training_class, registrar):
    closed = close(training_class)
    for _ in range(2):
        certificates.finalise(training_class=closed, by=registrar)

    assert events() == [("issued", 1), ("issued", 2)]


def test_finalise_refuses_a_class_that_is_not_closed(prepared, training_class, registrar):
    with refused("class_not_closed", NotEligible):
        certificates.finalise(training_class=training_class, by=registrar)


def test_finalise_leaves_what_bears_another_day_and_says_prepare_again(prepared, training_class, document_class, registrar):
    closed = close(training_class, closing_on=today())

    report = certificates.finalise(training_class=closed, by=registrar)

    assert (report.issued, {refusal.code for refusal in report.refused}) == ([], {"prepared_outdated"})
    row = reload(prepared["Ánh"])
    assert (row.state, "ngày bế giảng" in row.file_problem, "chuẩn bị lại" in row.file_problem) == ("prepared", True, True)
    prepare(training_class, document_class, registrar)
    assert len(certificates.finalise(training_class=closed, by=registrar).issued) == 2


def test_finalise_voids_those_no_longer_eligible(prepared, training_class, people, registrar):
    Enrollment.objects.filter(pk=people["dung"].enrollment_id).update(state="withdrawn")

    certificates.finalise(training_class=close(training_class), by=registrar)

    assert [reload(prepared[name]).state for name in ("Ánh", "Dũng")] == ["valid", "void"]
    assert sorted(events()) == [("issued", 1), ("voided", 2)]


def test_issue_all_makes_final_what_was_prepared_and_issues_to_the_others(training_class, people, decision, document_class, registrar):
    certificates.prepare(training_class=training_class, document_class=document_class, by=registrar)
    certificates.void(certificate=Certificate.objects.get(register_number=1), reason="In hỏng", by=registrar)

    report = certificates.issue_all(training_class=close(training_class), document_class=document_class, by=registrar)

    assert [(made.snapshot["holder"], made.register_number) for made in report.issued] == [("Trần Ngọc Ánh", 3), ("Lê Hoàng Dũng", 2)]


def test_issue_all_in_a_newer_form_leaves_what_was_prepared_in_the_old_one_to_its_own_way(
    prepared, training_class, document_class, registrar
):
    newer = DocumentClass.objects.create(kind=document_class.kind, version=2, title=document_class.title, number_code="CNHT")

    report = certificates.issue_all(training_class=close(training_class), document_class=newer, by=registrar)

    assert (report.issued, [refusal.code for refusal in report.refused].count("prepared_in_other_form")) == ([], 2)
    assert tasks.sweep_prepared() == 2


def test_void_keeps_the_number_with_its_reason(prepared, registrar):
    for _ in range(2):
        certificates.void(certificate=prepared["Ánh"], reason="  Học viên xin rút ", by=registrar)

    line = RegisterEntry.objects.get()
    assert (line.event, line.register_number, line.statement["reason"], line.by) == ("voided", 1, "Học viên xin rút", registrar)
    assert reload(prepared["Ánh"]).state == "void"


def test_void_demands_a_reason(prepared, registrar):
    with refused("void_reason_missing"):
        certificates.void(certificate=prepared["Ánh"], reason=" ", by=registrar)


def test_void_refuses_an_issued_document(certificate, registrar):
    with refused("void_issued"):
        certificates.void(certificate=certificate, reason="nhầm", by=registrar)
    assert reload(certificate).state == "valid"


@pytest.mark.db
def test_sweep_prepared_finds_the_closed_class(prepared, training_class):
    assert tasks.sweep_prepared() == 0
    close(training_class)

    assert (tasks.sweep_prepared(), tasks.sweep_prepared()) == (2, 0)
    assert set(RegisterEntry.objects.values_list("by", flat=True)) == {None}


def test_sweep_prepared_says_why_nothing_became_final_and_asks_no_more(prepared, training_class):
    IssuerAuthorisation.objects.update(valid_to=training_class.closing_on - timedelta(days=1))
    close(training_class)

    assert tasks.sweep_prepared() == 0
    assert "chưa được giao" in reload(prepared["Ánh"]).file_problem
    assert issue_batches._closed_with_prepared() == []


def queries_of(work):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        work()
    return len(caught)


@pytest.mark.db
@pytest.mark.parametrize("is_prepared", [True, False])
def test_issue_chunk_asks_the_same_queries_for_10_and_for_60_people(large_class, document_class, registrar, is_prepared):
    from certificates.actions import preparing
    from certificates.rules import grounds_for

    training_class = large_class(71)
    grounds = grounds_for(training_class, document_class)
    people = list(training_class.trainees.by_name().values_list("pk", flat=True))
    chunk = preparing.prepare_chunk if is_prepared else certificates.issue_chunk
    chunk(grounds=grounds, trainees=people[:1], by=registrar)  # makes the book

    few = queries_of(lambda: chunk(grounds=grounds, trainees=people[1:11], by=registrar))
    many = queries_of(lambda: chunk(grounds=grounds, trainees=people[11:71], by=registrar))

    # SQLite takes 999 values at a time, so an INSERT of many rows falls into pieces; that is all that grows.
    assert many - few <= (2 if connection.vendor == "sqlite" else 0)
    assert (many < 20, Certificate.objects.count()) == (True, 71)


def test_prepare_on_a_leap_day_of_an_old_class_uses_its_own_year(training_class, decision, document_class, registrar):
    TrainingClass.objects.update(opening_on=date(2024, 2, 1), closing_on=date(2024, 2, 29))

    assert {made.book.year for made in prepare(training_class, document_class, registrar).issued} == {2024}


def test_prepare_takes_in_somebody_who_came_with_a_corrected_decision(
    prepared, training_class, decision, document_class, registrar, person_factory, home_affairs
):
    admit(training_class, person_factory("Bùi Đến Sau", "sau@hoc.example"), home_affairs)
    decisions.correct(decision=decision, number=decision.number, decided_on=decision.decided_on, by=registrar)

    report = prepare(training_class, document_class, registrar)

    assert ("Bùi Đến Sau", 3) in [(made.snapshot["holder"], made.register_number) for made in report.issued]


def on_blank(certificate, registrar):
    """Printed on a numbered blank before the ceremony."""
    package = blanks.enter_range(
        issuer=certificate.issuer, document_kind=certificate.document_class.kind, prefix="A", first=1, last=1, digits=6,
        received_on=today(), by=registrar,
    )  # fmt: skip
    Blank.objects.filter(range=package).update(state="used", certificate=certificate)


def test_void_spoils_the_blank_on_which_it_was_printed(prepared, registrar):
    on_blank(prepared["Ánh"], registrar)

    certificates.void(certificate=prepared["Ánh"], reason="Học viên xin rút", by=registrar)

    blank = Blank.objects.get()
    assert (blank.state, "Học viên xin rút" in blank.reason) == ("spoiled", True)


@pytest.mark.parametrize(("changes", "state"), [({"full_name": "Trần Ngọc Ánh Nguyệt"}, "spoiled"), ({}, "used")])
def test_prepare_again_spoils_the_blank_of_what_says_something_else_now(
    prepared, training_class, document_class, registrar, trainee, changes, state
):
    on_blank(prepared["Ánh"], registrar)
    User.objects.filter(pk=trainee.pk).update(**({"full_name": trainee.full_name} | changes))

    prepare(training_class, document_class, registrar)

    assert Blank.objects.get().state == state
