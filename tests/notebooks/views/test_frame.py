"""A stranger's work on our pages: who may see it, what of it, and that it can do nothing there."""

import base64
import re

import pytest
from django.urls import reverse

from lms.foundation.models import AccessEntry
from lms.learning.actions import runs
from notebooks.frame import CELLS, POLICY, STYLE_HASH
from notebooks.models import GradingRun

from ..conftest import hand_in
from ..material.graded import cell, graded, review

pytestmark = pytest.mark.django_db
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00").decode()
PAYLOADS = (
    "<script>parent.document.title='x'</script>",
    "<img src=http://hoc.example/x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "$\\href{javascript:alert(1)}{x}$ $\\text{<script>alert(1)</script>}$",
    "[x](javascript:alert(1)) ![x](http://hoc.example/y.png)",
    "</pre></style></section><iframe src=//hoc.example></iframe>",
    "\x1b]8;;http://hoc.example\x07x\x1b]8;;\x07\x1b[31m",
    '"><form action=//hoc.example><input autofocus onfocus=alert(1)>',
)


@pytest.fixture
def submission(place, lab):
    return graded([place], lab)[0]


def whole(submission):
    return reverse("submission-frame", args=[submission.pk])


def part(submission, grade_id="why", notebook="bai1"):
    return reverse("answer-frame", args=[submission.pk, notebook, grade_id])


def keep(submission, *cells):
    GradingRun.objects.filter(submission=submission).update(review_sha256=review(*cells))


def text_of(response):
    return response.content.decode()


def test_submission_frame_shows_graders_cells_and_outputs(client, submission, teacher):
    client.force_login(teacher)

    page = text_of(client.get(whole(submission)))

    assert "<strong>số phần tử</strong>" in page
    assert "<munderover>" not in page
    assert "<msubsup>" in page
    assert '<span class="k">return</span>' in page
    assert "3.0\n" in page
    assert "7431" in page
    assert AccessEntry.objects.filter(what="submission", object_id=str(submission.pk)).count() == 1


def test_submission_frame_shows_a_learner_their_own_sources_and_nothing_that_a_run_printed(client, submission, trainee):
    client.force_login(trainee)

    page = text_of(client.get(whole(submission)))

    assert "<strong>số phần tử</strong>" in page
    assert "3.0\n" not in page
    assert "7431" not in page
    assert not AccessEntry.objects.exists()


def test_submission_frame_shows_work_before_it_is_graded(client, place, lab, teacher):
    client.force_login(teacher)

    assert "Vì chia đều." in text_of(client.get(whole(hand_in(place, lab, {"why": "Vì chia đều."}))))


def test_answer_frame_shows_the_question_and_what_belongs_to_it(client, submission, teacher):
    client.force_login(teacher)

    essay, test = text_of(client.get(part(submission))), text_of(client.get(part(submission, "mean-hidden")))

    assert "Vì sao?" in essay
    assert "is-focus" in essay
    assert "trung_binh" not in essay
    assert "trung_binh" in test
    assert "Vì sao?" not in test


def test_frames_show_the_code_of_tests_to_the_labs_authors_alone(client, submission, registrar, run_of_course):
    runs.appoint_staff(run=run_of_course, person=registrar, by=None)
    client.force_login(registrar)

    for address in (whole(submission), part(submission, "mean-hidden")):
        page = text_of(client.get(address))
        assert "7431" not in page
        assert "chỉ hiện với người soạn bài" in page


def test_frames_are_for_graders_and_for_those_whose_work_it_is(client, submission, stranger, pupil, trainee, run_of_course):
    from lms.learning.actions import enrollments

    enrollments.enroll(person=pupil, run=run_of_course, by=None)
    for person in (stranger, pupil):
        client.force_login(person)
        assert client.get(whole(submission)).status_code == 404
        assert client.get(part(submission)).status_code == 404
    client.force_login(trainee)
    assert client.get(part(submission)).status_code == 403
    client.logout()
    assert client.get(whole(submission)).status_code == 302


def test_frames_come_with_a_policy_of_their_own(client, submission, teacher, trainee):
    for person, address in [(teacher, whole(submission)), (teacher, part(submission)), (trainee, whole(submission))]:
        client.force_login(person)
        client.get(address)
        response = client.get(address)

        assert response.headers["Content-Security-Policy"] == POLICY
        assert POLICY.startswith(f"sandbox; default-src 'none'; img-src data:; style-src 'sha256-{STYLE_HASH}'")
        assert "allow-" not in POLICY
        assert "unsafe" not in POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
        assert not response.cookies


