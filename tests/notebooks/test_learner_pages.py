"""The learner's pages of a lab beside handing in: check, take along, verify, find the saved work, read, ask for help."""

import io
import zipfile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.learning.actions import enrollments
from notebooks import blobs, check_queue, pipeline, receipts
from notebooks.actions import checks, grading, helping
from notebooks.models import CheckRun, GradingRun, HelpRequest, ManualScore, Submission

from .conftest import grade_next, hand_in
from .material.here import run_here
from .material.labs import RIGHT, WRONG, handed_in, mean_release

pytestmark = pytest.mark.django_db
LAB = ["BDAI-2026-03", "trung-binh-cong"]


@pytest.fixture
def me(client, trainee, place):
    client.force_login(trainee)
    return client


def url(name, *more):
    return reverse(name, args=[*LAB, *more])


def notebook_file(answer=RIGHT):
    [(path, content)] = handed_in(mean_release(), {"mean": answer}).files.items()
    return SimpleUploadedFile(path, content)


def fail(submission) -> GradingRun:
    run = submission.grading_runs.first()
    GradingRun.objects.filter(pk=run.pk).update(state=GradingRun.State.FAILED, finished_at=timezone.now(), error_code="gave_up")
    return run


# --- the lab's page ----------------------------------------------------------------------------------------------------
def test_lab_page_lists_every_submission_with_version_state_and_points(me, place, lab):
    hand_in(place, lab)
    grade_next()
    hand_in(place, lab)

    page = me.get(url("lab-detail")).content.decode()

    for submission in Submission.objects.all():
        assert reverse("submission-detail", args=[submission.pk]) in page
        assert reverse("submission-archive", args=[submission.pk]) in page
    assert "5/" in page


def test_lab_page_takes_as_many_queries_for_three_submissions_as_for_one(me, place, lab):
    hand_in(place, lab)
    grade_next()
    with_one = queries_of(lambda: me.get(url("lab-detail")))
    for _ in range(2):
        hand_in(place, lab)
        grade_next()

    assert queries_of(lambda: me.get(url("lab-detail"))) <= with_one


def queries_of(call) -> int:
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_lab_page_gives_a_telephone_the_text_and_the_address(me, lab, settings):
    page = me.get(url("lab-detail")).content.decode()

    assert f"{settings.HOCAI_SITE_URL}{url('lab-detail')}" in page
    assert url("lab-text") in page
    assert "<svg" in page


# --- check -------------------------------------------------------------------------------------------------------------
def test_check_of_a_file_waits_is_carried_out_and_shows_what_holds(me, place, lab):
    response = me.post(url("check-create"), {"check_files": notebook_file(WRONG)})
    check = CheckRun.objects.get()
    waiting = me.get(response.url).content.decode()
    claimed = check_queue.claim_next()
    found = pipeline.check_public(mean_release(), blobs.load(claimed.files), run=run_here)
    checks.settle(check=claimed, results=checks.as_results(claimed.lab_version, found))

    done = me.get(response.url).content.decode()

    assert response.url == reverse("check-detail", args=[check.pk])
    assert "hx-get" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "hx-get" not in done
    assert "Chưa đạt" in done
    assert not Submission.objects.exists()


def test_a_check_page_that_shows_the_newest_state_is_not_sent_again(me, place, lab):
    me.post(url("check-create"), {"check_files": notebook_file()})
    address = reverse("check-detail", args=[CheckRun.objects.get().pk])

    assert me.get(address + "?seen=queued-0", headers={"HX-Request": "true"}).status_code == 204
    assert me.get(address + "?seen=queued-3", headers={"HX-Request": "true"}).status_code == 200


def test_a_check_that_is_refused_says_why_on_the_labs_page(me, place, lab):
    me.post(url("check-create"), {"check_files": notebook_file()})

    response = me.post(url("check-create"), {"check_files": notebook_file()})

    assert response.status_code == 422
    assert "đang chạy" in response.content.decode()
    assert CheckRun.objects.count() == 1


def test_a_check_is_its_learners_alone(me, client, place, lab, teacher, stranger):
    me.post(url("check-create"), {"check_files": notebook_file()})
    address = reverse("check-detail", args=[CheckRun.objects.get().pk])

    for other in (stranger, teacher):
        client.force_login(other)
        assert client.get(address).status_code == 404
    client.force_login(stranger)
    assert client.post(url("check-create"), {"check_files": notebook_file()}).status_code == 404


