"""nbgrader's own example assignment through the site: upload, check, release, fetch, submit, grade, and a person's points."""

import io
import json
import uuid
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.learning.actions import enrollments, runs
from lms.learning.models import CurrentGrade
from notebooks import queue, sandbox
from notebooks.actions import gate, grading, labs, running
from notebooks.models import GradingRun, LabVersion, Submission
from tests.material import make_course

from .hub_peer import hub_that_knows, user_answer
from .material.cells import as_bytes
from .material.stock_course import EXAMPLE_FOLDER, answered

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.urls("lms.exchange_urls")]
STUDENTS = ("right", "partly", "syntax", "emptied", "helped")
ADDRESS = "/v1/exchange/VI-DU-01/ps1"


@pytest.fixture(scope="module", autouse=True)
def warm():
    sandbox.keep_warm()
    yield
    sandbox.cool_down()


@pytest.fixture(scope="module")
def stocks(stock_course):
    """What stock nbgrader gives for the same answers in its own release of the same source."""
    return stock_course.grades["ps1"]


def example_as_zip() -> bytes:
    """What a teacher uploads who zips the folder of the assignment's files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(path for path in EXAMPLE_FOLDER.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(EXAMPLE_FOLDER).as_posix())
    return packed.getvalue()


@pytest.fixture
def lab(teacher):
    lab = labs.create(title="Bài mẫu của nbgrader", slug="ps1", by=teacher)
    version = labs.upload_source(lab=lab, upload=example_as_zip(), by=teacher)
    gate.check(version_pk=version.pk)
    version.refresh_from_db()
    assert version.state == LabVersion.State.PASSED, version.gate_report
    labs.release(version=version, by=teacher)
    lab.refresh_from_db()
    return lab


@pytest.fixture
def classmates(site_tree, lab, person_factory):
    """{student: their place}; each has a token of the same name."""
    course = make_course(labs=(lab.content_uid,))
    opened = runs.open_run(course=course, code="VI-DU-01", by=None)
    people = {student: person_factory(f"Người học {student}", f"{student}@hoc.example") for student in STUDENTS}
    return {student: enrollments.enroll(person=person, run=opened, by=None, source="roster") for student, person in people.items()}


@pytest.fixture
def hub(settings, classmates):
    with hub_that_knows({student: user_answer(place.person.handle) for student, place in classmates.items()}) as (address, _asked):
        settings.HOCAI_HUB_API_URL = address
        yield


def as_learner(student: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"token {student}", **more}


def fetched(client, student: str) -> dict[str, bytes]:
    """The released files, as a student's server gets them."""
    listed = client.get(f"{ADDRESS}/files", headers=as_learner(student)).json()["files"]
    return {entry["path"]: client.get(f"{ADDRESS}/blobs/{entry['sha256']}", headers=as_learner(student)).content for entry in listed}


def submitted(client, student: str, released: dict[str, bytes]) -> Submission:
    notebooks = {path.removesuffix(".ipynb"): json.loads(content) for path, content in released.items() if path.endswith(".ipynb")}
    uploads = [SimpleUploadedFile(f"{name}.ipynb", as_bytes(content)) for name, content in answered(notebooks, student).items()]
    response = client.post(
        f"{ADDRESS}/submissions", {"files": uploads, "version": "1"}, headers=as_learner(student, **{"Idempotency-Key": uuid.uuid4().hex})
    )
    assert response.status_code == 201, response.content.decode()
    return Submission.objects.get(pk=response.json()["id"])


def points(run: GradingRun) -> dict[str, tuple[float, float]]:
    return {f"{cell.notebook}/{cell.grade_id}": (float(cell.score or 0), float(cell.max_score)) for cell in run.cell_scores.all()}


def test_example_goes_the_whole_way_with_stock_nbgraders_points(client, hub, stocks, lab, classmates, teacher):
    released = fetched(client, "right")
    assert {"problem1.ipynb", "problem2.ipynb"} <= set(released)
    assert all(b"BEGIN SOLUTION" not in content and b"BEGIN HIDDEN" not in content for content in released.values())
    submissions = {student: submitted(client, student, released) for student in STUDENTS}

    while claimed := queue.claim_next():
        running.grade_claimed(run=claimed)

    for student, submission in submissions.items():
        theirs = {key: (grade["score"], grade["max_score"]) for key, grade in stocks[student].items()}
        assert (student, points(submission.grading_runs.get())) == (student, theirs)
    score_by_hand(submissions["right"], teacher)
    shown = client.get(f"{ADDRESS}/submissions/{submissions['right'].pk}/feedback", headers=as_learner("right")).json()
    assert (shown["state"], Decimal(shown["score"]), Decimal(shown["max_score"])) == ("graded", 13, 13)
    assert CurrentGrade.objects.get(enrollment=classmates["right"]).score == 13


def score_by_hand(submission: Submission, teacher) -> None:
    """Full points for everything that waits for a person; the total follows with each."""
    run = submission.grading_runs.get()
    assert (run.state, run.score, run.max_score) == (GradingRun.State.NEEDS_MANUAL, 3, 13)
    total = run.score
    for cell in run.cell_scores.filter(score=None):
        total += cell.max_score
        grading.score_answer(
            submission=submission, notebook=cell.notebook, grade_id=cell.grade_id, score=cell.max_score, comment="", by=teacher
        )
        assert CurrentGrade.objects.get(enrollment=submission.enrollment).score == total
