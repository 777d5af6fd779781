"""The pages for a course folder, and the tasks and rows behind every report."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.celery import app
from lms.foundation import files
from lms.foundation.models import AccessEntry, AuditEntry
from lms.learning.actions import runs
from notebooks.actions import labs, reports
from notebooks.models import LabReport, LabStaff
from notebooks.report_forms import read_mapping
from notebooks.tasks_reports import make_reports, sweep_reports

from .conftest import grade_next, hand_in
from .material.labs import RIGHT

pytestmark = pytest.mark.django_db
CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"


def address(name, *args):
    return reverse(name, args=[CODE, SLUG, *args])


@pytest.fixture
def colleague(person_factory, run_of_course):
    """Staff of the run, and no author of the lab."""
    person = person_factory("Bùi Thanh Tâm", "tam@hoc.example")
    runs.appoint_staff(run=run_of_course, person=person, by=None)
    return person


def test_lab_export_is_for_authors_who_are_staff(client, place, lab, teacher, trainee, stranger, colleague, person_factory):
    author = person_factory("Tác giả", "tacgia@hoc.example")
    LabStaff.objects.create(lab=lab, person=author)
    for person, status in [(teacher, 200), (colleague, 403), (trainee, 403), (author, 404), (stranger, 404)]:
        client.force_login(person)
        assert client.get(address("lab-export")).status_code == status
        if status != 200:
            assert client.post(address("lab-export")).status_code == status

    assert not LabReport.objects.exists()


def test_lab_export_is_made_watched_and_downloaded(client, place, lab, teacher, colleague):
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()
    client.force_login(teacher)

    client.post(address("lab-export"))
    waiting = client.get(address("lab-export")).content.decode()
    make_reports()
    report = LabReport.objects.get()
    done = client.get(address("lab-export")).content.decode()
    response = client.get(address("lab-export-file", report.pk))

    assert "hx-get" in waiting
    assert address("lab-export-file", report.pk) in done
    assert response.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "gradebook.db" in archive.namelist()
    assert AccessEntry.objects.filter(actor_handle=teacher.handle, what="export").count() == 1
    assert AuditEntry.objects.filter(verb="report.export", actor_handle=teacher.handle).count() == 1
    client.force_login(colleague)
    assert client.get(address("lab-export-file", report.pk)).status_code == 403
    # Ends the connection too, so it comes last.
    response.close()


def test_lab_export_file_of_another_kind_of_report_is_not_found(client, place, lab, teacher, run_of_course):
    report = reports.ask_for_similarity(run=run_of_course, lab=lab, by=teacher)
    make_reports()
    client.force_login(teacher)

    assert client.get(address("lab-export-file", report.pk)).status_code == 404


def test_lab_export_is_answered_with_204_while_nothing_changes(client, place, lab, teacher):
    client.force_login(teacher)
    client.post(address("lab-export"))
    seen = f"{LabReport.objects.get().pk}-queued-0"

    assert client.get(address("lab-export"), {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204
    make_reports()
    assert client.get(address("lab-export"), {"seen": seen}, headers={"HX-Request": "true"}).status_code == 200


def upload(name, content):
    return SimpleUploadedFile(name, content)


def test_lab_import_takes_a_folder_and_tells_what_it_could_not(client, place, lab, teacher, run_of_course):
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()
    report = reports.ask_for_export(run=run_of_course, lab=lab, by=teacher)
    make_reports()
    report.refresh_from_db()
    packed = files.read(report.file_sha256)
    client.force_login(teacher)

    client.post(reverse("lab-import", args=[SLUG]), {"folder": upload("khoa.zip", packed)})
    make_reports()
    page = client.get(reverse("lab-import", args=[SLUG])).content.decode()

    assert place.person.handle in page
    assert LabReport.objects.get(kind="import").state == LabReport.State.DONE


def test_lab_import_refuses_a_run_of_others_and_a_bad_list(client, lab, teacher, open_run):
    client.force_login(teacher)
    for fields in ({"run": open_run.code}, {"mapping": upload("ds.csv", b"chi mot cot\n")}, {"mapping": upload("ds.csv", b"\xff\xfe\x00")}):
        response = client.post(reverse("lab-import", args=[SLUG]), {"folder": upload("khoa.zip", b"x"), **fields})
        assert response.status_code == 422

    assert not LabReport.objects.exists()


def test_lab_import_into_a_lab_of_others_is_not_found(client, lab, colleague):
    client.force_login(colleague)

    assert client.get(reverse("lab-import", args=[SLUG])).status_code == 404
    assert client.post(reverse("lab-import", args=[SLUG]), {"folder": upload("a.zip", b"x")}).status_code == 404


def test_lab_import_of_rubbish_is_one_sentence(client, lab, teacher):
    client.force_login(teacher)
    client.post(reverse("lab-import", args=[SLUG]), {"folder": upload("khoa.zip", b"rubbish")})

    make_reports()

    assert LabReport.objects.get().error in client.get(reverse("lab-import", args=[SLUG])).content.decode()


def test_read_mapping_takes_commas_semicolons_and_a_mark():
    assert read_mapping("\ufeffan;U1\nbinh ; u2\n\n".encode()) == {"an": "u1", "binh": "u2"}
    assert read_mapping(b"an,u1\n") == {"an": "u1"}


def test_ask_for_import_without_a_run_twice_is_one_report(lab, teacher):
    first = reports.ask_for_import(lab=lab, packed=b"a", by=teacher)

    assert reports.ask_for_import(lab=lab, packed=b"b", by=teacher) == first


def test_tasks_are_known_to_the_worker_and_rung_by_the_clock():
    app.loader.import_default_modules()

    assert {"notebooks.tasks_reports.make_reports", "notebooks.tasks_reports.sweep_reports"} <= set(app.tasks)
    assert "notebooks.tasks_reports.sweep_reports" in {each["task"] for each in app.conf.beat_schedule.values()}


def test_sweep_reports_makes_what_nobody_rang_for(lab, teacher, run_of_course):
    report = LabReport.objects.create(kind=LabReport.Kind.SIMILARITY, run=run_of_course, lab=lab, by=teacher)

    sweep_reports()

    report.refresh_from_db()
    assert report.state == LabReport.State.DONE


def test_make_import_waits_for_a_check_that_another_worker_holds(lab, teacher, run_of_course, place):
    hand_in(place, lab, {"mean": RIGHT})
    exported = reports.ask_for_export(run=run_of_course, lab=lab, by=teacher)
    make_reports()
    exported.refresh_from_db()
    fresh = labs.create(title="Mới", slug="moi", by=teacher)
    report = reports.ask_for_import(lab=fresh, packed=files.read(exported.file_sha256), by=teacher)
    version = labs.upload_source(lab=fresh, upload=sources(files.read(exported.file_sha256)), by=teacher)
    labs.claim_check(version_pk=version.pk)

    make_reports()

    report.refresh_from_db()
    assert report.state == LabReport.State.QUEUED
    assert report.lease_until is not None
    assert report.result["version"] == 1


def sources(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = [name for name in archive.namelist() if name.startswith("source/")]
        return {name.rpartition("/")[2]: archive.read(name) for name in names}
