"""What a learner's server may ask, and that the token alone says who asks."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import LessonPage
from notebooks import blobs, check_queue, pipeline, receipts
from notebooks.actions import checks, labs
from notebooks.models import HelpRequest, Lab, LabActivity, Submission
from tests.material import lab_block

from .conftest import grade_next, hand_in, pass_the_check
from .hub_peer import hub_that_knows, user_answer
from .material.here import run_here
from .material.labs import HIDDEN, RIGHT, WRONG, handed_in, mean_lab, mean_release

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lms.exchange_urls")]
BASE = "/v1/exchange/BDAI-2026-03/trung-binh-cong"


@pytest.fixture
def hub(settings, trainee, stranger):
    tokens = {
        "mine": user_answer(trainee.handle),
        "strangers": user_answer(stranger.handle),
        "service": user_answer(trainee.handle, kind="service"),
        "unscoped": user_answer(trainee.handle, scopes=["users:activity!user"]),
        "other-server": user_answer(trainee.handle, scopes=["custom:lms:exchange", "access:servers!server=somebody/"]),
    }
    with hub_that_knows(tokens) as (address, asked):
        settings.HOCAI_HUB_API_URL = address
        yield asked


def ask(client, path, token="mine", **extra):
    return client.get(path, headers={"Authorization": f"token {token}"}, **extra)


def post(client, files, token="mine", key="k1", **fields):
    uploads = [SimpleUploadedFile(path, content) for path, content in files.items()]
    return client.post(
        f"{BASE}/submissions", {"files": uploads, **fields}, headers={"Authorization": f"token {token}", "Idempotency-Key": key}
    )


def test_course_list_names_own_runs(client, hub, place):
    assert ask(client, "/v1/exchange/courses").json() == {"courses": ["BDAI-2026-03"]}


@pytest.mark.parametrize("token", ["service", "unscoped", "other-server", "unknown", ""])
def test_a_token_that_is_not_a_learners_own_is_refused(client, hub, place, token):
    response = ask(client, "/v1/exchange/courses", token)

    assert response.status_code == 403
    assert response.json()["code"] == "no_permission"


def test_identity_is_asked_once_a_minute(client, hub, place):
    for _ in range(3):
        ask(client, "/v1/exchange/courses")

    assert hub == ["/user"]


def test_a_hub_that_is_down_is_a_clear_answer(client, settings, place):
    settings.HOCAI_HUB_API_URL = "http://127.0.0.1:9"

    response = ask(client, "/v1/exchange/courses")

    assert response.status_code == 503
    assert response.json()["code"] == "hub_down"


def test_assignment_list_has_everything_in_one_call(client, hub, place, lab):
    submission = hand_in(place, lab)

    [assignment] = ask(client, "/v1/exchange/assignments?course=BDAI-2026-03").json()["assignments"]

    assert (assignment["assignment_id"], assignment["version"], assignment["notebooks"]) == ("trung-binh-cong", 1, ["bai1"])
    assert [each["id"] for each in assignment["submissions"]] == [str(submission.pk)]
    assert assignment["submissions"][0]["received_at"].endswith("+07:00")


def test_assignment_list_takes_as_many_queries_for_three_labs_as_for_one(client, hub, place, lab, site_tree, teacher):
    hand_in(place, lab)
    for slug in ("hai", "ba"):
        more = labs.create(title=slug, slug=slug, by=teacher)
        labs.release(version=pass_the_check(labs.upload_source(lab=more, upload=dict(mean_lab().files), by=teacher)), by=teacher)
        hand_in(place, Lab.objects.select_related("current_version").get(pk=more.pk))
    [lesson] = LessonPage.objects.descendant_of(place.run.course)
    with_one = queries_of(lambda: ask(client, "/v1/exchange/assignments"))
    lesson.body = json.dumps([lab_block(uid) for uid in Lab.objects.values_list("content_uid", flat=True)])
    lesson.save_revision().publish()

    with_three = queries_of(lambda: ask(client, "/v1/exchange/assignments"))

    assert len(ask(client, "/v1/exchange/assignments").json()["assignments"]) == 3
    assert with_three <= with_one


def queries_of(call) -> int:
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_files_are_the_release_without_solutions_and_hidden_tests(client, hub, place):
    [entry] = ask(client, f"{BASE}/files").json()["files"]

    content = ask(client, f"{BASE}/blobs/{entry['sha256']}").content.decode()
    assert "trung_binh" in content
    assert "7431" not in content
    assert RIGHT.splitlines()[1].strip() not in content
    assert HIDDEN.splitlines()[1] not in content


def test_blob_of_the_source_is_not_given(client, hub, place, lab):
    source = lab.current_version.source_files[0]["sha256"]

    assert ask(client, f"{BASE}/blobs/{source}").status_code == 404


def test_a_stranger_to_the_run_finds_nothing(client, hub, place):
    assert ask(client, f"{BASE}/files", "strangers").status_code == 404
    assert post(client, handed_in(mean_release(), {"mean": RIGHT}).files, "strangers").status_code == 404
    assert not Submission.objects.exists()


def test_submission_create_and_again_with_the_same_key(client, hub, place):
    files = handed_in(mean_release(), {"mean": RIGHT}).files

    first, second = post(client, files), post(client, files)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    submission = Submission.objects.get()
    assert first.json()["url"] == "http://localhost:8000" + reverse("submission-detail", args=[submission.pk], urlconf="lms.urls")
    assert submission.channel == "lab"


def test_submission_create_takes_nobody_elses_name_from_the_payload(client, hub, place, stranger):
    post(client, handed_in(mean_release(), {"mean": RIGHT}).files, student_id=stranger.handle, timestamp="2001-01-01")

    submission = Submission.objects.get()
    assert submission.enrollment == place
    assert submission.received_at.year > 2001


@pytest.mark.parametrize(
    ("files", "code"), [({"bai1.ipynb": b"x"}, "not_a_notebook"), ({"anh.png": b"x"}, "no_notebook"), ({}, "no_notebook")]
)
def test_submission_create_refuses_bad_files_with_one_sentence(client, hub, place, files, code):
    response = post(client, files)

    assert response.status_code == 422
    assert response.json()["code"] == code
    assert response.json()["error"].endswith(".")
    assert not Submission.objects.exists()


def test_feedback_has_points_and_no_hidden_tests(client, hub, place, lab):
    submission = hand_in(place, lab, {"mean": "def trung_binh(so):\n    return 0"})
    grade_next()

    answer = ask(client, f"{BASE}/submissions/{submission.pk}/feedback").json()

    hidden = next(each for each in answer["questions"] if each["grade_id"] == "mean-hidden")
    assert (hidden["state"], hidden["message"]) == ("passed", "")
    assert "7431" not in json.dumps(answer)


def test_feedback_of_another_learner_is_not_found(client, hub, place, lab):
    submission = hand_in(place, lab)

    assert ask(client, f"{BASE}/submissions/{submission.pk}/feedback", "strangers").status_code == 404


# --- checks, presence, help, receipts -----------------------------------------------------------------------------------
def tell(client, path, told, token="mine"):
    return client.post(f"{BASE}/{path}", json.dumps(told), content_type="application/json", headers={"Authorization": f"token {token}"})


def ask_check(client, token="mine", answer=RIGHT):
    uploads = [SimpleUploadedFile(path, content) for path, content in handed_in(mean_release(), {"mean": answer}).files.items()]
    return client.post(f"{BASE}/checks", {"files": uploads, "version": "1"}, headers={"Authorization": f"token {token}"})


def test_a_check_is_queued_polled_and_gives_no_points(client, hub, place):
    asked = ask_check(client, answer=WRONG)
    waiting = ask(client, f"{BASE}/checks/{asked.json()['id']}").json()
    claimed = check_queue.claim_next()
    found = pipeline.check_public(mean_release(), blobs.load(claimed.files), run=run_here)
    checks.settle(check=claimed, results=checks.as_results(claimed.lab_version, found))

    done = ask(client, f"{BASE}/checks/{asked.json()['id']}").json()

    assert (asked.status_code, waiting["state"], waiting["ahead"]) == (202, "queued", 0)
    assert (done["state"], done["left_this_hour"]) == ("done", checks.CHECKS_PER_HOUR - 1)
    assert {key for result in done["results"] for key in result} == {"title", "passed", "message"}
    assert False in [result["passed"] for result in done["results"]]
    assert not Submission.objects.exists()


def test_a_second_check_at_once_is_refused_with_a_sentence(client, hub, place):
    ask_check(client)

    refused = ask_check(client)

    assert (refused.status_code, refused.json()["code"]) == (422, "check_running")
    assert "đang chạy" in refused.json()["error"]


def test_checks_presence_and_help_of_others_are_not_there(client, hub, place):
    check = ask_check(client).json()["id"]

    assert ask(client, f"{BASE}/checks/{check}", "strangers").status_code == 404
    assert ask_check(client, "strangers").status_code == 404
    assert tell(client, "activity", {"event": "opened"}, "strangers").status_code == 404
    assert tell(client, "help", {"raised": True}, "strangers").status_code == 404


def test_activity_is_kept_and_an_unknown_event_refused(client, hub, place):
    assert tell(client, "activity", {"event": "saved"}).json() == {"event": "saved"}
    assert tell(client, "activity", {"event": "watched"}).status_code == 400
    assert tell(client, "activity", ["saved"]).status_code == 400

    [row] = LabActivity.objects.all()
    assert row.saved_at


def test_a_hand_is_raised_and_lowered(client, hub, place):
    assert tell(client, "help", {"raised": True, "note": "câu 2"}).json() == {"raised": True}
    assert HelpRequest.objects.open().get().note == "câu 2"
    assert tell(client, "help", {"raised": False}).json() == {"raised": False}
    assert not HelpRequest.objects.open().exists()
    assert tell(client, "help", {"raised": "maybe"}).status_code == 400


def test_a_submission_answers_with_a_receipt_that_can_be_verified(client, hub, place):
    receipt = post(client, handed_in(mean_release(), {"mean": RIGHT}).files).json()

    assert str(receipts.find(receipt["code"]).pk) == receipt["id"]
    assert receipt["verify_url"].endswith(f"/bai-thuc-hanh/bien-nhan/?ma={receipt['code']}")
