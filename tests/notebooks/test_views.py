"""The lab's pages for learners and teachers: what they show, and who may not see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.foundation.models import AccessEntry
from lms.learning.actions import enrollments
from notebooks.models import GradingRun, Lab, LabVersion, ManualScore, Submission

from .conftest import grade_next, hand_in
from .material.labs import RIGHT, handed_in, mean_lab, mean_release

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def submission(place, lab):
    submission = hand_in(place, lab, {"mean": RIGHT, "why": "Vì chia đều."})
    grade_next()
    return submission


def test_lab_detail_shows_questions_and_ways_to_hand_in(client, place, trainee):
    client.force_login(trainee)

    page = client.get(url("lab-detail", "BDAI-2026-03", "trung-binh-cong")).content.decode()

    assert "Trung bình của hai số" in page
    assert "http://127.0.0.1:8001/hub/user-redirect/hocai/submit?course=BDAI-2026-03" in page


@pytest.mark.parametrize("name", ["lab-detail", "lab-open", "lab-submit"])
def test_lab_pages_are_not_found_by_a_stranger(client, place, stranger, name):
    client.force_login(stranger)

    assert client.get(url(name, "BDAI-2026-03", "trung-binh-cong")).status_code == 404


def test_lab_open_says_when_the_hub_is_down(client, place, trainee, settings):
    settings.HOCAI_HUB_URL = "http://127.0.0.1:9"
    client.force_login(trainee)

    response = client.get(url("lab-open", "BDAI-2026-03", "trung-binh-cong"))

    assert response.status_code == 503
    assert url("lab-open", "BDAI-2026-03", "trung-binh-cong") in response.content.decode()


def upload(client, content, key="k", name="bai1.ipynb"):
    return client.post(url("lab-submit", "BDAI-2026-03", "trung-binh-cong"), {"files": SimpleUploadedFile(name, content), "key": key})


def test_lab_submit_leads_to_the_receipt(client, place, trainee):
    client.force_login(trainee)

    response = upload(client, handed_in(mean_release(), {"mean": RIGHT}).files["bai1.ipynb"])

    submission = Submission.objects.get()
    assert response.headers["Location"] == url("submission-detail", submission.pk)
    assert submission.sha256 in client.get(response.headers["Location"]).content.decode()


def test_lab_submit_twice_by_a_double_click_is_one_submission(client, place, trainee):
    client.force_login(trainee)
    for _ in range(2):
        upload(client, handed_in(mean_release(), {"mean": RIGHT}).files["bai1.ipynb"])

    assert Submission.objects.count() == 1


def test_lab_submit_of_rubbish_says_what_to_do(client, place, trainee):
    client.force_login(trainee)

    response = upload(client, b"PK\x03\x04 no zip", name="bai.zip")

    assert response.status_code == 422
    assert "zip" in response.content.decode()
    assert not Submission.objects.exists()


def test_submission_detail_shows_points_per_question_and_no_hidden_test(client, submission, trainee):
    client.force_login(trainee)

    page = client.get(url("submission-detail", submission.pk)).content.decode()

    assert "5/8" in page
    assert "7431" not in page
    assert not AccessEntry.objects.exists()


def test_submission_detail_is_not_found_by_a_stranger_or_a_classmate(client, submission, stranger, run_of_course):
    client.force_login(stranger)
    assert client.get(url("submission-detail", submission.pk)).status_code == 404

    enrollments.enroll(person=stranger, run=run_of_course, by=None)
    assert client.get(url("submission-detail", submission.pk)).status_code == 404
    assert client.get(url("submission-file", submission.pk, 0)).status_code == 404


def test_submission_detail_read_by_the_teacher_is_noted(client, submission, teacher):
    client.force_login(teacher)

    client.get(url("submission-detail", submission.pk))

    assert AccessEntry.objects.filter(actor_handle=teacher.handle, what="submission").count() == 1


def test_submission_detail_for_htmx_is_the_state_alone(client, submission, trainee):
    client.force_login(trainee)

    page = client.get(url("submission-detail", submission.pk), headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith("<section")
    assert "hx-get" not in page


def test_submission_file_is_a_download(client, submission, trainee):
    client.force_login(trainee)

    response = client.get(url("submission-file", submission.pk, 0))

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"trung_binh" in b"".join(response.streaming_content)
    response.close()


def test_answer_grade_frames_the_answer_and_moves_the_total(client, submission, teacher):
    client.force_login(teacher)
    address = url("answer-grade", submission.pk, "bai1", "why")

    assert url("answer-frame", submission.pk, "bai1", "why") in client.get(address).content.decode()
    client.post(address, {"score": "2,5", "comment": "Tốt"})

    assert str(ManualScore.objects.get().score) == "2.50"
    assert str(submission.grading_runs.get().score) == "7.50"


def test_answer_grade_out_of_range_is_one_sentence(client, submission, teacher):
    client.force_login(teacher)

    response = client.post(url("answer-grade", submission.pk, "bai1", "why"), {"score": "4", "comment": ""})

    assert response.status_code == 422
    assert not ManualScore.objects.exists()


def test_answer_grade_by_the_learner_is_forbidden(client, submission, trainee):
    client.force_login(trainee)

    assert client.post(url("answer-grade", submission.pk, "bai1", "why"), {"score": "3"}).status_code == 403


def test_submission_list_is_for_staff(client, submission, teacher, trainee, stranger):
    address = url("submission-list", "BDAI-2026-03", "trung-binh-cong")

    for person, status in [(teacher, 200), (trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(address).status_code == status


def test_submission_list_takes_as_many_queries_for_three_as_for_one(
    client, submission, teacher, person_factory, run_of_course, lab, django_assert_max_num_queries
):
    for n in range(2):
        place = enrollments.enroll(person=person_factory(f"Người {n}", f"n{n}@hoc.example"), run=run_of_course, by=None)
        hand_in(place, lab)
    client.force_login(teacher)
    client.get(url("submission-list", "BDAI-2026-03", "trung-binh-cong"))  # the first page of a session notes the consent in it

    with django_assert_max_num_queries(12):
        client.get(url("submission-list", "BDAI-2026-03", "trung-binh-cong"))


def test_lab_pages_of_another_author_are_not_found(client, lab, stranger):
    client.force_login(stranger)

    assert client.get(url("lab-edit", lab.slug)).status_code == 404
    assert client.post(url("lab-release", lab.slug, 1)).status_code == 404
    assert client.get(url("lab-create")).status_code == 403


def test_lab_create_upload_and_watch_the_check(client, teacher):
    client.force_login(teacher)
    client.post(url("lab-create"), {"title": "Thử", "slug": "thu", "summary": "", "minutes": ""})

    response = client.post(url("lab-edit", "thu"), {"files": SimpleUploadedFile("bai1.ipynb", mean_lab().files["bai1.ipynb"])})

    assert response.headers["Location"] == url("lab-version", "thu", 1)
    assert LabVersion.objects.get().state == LabVersion.State.CHECKING
    assert "hx-get" in client.get(response.headers["Location"]).content.decode()


def test_lab_edit_refuses_rubbish_and_keeps_nothing(client, lab, teacher):
    client.force_login(teacher)

    response = client.post(url("lab-edit", lab.slug), {"files": SimpleUploadedFile("x.ipynb", b"[]")})

    assert response.status_code == 422
    assert Lab.objects.get().versions.count() == 1


def test_submission_regrade_by_staff(client, submission, teacher):
    client.force_login(teacher)

    client.post(url("submission-regrade", submission.pk))

    assert submission.grading_runs.first().state == GradingRun.State.QUEUED
