"""Moving everybody to another version and grading everybody again: what is queued, what stays, how it is undone."""

import time
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lms.foundation.models import AuditEntry
from lms.learning.actions import enrollments
from lms.learning.models import CurrentGrade, Enrollment
from lms.people.models import User
from notebooks import blobs, pipeline, queue
from notebooks.actions import gate, grading, labs, moves
from notebooks.anonymity import label_of
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.intake import Bundle
from notebooks.models import GradingRun, LabVersion, Submission, SubmissionCredit, VersionMove
from notebooks.release import make_release
from notebooks.standings import progress_of, results_of, standings
from notebooks.totals import scored_cells

from .conftest import hand_in
from .material.cells import answer, bundle, check, essay, notebook, text
from .material.here import run_here
from .material.labs import HIDDEN, MEAN, PARTIAL, RIGHT, VISIBLE, WRONG

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def second_lab(essay_points=3) -> Bundle:
    """The mean lab, its first test worth one point more and its essay worth another number of points."""
    cells = [text("# Trung bình cộng"), answer("mean", MEAN), check("mean-visible", VISIBLE, 2), check("mean-hidden", HIDDEN, 2)]
    return bundle(bai1=notebook(*cells, check("mean-partial", PARTIAL, 2), essay("why", "Vì tổng chia cho số phần tử.", essay_points)))


def released(lab, teacher, source) -> LabVersion:
    version = labs.claim_check(version_pk=labs.upload_source(lab=lab, upload=dict(source.files), by=teacher).pk)
    release = make_release(source)
    gate.accept(version, release, pipeline.check_release(source, release, run=run_here))
    return labs.release(version=version, by=teacher)


@pytest.fixture
def second(lab, teacher):
    return released(lab, teacher, second_lab())


@pytest.fixture
def partner(person_factory, run_of_course):
    return enrollments.enroll(person=person_factory("Bùi Minh Châu", "chau@hoc.example"), run=run_of_course, by=None)


def grade_all() -> None:
    """Settles what waits against the version of each run, with test code run in this process."""
    while run := queue.claim_next():
        release = make_release(blobs.load(run.lab_version.source_files))
        grading.settle(run=run, result=pipeline.grade_release(release, blobs.load(run.submission.files), run=run_here))


def refused(call) -> str:
    with pytest.raises(AssignmentRefused) as refusal:
        call()
    return refusal.value.code


def move_all(lab, place, version, teacher, reason="Sửa câu 1"):
    return moves.move_to_version(run=place.run, lab=lab, version=version, reason=reason, by=teacher)


@pytest.fixture
def graded(place, partner, lab, teacher):
    """Two submissions of version 1, the first with a person's 3 of 3 points, and then version 2."""
    mine = hand_in(place, lab, {"mean": RIGHT, "why": "Vì chia đều."})
    theirs = hand_in(partner, lab, {"mean": WRONG})
    grade_all()
    grading.score_answer(submission=mine, notebook="bai1", grade_id="why", score=Decimal(3), comment="Tốt", by=teacher)
    return mine, theirs


def test_move_to_version_grades_everybody_against_it_and_keeps_a_persons_points(graded, place, lab, teacher, second):
    move = move_all(lab, place, second, teacher)
    grade_all()

    run = graded[0].grading_runs.first()
    assert (run.number, run.lab_version, run.move, run.score, run.max_score) == (2, second, move, Decimal(9), Decimal(9))
    assert graded[0].lab_version.number == 1
    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(9)
    assert [each.manual.comment for each in scored_cells(run) if each.manual] == ["Tốt"]
    entry = AuditEntry.objects.get(verb="lab.move")
    assert (entry.actor_handle, entry.after["submissions"], entry.after["reason"]) == (teacher.handle, 2, "Sửa câu 1")


