import pytest
from django.db import transaction

from certificates import tasks
from certificates.actions import certificates
from certificates.models import Certificate
from lms.foundation import files
from lms.foundation.models import AuditEntry


def test_render_file_makes_the_file_once(certificate):
    for _ in range(2):
        tasks.render_file(str(certificate.pk))

    certificate.refresh_from_db()
    assert files.read(certificate.file_sha256).startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="certificate.attach_file", actor_handle="").count() == 1


def test_sweep_files_finds_what_nobody_rang_for(closed_class, document_class, registrar):
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    assert (tasks.sweep_files(), tasks.sweep_files()) == (2, 0)
    assert all(certificate.has_file for certificate in Certificate.objects.all())


def test_issue_rings_after_the_commit_alone(
    closed_class, people, document_class, registrar, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(tasks.render_file, "delay", rung.append)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        made = certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)
        before = list(rung)

    assert (before, rung) == ([], [str(made.pk)])


@pytest.mark.parametrize("error", [OSError("no broker"), ConnectionRefusedError()])
def test_ring_without_a_broker_loses_nothing(certificate, monkeypatch, error, caplog):
    from certificates import doorbell

    def fail(*args):
        raise error

    monkeypatch.setattr(tasks.render_file, "delay", fail)
    doorbell.ring(certificate.pk)

    assert "the sweep will find the work" in caplog.text
    assert tasks.sweep_files() == 1
