"""Documents that are printed before the ceremony, and what may happen to them until then."""

import pytest
from django.urls import reverse

from certificates import papers as papers_of_class
from certificates.actions import blank_matching, certificates, hand_overs
from certificates.models import Certificate, DocumentClass
from lms.classes.models import TrainingClass
from lms.people.models import User
from tests.certificates.conftest import today
from tests.certificates.issuing.conftest import close
from tests.certificates.paper.conftest import enter, make_run, numbers


def prepare(training_class, document_class, by) -> dict[str, Certificate]:
    certificates.prepare(training_class=training_class, document_class=document_class, by=by)
    return {made.snapshot["holder"].split()[-1]: made for made in Certificate.objects.standing()}


@pytest.fixture
def stack(training_class, decision, document_class, registrar, academy):
    """Prepared while the class is assessing, printed on the blanks A000101 to A000103."""
    DocumentClass.objects.filter(pk=document_class.pk).update(uses_blanks=True, original="paper")
    document_class.refresh_from_db()
    prepare(training_class, document_class, registrar)
    enter(academy, document_class, registrar)
    run = make_run(training_class, registrar, with_frame=False)
    blank_matching.match(run=run, first="101", mark=blank_matching.mark_of(blank_matching.plan(run, "101")), by=registrar)
    return run


def correct_name(run, document_class, registrar) -> Certificate:
    """Dũng's name is corrected after the stack was printed."""
    person = User.objects.get(email="dung@hoc.example")
    person.full_name, person.given = "Lê Hoàng Dũng Em", ""
    person.save()
    return prepare(run.training_class, document_class, registrar)["Em"]


def test_what_was_printed_as_prepared_is_handed_over_when_final(stack, registrar):
    closed = close(TrainingClass.objects.get(pk=stack.training_class_id))
    certificates.finalise(training_class=closed, by=registrar)

    rows = papers_of_class.paper_rows(closed, "name")
    report = hand_overs.record(certificates=[row.certificate for row in rows], taken_on=today(), by=registrar)

    assert len(report.done) == 3
    assert [row.blank for row in rows] == numbers(stack) == ["A000101", "A000102", "A000103"]


def test_outdated_finds_what_was_corrected_after_it_was_printed(stack, document_class, registrar, client):
    everybody = [line.certificate for line in stack.lines.all()]
    assert papers_of_class.outdated(everybody) == set()

    changed = correct_name(stack, document_class, registrar)

    assert papers_of_class.outdated(everybody) == {changed.pk}
    client.force_login(registrar)
    assert "1 giấy đã được sửa nội dung sau khi có trong lần in" in client.get(reverse("print-run-show", args=[stack.pk])).text
    assert "đã sửa sau khi in: cần in lại" in client.get(reverse("hand-over-list", args=[stack.training_class_id])).text


def test_outdated_is_over_once_the_sheet_lies_on_another_blank(stack, document_class, registrar):
    changed = correct_name(stack, document_class, registrar)
    # The blank of the old words is spoiled; the sheet waits for another one.
    assert numbers(stack) == ["A000101", "A000102", "A000103"]
    assert [blank.state for blank in changed.blanks.all()] == ["spoiled"]

    pairs = blank_matching.plan(stack, "A000104")
    blank_matching.match(run=stack, first="A000104", mark=blank_matching.mark_of(pairs), by=registrar)

    assert numbers(stack) == ["A000101", "A000102", "A000104"]
    assert papers_of_class.outdated([changed]) == set()


def test_a_voided_document_leaves_its_blank_spoiled(stack, registrar):
    line = stack.lines.get(position=2)

    certificates.void(certificate=line.certificate, reason="Xin rút hồ sơ", by=registrar)

    line.refresh_from_db()
    assert (line.blank.text, line.blank.state) == ("A000102", "spoiled")
    assert "Xin rút hồ sơ" in line.blank.reason