# --- what is taken along -----------------------------------------------------------------------------------------------
def test_archive_holds_the_files_as_they_were_handed_in(me, place, lab):
    submission = hand_in(place, lab)

    response = me.get(reverse("submission-archive", args=[submission.pk]))

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(blobs.load(submission.files).files)
    assert response["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response["Content-Security-Policy"]


def test_feedback_file_is_one_file_that_fetches_and_runs_nothing(me, place, lab):
    submission = hand_in(place, lab, {"mean": WRONG})
    grade_next()

    response = me.get(reverse("feedback-file", args=[submission.pk]))

    page = response.content.decode()
    assert response["Content-Disposition"].startswith("attachment;")
    assert submission.sha256 in page
    assert not any(word in page for word in ("<script", "src=", "<link", "href="))
    assert "7431" not in page


def test_feedback_shows_the_teachers_comment_and_the_rubric(me, place, lab, teacher):
    submission = hand_in(place, lab)
    run = grade_next()
    cell = next(cell for cell in run.cell_scores.all() if grading.is_for_people(submission.lab_version, cell.notebook, cell.grade_id))
    ManualScore.objects.create(
        submission=submission,
        notebook=cell.notebook,
        grade_id=cell.grade_id,
        score=1,
        max_score=cell.max_score,
        comment="Lập luận gọn.",
        rubric=[{"text": "Nêu được ví dụ", "points": "1"}],
        by=teacher,
    )

    for name in ("submission-detail", "feedback-file"):
        page = me.get(reverse(name, args=[submission.pk])).content.decode()
        assert "Lập luận gọn." in page
        assert "Nêu được ví dụ" in page


@pytest.mark.parametrize("name", ["submission-archive", "feedback-file"])
def test_what_is_taken_along_is_not_there_for_strangers(client, stranger, place, lab, name):
    submission = hand_in(place, lab)
    client.force_login(stranger)

    assert client.get(reverse(name, args=[submission.pk])).status_code == 404


# --- a grading that failed ---------------------------------------------------------------------------------------------
def test_a_failed_grading_is_no_zero_and_can_be_tried_again_once(me, place, lab):
    submission = hand_in(place, lab)
    fail(submission)
    detail, retry = (reverse(name, args=[submission.pk]) for name in ("submission-detail", "submission-retry"))

    page = me.get(detail).content.decode()
    assert "không phải là điểm 0" in page
    assert retry in page
    me.post(retry)
    assert [run.state for run in submission.grading_runs.all()] == ["queued", "failed"]
    fail(submission)

    page = me.get(detail).content.decode()
    assert retry not in page
    assert "đã được chấm thử lại" in page
    me.post(retry)
    assert submission.grading_runs.count() == 2


def test_a_grading_that_did_not_fail_is_not_tried_again(me, place, lab):
    submission = hand_in(place, lab)

    me.post(reverse("submission-retry", args=[submission.pk]))

    assert submission.grading_runs.count() == 1


def test_only_whose_work_it_is_tries_it_again(client, place, lab, teacher, stranger):
    submission = hand_in(place, lab)
    fail(submission)

    for person, status in ((teacher, 403), (stranger, 404)):
        client.force_login(person)
        assert client.post(reverse("submission-retry", args=[submission.pk])).status_code == status
    assert submission.grading_runs.count() == 1


# --- receipts ----------------------------------------------------------------------------------------------------------
def verify(client, code, file=None):
    if file is None:
        return client.get(reverse("receipt-verify"), {"ma": code})
    return client.post(reverse("receipt-verify"), {"ma": code, "file": file})


def test_anybody_sees_that_a_receipt_is_genuine_and_not_whose_it_is(client, place, lab):
    submission = hand_in(place, lab)

    page = verify(client, receipts.code_for(submission)).content.decode()

    assert "là thật" in page
    assert submission.sha256 in page
    assert lab.title in page
    assert place.person.full_name not in page
    assert str(submission.pk) not in page


def test_the_holder_sees_their_own_name(me, place, lab):
    submission = hand_in(place, lab)

    assert place.person.full_name in verify(me, receipts.code_for(submission)).content.decode()


@pytest.mark.parametrize("code", ["ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Z", "không phải mã", "<b>"])
def test_a_code_of_somebody_elses_making_is_not_genuine(client, place, lab, code):
    hand_in(place, lab)

    page = verify(client, code).content.decode()

    assert "không đúng" in page
    assert "<b>" not in page.split("<main")[1]


def test_a_file_is_compared_with_what_was_handed_in(client, place, lab):
    submission = hand_in(place, lab)
    code = receipts.code_for(submission)
    [(path, content)] = blobs.load(submission.files).files.items()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(path, content)

    for name, given in ((path, content), ("bai.zip", packed.getvalue())):
        assert "đúng là tệp đã nộp" in verify(client, code, SimpleUploadedFile(name, given)).content.decode()
    for name, given in ((path, content + b" "), ("bai.zip", b"PK broken")):
        assert "không phải tệp đã nộp" in verify(client, code, SimpleUploadedFile(name, given)).content.decode()


def test_submission_page_shows_a_code_that_verifies(me, place, lab):
    submission = hand_in(place, lab)

    page = me.get(reverse("submission-detail", args=[submission.pk])).content.decode()

    assert receipts.code_for(submission) in page


# --- saved work --------------------------------------------------------------------------------------------------------
@pytest.fixture
def home(settings, tmp_path, trainee):
    settings.HOCAI_HOMES_DIR = tmp_path
    folder = tmp_path / trainee.handle / LAB[0] / LAB[1]
    folder.mkdir(parents=True)
    [(path, content)] = handed_in(mean_release(), {"mean": RIGHT}).files.items()
    (folder / path).write_bytes(content)
    (folder / "nhap.ipynb").write_bytes(content)
    (folder / ".hocai.json").write_text('{"version": 1}')
    return folder


def test_saved_work_is_offered_on_the_labs_page_and_where_the_hub_is_down(me, home, settings):
    settings.HOCAI_HUB_URL = "http://127.0.0.1:9"

    for response in (me.get(url("lab-detail")), me.get(url("lab-open"))):
        page = response.content.decode()
        assert url("saved-file", 0) in page
        assert url("saved-submit") in page
    assert response.status_code == 503


def test_saved_file_is_a_download_of_what_was_saved(me, home):
    response = me.get(url("saved-file", 0))

    assert response.content == (home / "bai1.ipynb").read_bytes()
    assert response["Content-Disposition"].startswith("attachment;")
    assert me.get(url("saved-file", 9)).status_code == 404


def test_saved_submit_hands_in_the_labs_notebooks_once(me, home, place):
    for _ in range(2):
        response = me.post(url("saved-submit"), {"key": "k"})

    submission = Submission.objects.get()
    assert response.url == reverse("submission-detail", args=[submission.pk])
    assert [entry["path"] for entry in submission.files] == ["bai1.ipynb"]
    assert (submission.enrollment, submission.channel, submission.lab_version.number) == (place, "lab", 1)


def test_saved_submit_without_saved_work_says_what_to_do(me, lab):
    response = me.post(url("saved-submit"), {"key": "k"}, follow=True)

    assert "Không thấy bản đã lưu" in response.content.decode()
    assert not Submission.objects.exists()


def test_saved_work_of_one_learner_is_not_anothers(client, home, stranger, run_of_course):
    client.force_login(stranger)
    assert client.get(url("saved-file", 0)).status_code == 404
    enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    assert client.get(url("saved-file", 0)).status_code == 404


# --- reading, the way to a computer, asking for help -------------------------------------------------------------------
def test_the_text_of_a_lab_is_shown_in_a_frame_where_nothing_can_act(me, lab):
    page = me.get(url("lab-text")).content.decode()
    frame = me.get(url("lab-text-frame"))

    assert f'sandbox="" referrerpolicy="no-referrer" title="{lab.title}" src="{url("lab-text-frame")}"' in page
    assert frame["Content-Security-Policy"].startswith("sandbox;")
    assert "trung_binh" in frame.content.decode()
    assert "7431" not in frame.content.decode()


def test_the_link_goes_to_the_learners_own_mailbox(me, trainee):
    me.post(url("lab-link-send"))

    [letter] = mail.outbox
    assert letter.to == [trainee.email]
    assert url("lab-detail") in letter.body


def test_the_link_is_not_sent_without_end(me):
    for _ in range(8):
        me.post(url("lab-link-send"))

    assert len(mail.outbox) == 5


def test_a_hand_is_raised_shown_and_lowered(me, place, lab):
    me.post(url("help-record"), {"note": "câu 2"})

    assert helping.raised_hand(enrollment=place, lab=lab).note == "câu 2"
    assert "câu 2" in me.get(url("lab-detail")).content.decode()
    me.post(url("help-record"), {"lower": "1"})
    assert not HelpRequest.objects.open().exists()


@pytest.mark.parametrize("name", ["lab-text", "lab-text-frame"])
def test_pages_of_a_lab_are_not_there_for_strangers(client, stranger, place, lab, name):
    client.force_login(stranger)
    assert client.get(url(name)).status_code == 404


@pytest.mark.parametrize("name", ["lab-link-send", "help-record", "saved-submit", "check-create"])
def test_actions_of_a_lab_are_not_there_for_strangers(client, stranger, place, lab, name):
    client.force_login(stranger)
    assert client.post(url(name)).status_code == 404
    assert client.get(url(name)).status_code == 405
