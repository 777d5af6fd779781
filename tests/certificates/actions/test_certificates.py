from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from certificates.actions import certificates, decisions
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, IssuerAuthorisation, RegisterBook
from certificates.rules import grounds_for
from lms.classes.models import TrainingClass
from lms.foundation import files
from lms.foundation.models import AuditEntry
from lms.learning.actions import grades
from lms.learning.models import CourseRun, Enrollment, GradeItem
from lms.people.models import User
from tests.certificates.conftest import PROGRAMME, admit, refused, today


def issue(person, document_class, registrar):
    return certificates.issue(enrollment=person.enrollment, document_class=document_class, by=registrar)


def test_issue_freezes_everything_printed(closed_class, people, document_class, registrar, academy):
    made = issue(people["dung"], document_class, registrar)

    made.refresh_from_db()
    year, day = closed_class.closing_on.year, closed_class.closing_on
    assert (made.state, made.issued_on, made.issued_by, made.issuer) == ("valid", day, registrar, academy)
    assert (made.register_number, made.register_no) == (1, f"01/{year}/HVCB-CNHT")
    assert made.serial_no == f"HVCB-{year % 100}{made.book_id:02d}-000001"
    expected = {
        "title": "Giấy chứng nhận hoàn thành khóa học", "issuer": "Học viện Cán bộ Thành phố Hồ Chí Minh",
        "parent_agency": "Ủy ban nhân dân Thành phố Hồ Chí Minh", "honorific": "Ông", "holder": "Lê Hoàng Dũng", "born": "05/11/1979",
        "position": "Chuyên viên", "workplace": "Sở Nội vụ", "programme": PROGRAMME, "periods": 8, "form": "trực tiếp",
        "from": closed_class.opening_on.isoformat(), "to": day.isoformat(), "issued_on": day.isoformat(), "class_code": "BDAI-2026-03",
        "decision_number": "123/QĐ-HVCB", "decided_on": today().isoformat(), "place": "Thành phố Hồ Chí Minh",
        "signer_position": "Giám đốc", "signer_name": "Lê Thị Mỹ Châu", "public_name": "Lê Hoàng Dũng",
        "register_no": made.register_no, "serial_no": made.serial_no, "code": made.verification_code,
        "verify_url": f"https://hoc.tphcm.example/xac-minh/{made.verification_code}",
    }  # fmt: skip
    assert {name: made.snapshot[name] for name in expected} == expected


def test_issue_twice_gives_the_same_certificate(closed_class, people, document_class, registrar, officer):
    first = issue(people["anh"], document_class, registrar)
    second = issue(people["anh"], document_class, officer)

    assert first == second
    assert (Certificate.objects.count(), RegisterBook.objects.get().last_number) == (1, 1)


def test_issue_keeps_its_snapshot_when_names_change_later(certificate, trainee, academy, programme):
    before = dict(certificate.snapshot)
    User.objects.filter(pk=trainee.pk).update(full_name="Tên Khác")
    type(academy).objects.update(name="Tên khác")
    type(programme).objects.update(title="Tên khác")

    certificate.refresh_from_db()
    assert certificate.snapshot == before


def test_issue_refuses_somebody_whom_the_decision_does_not_recognise(closed_class, people, document_class, registrar):
    with refused("conditions_unmet", NotEligible) as caught:
        issue(people["dat"], document_class, registrar)

    assert caught.value.reasons == ["Đã dự 4 trên 8 tiết (50 %); cần ít nhất 80 %."]
    assert not Certificate.objects.exists()
    assert not RegisterBook.objects.exists()


def test_issue_refuses_somebody_who_came_after_the_decision(closed_class, person_factory, home_affairs, document_class, registrar):
    late = admit(closed_class, person_factory("Trần Đến Sau", "sau@hoc.example"), home_affairs)

    with refused("not_in_decision", NotEligible):
        issue(late, document_class, registrar)


def test_issue_refuses_somebody_who_left(closed_class, people, document_class, registrar):
    Enrollment.objects.filter(pk=people["anh"].enrollment_id).update(state="withdrawn")
    people["anh"].enrollment.refresh_from_db()

    with refused("left_class", NotEligible):
        issue(people["anh"], document_class, registrar)