def test_points_above_the_new_full_score_wait_for_a_person_and_are_kept(graded, place, lab, teacher):
    smaller = released(lab, teacher, second_lab(essay_points=2))
    move_all(lab, place, smaller, teacher)
    grade_all()

    run = graded[0].grading_runs.first()
    [waiting] = [each for each in scored_cells(run) if each.score is None]
    assert (run.state, run.score, waiting.outgrown.score) == (GradingRun.State.NEEDS_MANUAL, Decimal(6), Decimal(3))

    grading.score_answer(submission=graded[0], notebook="bai1", grade_id="why", score=Decimal(2), comment="Tốt", by=teacher)
    run.refresh_from_db()
    assert (run.state, run.score) == (GradingRun.State.GRADED, Decimal(8))


def test_move_to_version_twice_is_one_move(graded, place, lab, teacher, second):
    first = move_all(lab, place, second, teacher)
    while_waiting = move_all(lab, place, second, teacher)
    grade_all()
    afterwards = move_all(lab, place, second, teacher)

    assert first == while_waiting == afterwards
    assert GradingRun.objects.filter(lab_version=second).count() == 2


def test_move_to_version_again_takes_those_who_handed_in_since_and_those_that_failed(graded, place, partner, lab, teacher, second):
    move_all(lab, place, second, teacher)
    grade_all()
    GradingRun.objects.filter(submission=graded[1], lab_version=second).update(state=GradingRun.State.FAILED)

    again = move_all(lab, place, second, teacher)

    assert [run.submission for run in again.grading_runs.all()] == [graded[1]]


def test_move_to_version_turns_what_waits_and_takes_what_runs_from_its_worker(place, partner, lab, teacher, second):
    first = LabVersion.objects.get(number=1)
    lab.current_version = first
    running, waiting = hand_in(place, lab), hand_in(partner, lab)
    held = queue.claim_next()
    assert held.submission == running
    result = pipeline.grade_release(make_release(blobs.load(first.source_files)), blobs.load(running.files), run=run_here)

    move = move_all(lab, place, second, teacher)

    assert grading.settle(run=held, result=result) is False
    assert [(run.number, run.state) for run in running.grading_runs.all()] == [(2, "queued"), (1, "superseded")]
    assert [(run.number, run.lab_version, run.move) for run in waiting.grading_runs.all()] == [(1, second, move)]
    grade_all()
    assert progress_of(move).graded == 2


def test_move_to_version_takes_only_the_newest_of_each_learner(place, lab, teacher, second):
    lab.current_version = LabVersion.objects.get(number=1)
    old, new = hand_in(place, lab), hand_in(place, lab)
    grade_all()

    move = move_all(lab, place, second, teacher)

    assert [run.submission for run in move.grading_runs.all()] == [new]
    assert old.grading_runs.count() == 1


def test_move_to_version_is_refused(graded, place, lab, teacher, second):
    foreign = labs.upload_source(lab=labs.create(title="Khác", slug="khac", by=teacher), upload=dict(second_lab().files), by=teacher)
    unreleased = labs.upload_source(lab=lab, upload=dict(second_lab(essay_points=5).files), by=teacher)

    assert refused(lambda: move_all(lab, place, foreign, teacher)) == "other_version"
    assert refused(lambda: move_all(lab, place, unreleased, teacher)) == "other_version"
    assert refused(lambda: move_all(lab, place, second, teacher, reason=" ")) == "reason_missing"
    assert refused(lambda: move_all(lab, place, LabVersion.objects.get(lab=lab, number=1), teacher)) == "nothing_to_grade"
    assert not VersionMove.objects.exists()


def test_move_to_version_rolled_back_queues_nothing(graded, place, lab, teacher, second):
    with transaction.atomic():
        move_all(lab, place, second, teacher)
        transaction.set_rollback(True)

    assert queue.claim_next() is None
    assert not VersionMove.objects.exists()


def test_move_back_is_graded_against_the_version_before(graded, place, lab, teacher, second):
    move = move_all(lab, place, second, teacher)
    grade_all()

    [back] = moves.move_back(move=move, reason="Nhầm", by=teacher)
    grade_all()

    run = graded[0].grading_runs.first()
    assert (run.number, run.lab_version.number, run.score, run.max_score) == (3, 1, Decimal(8), Decimal(8))
    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(8)
    assert back.to_version.number == 1
    assert refused(lambda: moves.move_back(move=move, reason="Nhầm", by=teacher)) == "nothing_to_grade"