def test_frame_style_is_the_one_that_the_policy_allows(client, submission, teacher):
    import hashlib

    client.force_login(teacher)

    style = re.search(r"<style>(.*?)</style>", text_of(client.get(whole(submission))), re.DOTALL).group(1)

    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() == STYLE_HASH


@pytest.mark.parametrize("payload", PAYLOADS)
def test_frame_of_an_attack_holds_only_our_tags(client, submission, teacher, payload):
    keep(
        submission,
        cell(payload, attachments={payload: {"image/png": PIXEL}}),
        cell(
            payload,
            "answer",
            "mean",
            "code",
            outputs=[{"kind": kind, "body": payload} for kind in ("text", "error", "html", "image", payload)],
        ),
        cell(payload, "extra", payload, "raw", notebook=payload),
        cell(payload, payload, payload, payload, notebook=payload),
    )
    client.force_login(teacher)

    for address in (whole(submission), part(submission, "why"), part(submission, "mean")):
        page = text_of(client.get(address))
        tags = re.findall(r"<(/?[a-zA-Z][^>]*)>", page)
        assert {re.match(r"/?[a-zA-Z0-9]+", tag).group() for tag in tags if not tag.startswith("/")} <= {
            *("html", "head", "meta", "title", "style", "body", "section", "h1", "p", "div", "pre", "code", "span", "table"),
            *("math", "mrow", "mtext", "mi"),
        }
        assert not any(re.search(r"\s(on\w+|href|src|action|style)\s*=", tag) for tag in tags)


def test_frame_shows_pictures_and_tables_that_were_kept(client, submission, teacher):
    table = "<table border=1><tr><th onclick=x colspan=2>a</th></tr></table>"
    outputs = [{"kind": "html", "body": table}, {"kind": "image", "body": f"data:image/png;base64,{PIXEL}"}]
    keep(submission, cell("x", "answer", "mean", "code", outputs=outputs))
    client.force_login(teacher)

    page = text_of(client.get(whole(submission)))

    assert '<th colspan="2">a</th>' in page
    assert f'src="data:image/png;base64,{PIXEL}"' in page


@pytest.mark.parametrize(
    "body",
    [
        "http://hoc.example/a.png",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,PHN2Zz4=",
        f'data:image/png;base64,{PIXEL}" onerror="alert(1)',
        f"data:text/html;base64,{PIXEL}",
        None,
    ],
)
def test_frame_shows_no_picture_that_is_none(client, submission, teacher, body):
    keep(submission, cell("x", "answer", "mean", "code", outputs=[{"kind": "image", "body": body}]))
    client.force_login(teacher)

    assert "<img" not in text_of(client.get(whole(submission)))


def test_frame_of_very_much_says_that_something_is_left_out(client, submission, teacher):
    keep(submission, *[cell(f"ô số {number}") for number in range(CELLS + 5)])
    client.force_login(teacher)

    page = text_of(client.get(whole(submission)))

    assert f"ô số {CELLS - 1}<" in page
    assert f"ô số {CELLS}<" not in page
    assert "quá dài nên không hiện hết" in page


def test_frame_of_huge_outputs_stays_small(client, submission, teacher):
    keep(submission, *[cell("x", "extra", "", "code", outputs=[{"kind": "text", "body": "a" * 20_000}] * 50)] * 20)
    client.force_login(teacher)

    assert len(client.get(whole(submission)).content) < 2_000_000


def test_frame_of_a_group_mate_is_their_own_work(client, submission, pupil, run_of_course, teacher):
    """Graders who are credited themselves see what learners see."""
    from lms.learning.actions import enrollments
    from notebooks.models import SubmissionCredit

    place = enrollments.enroll(person=teacher, run=run_of_course, by=None)
    SubmissionCredit.objects.create(submission=submission, enrollment=place)
    client.force_login(teacher)

    assert "7431" not in text_of(client.get(whole(submission)))


def test_submission_file_never_renders(client, submission, trainee):
    client.force_login(trainee)

    response = client.get(reverse("submission-file", args=[submission.pk, 0]))

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    response.close()
