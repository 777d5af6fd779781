"""Labs, submissions, grading: each action happy, refused, twice, and what a person adds."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lms.foundation.models import AuditEntry
from lms.learning.models import CurrentGrade, GradeChange
from notebooks import queue
from notebooks.actions import grading, labs, submissions
from notebooks.exceptions import BadUpload, LabError
from notebooks.models import CellScore, GradingRun, Lab, LabVersion, ManualScore, Submission
from notebooks.totals import scored_cells

from .conftest import grade_next, hand_in, pass_the_check
from .material.cells import bundle, notebook, text
from .material.labs import WRONG, mean_lab

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_create_makes_the_author_staff(teacher, stranger):
    lab = labs.create(title="Thử", slug="thu", by=teacher)

    assert list(Lab.objects.usable_by(teacher)) == [lab]
    assert not Lab.objects.usable_by(stranger).exists()


def test_upload_source_twice_is_one_version(lab, teacher):
    again = labs.upload_source(lab=lab, upload=dict(mean_lab().files), by=teacher)

    assert again == lab.current_version
    assert lab.versions.count() == 1


def test_upload_source_that_is_no_notebook_is_refused(lab, teacher):
    with pytest.raises(BadUpload):
        labs.upload_source(lab=lab, upload={"bai1.ipynb": b"{}"}, by=teacher)

    assert lab.versions.count() == 1


def test_claim_check_is_taken_once(teacher):
    version = labs.upload_source(lab=labs.create(title="Thử", slug="thu", by=teacher), upload=dict(mean_lab().files), by=teacher)

    assert labs.claim_check(version_pk=version.pk) == version
    assert labs.claim_check(version_pk=version.pk) is None


def test_release_before_the_check_is_refused(teacher):
    version = labs.upload_source(lab=labs.create(title="Thử", slug="thu", by=teacher), upload=dict(mean_lab().files), by=teacher)

    with pytest.raises(LabError) as refusal:
        labs.release(version=version, by=teacher)

    assert refusal.value.code == "not_passed"
    assert Lab.objects.get(slug="thu").current_version is None


def test_settle_check_releases_a_lab_of_the_curriculum_by_itself(db):
    lab = labs.create(title="Thử", slug="thu", by=None)
    version = pass_the_check(labs.keep_source(lab=lab, bundle=mean_lab(), by=None, release_when_passed=True))

    assert version.state == LabVersion.State.RELEASED
    assert Lab.objects.get(slug="thu").current_version == version


def test_release_keeps_questions_and_points(lab):
    version = lab.current_version

    assert [(question["grade_id"], question["kind"]) for question in version.questions] == [
        ("mean-visible", "auto"), ("mean-hidden", "auto"), ("mean-partial", "auto"), ("why", "manual"),
    ]  # fmt: skip
    assert version.max_score == Decimal(8)


def test_receive_stores_files_and_queues_one_run(place, lab):
    submission = hand_in(place, lab)

    assert [entry["path"] for entry in submission.files] == ["bai1.ipynb"]
    assert submission.lab_version == lab.current_version
    [run] = submission.grading_runs.all()
    assert run.state == GradingRun.State.QUEUED


def test_receive_with_the_same_key_is_the_first_submission(place, lab):
    first = hand_in(place, lab, key="k")
    second = hand_in(place, lab, {"mean": WRONG}, key="k")

    assert first == second
    assert GradingRun.objects.count() == 1


def test_receive_of_another_lab_is_refused_and_nothing_is_stored(place, lab):
    files = dict(bundle(khac=notebook(text("x"))).files)

    with pytest.raises(BadUpload) as refusal:
        submissions.receive(lab=lab, enrollment=place, files=files, idempotency_key="k", channel="upload")

    assert refusal.value.code == "other_lab"
    assert not Submission.objects.exists()


def test_receive_names_an_unknown_version(place, lab):
    with pytest.raises(LabError) as refusal:
        submissions.receive(lab=lab, enrollment=place, files=dict(mean_lab().files), idempotency_key="k", channel="lab", version_number=9)

    assert refusal.value.code == "unknown_version"


def test_submissions_are_append_only(place, lab):
    submission = hand_in(place, lab)

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(sha256="0" * 64)


def test_settle_enters_points_and_waits_for_the_teacher(place, lab):
    hand_in(place, lab, {"mean": "def trung_binh(so):\n    return sum(so) / len(so)", "why": "Vì chia đều."})

    run = grade_next()

    assert (run.state, run.score, run.max_score) == (GradingRun.State.NEEDS_MANUAL, Decimal(5), Decimal(8))
    grade = CurrentGrade.objects.get(enrollment=place)
    assert (grade.score, grade.needs_manual) == (Decimal(5), True)


def test_settle_after_a_lost_claim_writes_nothing(place, lab):
    hand_in(place, lab)
    run = queue.claim_next()
    GradingRun.objects.filter(pk=run.pk).update(claim_token="another")

    assert grading.settle(run=run, result=None) is False
    assert not CellScore.objects.exists()


def answered(place, lab):
    submission = hand_in(place, lab, {"mean": "def trung_binh(so):\n    return sum(so) / len(so)", "why": "Vì chia đều."})
    grade_next()
    return submission


def test_score_answer_moves_the_total(place, lab, teacher):
    submission = answered(place, lab)

    grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal(2), comment="Nêu thêm ví dụ.", by=teacher)

    run = submission.grading_runs.get()
    assert (run.state, run.score) == (GradingRun.State.GRADED, Decimal(7))
    grade = CurrentGrade.objects.get(enrollment=place)
    assert (grade.score, grade.needs_manual, grade.change.by) == (Decimal(7), False, teacher)


def test_score_answer_twice_the_same_changes_nothing_and_a_change_is_kept(place, lab, teacher):
    submission = answered(place, lab)
    for score in (2, 2, 3):
        grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal(score), comment="", by=teacher)

    assert list(ManualScore.objects.order_by("pk").values_list("score", flat=True)) == [2, 3]
    assert GradeChange.objects.filter(by=teacher).count() == 2
    assert AuditEntry.objects.filter(verb="answer.score").count() == 2


@pytest.mark.parametrize(
    ("grade_id", "score", "code"), [("mean-hidden", 1, "not_manual"), ("why", 4, "score_out_of_range"), ("none", 1, "not_manual")]
)
def test_score_answer_is_refused(place, lab, teacher, grade_id, score, code):
    submission = answered(place, lab)

    with pytest.raises(LabError) as refusal:
        grading.score_answer(submission=submission, notebook="bai1", grade_id=grade_id, score=Decimal(score), comment="", by=teacher)

    assert refusal.value.code == code
    assert not ManualScore.objects.exists()


def test_score_answer_while_grading_is_refused(place, lab, teacher):
    with pytest.raises(LabError) as refusal:
        grading.score_answer(submission=hand_in(place, lab), notebook="bai1", grade_id="why", score=Decimal(1), comment="", by=teacher)

    assert refusal.value.code == "still_grading"


def test_regrade_keeps_a_persons_points(place, lab, teacher):
    submission = answered(place, lab)
    grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal(3), comment="Tốt", by=teacher)

    grading.regrade(submission=submission, by=teacher)
    run = grade_next()

    assert (run.number, run.state, run.score) == (2, GradingRun.State.GRADED, Decimal(8))
    assert submission.grading_runs.get(number=1).state == GradingRun.State.SUPERSEDED
    assert [each.manual.comment for each in scored_cells(run) if each.manual] == ["Tốt"]


def test_regrade_of_an_open_run_returns_it(place, lab, teacher):
    submission = hand_in(place, lab)

    assert grading.regrade(submission=submission, by=teacher) == submission.grading_runs.get()


def test_an_older_submission_graded_late_does_not_overwrite_the_newer_one(place, lab):
    old, new = hand_in(place, lab, {"mean": WRONG}), hand_in(place, lab)
    GradingRun.objects.filter(submission=old).update(queued_at=new.received_at.replace(year=2030))

    assert grade_next().submission == new
    assert grade_next().submission == old
    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(5)