def test_results_stand_side_by_side_those_that_changed_first(graded, place, partner, lab, teacher, second):
    move = move_all(lab, place, second, teacher)
    assert (progress_of(move).done, progress_of(move).total, progress_of(move).is_over) == (0, 2, False)
    grade_all()

    found = {each.who: each for each in results_of(move, hidden=False)}

    mine = found["Trần Ngọc Ánh"]
    assert (mine.before.counted, mine.after.counted, mine.difference, mine.before.version) == (8, 9, 1, 1)
    assert progress_of(move).is_over
    assert {each.who for each in results_of(move, hidden=True)} == {label_of(submission.pk) for submission in graded}


def test_regrade_all_keeps_everybodys_version(graded, place, lab, teacher, second):
    lab.current_version = second
    [move] = moves.regrade_all(run=place.run, lab=lab, reason="Máy chấm lỗi", by=teacher)
    grade_all()

    assert move.to_version.number == 1
    assert {(run.number, run.lab_version.number) for run in move.grading_runs.all()} == {(2, 1)}
    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(8)


def test_regrade_all_of_what_waits_already_is_refused(graded, place, lab, teacher):
    moves.regrade_all(run=place.run, lab=lab, reason="Thử", by=teacher)

    assert refused(lambda: moves.regrade_all(run=place.run, lab=lab, reason="Thử", by=teacher)) == "nothing_to_grade"
    assert GradingRun.objects.filter(state="queued").count() == 2


def many_submissions(place, lab, number: int, **values) -> None:
    people = User.objects.bulk_create(User(full_name=f"Người {n}", handle=f"n{n:05}") for n in range(number))
    places = Enrollment.objects.bulk_create(Enrollment(person=person, run=place.run) for person in people)
    common = {"lab": lab, "lab_version": lab.current_version, "files": [], "sha256": "0" * 64, "channel": "lab"}
    made = Submission.objects.bulk_create(Submission(enrollment=each, idempotency_key="k", **common) for each in places)
    SubmissionCredit.objects.bulk_create(SubmissionCredit(submission=each, enrollment=each.enrollment) for each in made)
    values = {"lab_version": lab.current_version, "finished_at": timezone.now()} | values
    GradingRun.objects.bulk_create(GradingRun(submission=each, **values) for each in made)
    if connection.vendor == "postgresql":
        # A database that has lived knows how many rows it has; one second after a bulk insert it would plan for none.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_regrade_all_of_many_takes_few_queries_and_little_time(place, lab, teacher, django_assert_max_num_queries):
    many_submissions(place, lab, 1200, state="graded", score=5, max_score=8)

    begun = time.perf_counter()
    # SQLite takes the new rows fifty at a time.
    with django_assert_max_num_queries(45):
        [move] = moves.regrade_all(run=place.run, lab=lab, reason="Thử", by=teacher)

    assert time.perf_counter() - begun < 3
    assert move.grading_runs.count() == 1200
    with django_assert_max_num_queries(8):
        assert len(results_of(move, hidden=False)) == 1200


def test_move_to_version_of_many_that_wait_takes_little_time(place, lab, teacher, second, django_assert_max_num_queries):
    lab.current_version = LabVersion.objects.get(number=1)
    many_submissions(place, lab, 1200, state="queued")

    begun = time.perf_counter()
    with django_assert_max_num_queries(25):
        move = move_all(lab, place, second, teacher)

    assert time.perf_counter() - begun < 3
    assert move.grading_runs.filter(lab_version=second, number=1).count() == 1200


def test_standings_name_one_run_per_newest_submission(graded, place, lab, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = standings(place.run, lab)

    assert {(each.submission, each.number, each.version) for each in found} == {(each.pk, 1, each.lab_version_id) for each in graded}