def test_issue_refuses_an_enrollment_without_a_class(course, trainee, document_class, registrar):
    alone = Enrollment.objects.create(person=trainee, run=CourseRun.objects.create(course=course, code="TU-HOC"))

    with refused("no_class", NotEligible):
        certificates.issue(enrollment=alone, document_class=document_class, by=registrar)


def test_issue_refuses_a_class_that_is_not_closed(training_class, people, decision, document_class, registrar):
    with refused("class_not_closed", NotEligible):
        issue(people["anh"], document_class, registrar)


def test_issue_refuses_without_a_decision(closed_class, people, decision, document_class, registrar):
    decision.delete()

    with refused("decision_missing", NotEligible):
        issue(people["anh"], document_class, registrar)


def test_issue_refuses_an_issuer_whose_assignment_ended_before_the_closing_day(closed_class, people, document_class, registrar):
    IssuerAuthorisation.objects.update(valid_to=closed_class.closing_on - timedelta(days=1))

    with refused("issuer_not_authorised", NotEligible) as caught:
        issue(people["anh"], document_class, registrar)
    assert "Học viện Cán bộ" in str(caught.value)


def test_issue_accepts_an_assignment_that_ended_on_the_closing_day(closed_class, people, document_class, registrar):
    IssuerAuthorisation.objects.update(valid_to=closed_class.closing_on)

    assert issue(people["anh"], document_class, registrar).state == "valid"


def test_issue_refuses_a_kind_that_was_not_assigned(closed_class, people, registrar):
    official, _ = DocumentClass.objects.get_or_create(
        kind="official_certificate", version=1, defaults={"title": "Chứng chỉ", "number_code": "CC"}
    )

    with refused("issuer_not_authorised", NotEligible):
        issue(people["anh"], official, registrar)


def test_issue_refuses_a_department_as_issuer(closed_class, people, document_class, registrar, home_affairs, programme):
    TrainingClass.objects.filter(pk=closed_class.pk).update(issuer=home_affairs)
    IssuerAuthorisation.objects.create(organization=home_affairs, programme=programme, document_kind=document_class.kind, source="nhầm")

    with refused("issuer_not_institution", NotEligible):
        issue(people["anh"], document_class, registrar)


def test_issue_refuses_a_form_that_was_not_in_force(closed_class, people, document_class, registrar):
    document_class.valid_to = closed_class.closing_on - timedelta(days=1)
    document_class.save()

    with refused("document_class_not_in_force", NotEligible):
        issue(people["anh"], document_class, registrar)


def test_issue_refuses_a_second_kind_for_the_same_person_and_class(certificate, people, registrar, academy, programme):
    official, _ = DocumentClass.objects.get_or_create(
        kind="official_certificate", version=1, defaults={"title": "Chứng chỉ", "number_code": "CC"}
    )
    IssuerAuthorisation.objects.create(organization=academy, programme=programme, document_kind=official.kind, source="QĐ")

    with refused("other_document_issued", NotEligible):
        issue(people["anh"], official, registrar)
    assert not RegisterBook.objects.filter(document_kind=official.kind).exists()


def test_issue_refuses_a_name_that_cannot_be_printed_and_loses_no_number(closed_class, people, document_class, registrar):
    User.objects.filter(pk=people["anh"].enrollment.person_id).update(full_name="Ánh 😀")

    with refused("text_unprintable", NotEligible) as caught:
        issue(people["anh"], document_class, registrar)

    assert "😀" in str(caught.value)
    assert issue(people["dung"], document_class, registrar).register_number == 1


def test_issue_demands_half_of_every_required_work(training_class, people, document_class, registrar, teacher):
    item = GradeItem.objects.create(
        run=training_class.run, kind="lab", content_uid=uuid4(), title="Bài thực hành 1", max_score=10, required=True
    )
    for name, score in (("anh", "5"), ("dung", "4.99")):
        grades.record(
            enrollment=people[name].enrollment, item=item, score=Decimal(score), max_score=Decimal(10), source="manual", by=teacher
        )

    decision = decisions.enter(training_class=training_class, number="1/QĐ", decided_on=today(), by=registrar)

    assert [decision.eligibility_of(people[name].pk)["eligible"] for name in ("anh", "dung", "dat")] == [True, False, False]


