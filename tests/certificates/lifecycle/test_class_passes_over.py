"""Issuing to the class gives nothing to somebody whose document a decision has ended."""

import pytest

from certificates import desk
from certificates.actions import certificates, revocations
from certificates.models import Certificate
from lms.classes.models import TrainingClass

pytestmark = pytest.mark.django_db


def test_issue_all_passes_over_whoever_had_it_revoked(certificate, closed_class, document_class, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    report = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    assert [(refusal.code, refusal.trainee.enrollment_id) for refusal in report.refused if refusal.code == "document_ended"] == [
        ("document_ended", certificate.enrollment_id)
    ]
    assert Certificate.objects.filter(enrollment=certificate.enrollment_id).count() == 1
    assert all(row.enrollment_id != certificate.enrollment_id for row in report.issued)


def test_a_class_with_a_revoked_document_waits_for_nobody(certificate, closed_class, document_class, order, registrar):
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    assert desk.view_of(TrainingClass.objects.get(pk=closed_class.pk)).waiting == 0
    assert not desk.waiting_for_issue(desk.with_issued(TrainingClass.objects.filter(pk=closed_class.pk))).exists()