def test_issue_rolled_back_leaves_no_gap(closed_class, people, document_class, registrar, django_capture_on_commit_callbacks):
    def issue_and_fail():
        with transaction.atomic():
            issue(people["anh"], document_class, registrar)
            raise RuntimeError

    with django_capture_on_commit_callbacks() as rings:
        with pytest.raises(RuntimeError):
            issue_and_fail()
        made = issue(people["dung"], document_class, registrar)

    assert (made.register_number, Certificate.objects.count(), len(rings)) == (1, 1, 1)


def test_issue_all_goes_by_name_and_explains_refusals(closed_class, people, document_class, registrar):
    report = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    assert [(made.snapshot["holder"], made.register_number) for made in report.issued] == [("Trần Ngọc Ánh", 1), ("Lê Hoàng Dũng", 2)]
    assert [(refusal.trainee, refusal.code) for refusal in report.refused] == [(people["dat"], "conditions_unmet")]
    assert (report.already, report.is_late) == ([], True)


def test_issue_all_again_issues_to_nobody_twice(certificate, closed_class, people, document_class, registrar):
    report = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    again = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    assert ([made.snapshot["holder"] for made in report.issued], report.already) == (["Lê Hoàng Dũng"], [certificate])
    assert (again.issued, len(again.already), Certificate.objects.count()) == ([], 2, 2)


def test_issue_all_on_the_closing_day_is_not_late(closed_class, document_class, registrar):
    closed_class.closing_on = today()

    assert certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar).is_late is False


def test_issue_all_stops_when_the_decision_was_corrected_meanwhile(closed_class, decision, document_class, registrar):
    grounds = grounds_for(closed_class, document_class)
    decisions.correct(decision=decision, number="124/QĐ-HVCB", decided_on=today(), by=registrar)

    with refused("decision_changed", NotEligible):
        certificates.issue_chunk(grounds=grounds, trainees=[closed_class.trainees.by_name().first().pk], by=registrar)


def test_issue_all_asks_as_many_queries_for_each_person(closed_class, people, document_class, registrar, django_assert_max_num_queries):
    with django_assert_max_num_queries(5 + 10 * len(people)):
        certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)


@pytest.mark.db
def test_certificate_once_per_person_and_class_is_kept_by_the_database(certificate):
    twin = Certificate.objects.get(pk=certificate.pk)
    twin.pk, twin.serial_no, twin.verification_code, twin.register_number, twin.register_no = uuid4(), "X", "Y", 99, "99/2026/X"

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    twin.pk, twin.state = uuid4(), Certificate.State.REVOKED
    twin.save(force_insert=True)


@pytest.mark.db
@pytest.mark.parametrize("changes", [{"register_no": ""}, {"register_number": None}])
def test_valid_certificate_without_a_register_number_is_refused_by_the_database(certificate, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**changes)


@pytest.mark.db
def test_register_number_twice_in_a_book_is_refused_by_the_database(closed_class, people, document_class, registrar):
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(register_number=1)


def test_attach_file_twice_keeps_one_file_and_one_line(certificate):
    first = certificates.make_file(certificate=certificate)
    second = certificates.make_file(certificate=certificate)

    assert first.file_sha256 == second.file_sha256
    assert files.read(first.file_sha256).startswith(b"%PDF-1.7")
    assert AuditEntry.objects.filter(verb="certificate.attach_file").count() == 1


def test_ensure_file_makes_a_file_that_the_disk_lost_again(certificate):
    made = certificates.make_file(certificate=certificate)
    files.blob_path(made.file_sha256).unlink()

    again = certificates.ensure_file(certificate=made)

    assert again.file_sha256 == made.file_sha256
    assert files.exists(again.file_sha256)
