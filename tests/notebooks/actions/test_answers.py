"""Points that people give: whose stand, what a second grader is told, and that nothing is lost."""

from decimal import Decimal

import pytest

from lms.foundation.models import AuditEntry
from lms.learning.models import GradeChange
from notebooks.actions import answers, grading, rubrics
from notebooks.models import GradingRun, ManualScore
from notebooks.refusals import GradingRefused, ScoreChanged

from ..conftest import grade_next, hand_in
from ..material.labs import RIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def submission(place, lab):
    submission = hand_in(place, lab, {"mean": RIGHT, "why": "Vì chia đều."})
    grade_next()
    return submission


def give(submission, by, score="2", *, grade_id="why", comment="", seen=None, lines=()):
    return answers.give_points(
        submission=submission,
        notebook="bai1",
        grade_id=grade_id,
        score=Decimal(score),
        comment=comment,
        by=by,
        seen=seen,
        lines=lines,
    )


def total(submission):
    return submission.grading_runs.first().score


def test_give_points_moves_total_and_gradebook(submission, teacher):
    given = give(submission, teacher, "2,5".replace(",", "."), comment="Tốt")

    assert (given.score, given.max_score, given.by) == (Decimal("2.5"), Decimal(3), teacher)
    assert total(submission) == Decimal("7.50")
    assert GradeChange.objects.latest("pk").score == Decimal("7.50")
    assert AuditEntry.objects.filter(verb="answer.score", after={"question": "why", "score": "2.5"}).count() == 1


def test_give_points_twice_the_same_is_one_row(submission, teacher):
    first = give(submission, teacher)

    assert give(submission, teacher, seen=first.pk) == first
    assert give(submission, teacher, seen=None) == first
    assert ManualScore.objects.count() == 1


def test_give_points_over_points_unseen_is_refused_and_names_them(submission, teacher, registrar):
    theirs = give(submission, registrar, "1")

    with pytest.raises(ScoreChanged) as refused:
        give(submission, teacher, "3", seen=None)

    assert refused.value.standing == theirs
    assert total(submission) == Decimal("6.00")


def test_give_points_knowingly_over_others_keeps_both_on_record(submission, teacher, registrar):
    theirs = give(submission, registrar, "1")

    mine = give(submission, teacher, "3", seen=theirs.pk)

    assert mine.supersedes == theirs
    assert ManualScore.objects.count() == 2
    assert total(submission) == Decimal("8.00")


@pytest.mark.parametrize(
    ("score", "grade_id", "code"),
    [("3.5", "why", "score_out_of_range"), ("-1", "why", "score_out_of_range"), ("1", "no", "no_such_question")],
)
def test_give_points_is_refused(submission, teacher, score, grade_id, code):
    with pytest.raises(GradingRefused) as refused:
        give(submission, teacher, score, grade_id=grade_id, comment="x")

    assert refused.value.code == code
    assert str(refused.value)
    assert not ManualScore.objects.exists()


def test_give_points_before_the_machine_is_refused(place, lab, teacher):
    with pytest.raises(GradingRefused, match="đang được chấm"):
        give(hand_in(place, lab), teacher)


def test_give_points_over_the_machine_needs_a_reason(submission, teacher):
    with pytest.raises(GradingRefused) as refused:
        give(submission, teacher, "0", grade_id="mean-hidden")

    assert refused.value.code == "reason_missing"
    give(submission, teacher, "0.5", grade_id="mean-hidden", comment="Chép lời giải mẫu.")
    assert total(submission) == Decimal("3.50")


def test_give_points_over_the_machine_survives_a_regrade(submission, teacher):
    give(submission, teacher, "0", grade_id="mean-hidden", comment="Chép lời giải mẫu.")

    grading.regrade(submission=submission, by=teacher)
    run = grade_next()

    assert run.score == Decimal("3.00")


def test_give_points_keeps_the_chosen_lines_as_they_read(submission, teacher, lab):
    line = rubrics.add_line(lab=lab, notebook="bai1", grade_id="why", text="Có ví dụ", points=Decimal(1), by=teacher)
    given = give(submission, teacher, "1", lines=[line.pk])

    rubrics.change_line(line=line, text="Có hai ví dụ", points=Decimal(2), by=teacher)

    given.refresh_from_db()
    assert given.rubric == [{"item": line.pk, "text": "Có ví dụ", "points": "1.00"}]


def take_back(submission, by, seen):
    return answers.take_back(submission=submission, notebook="bai1", grade_id="why", by=by, seen=seen)


def test_take_back_brings_the_points_before_with_a_new_row(submission, teacher):
    first = give(submission, teacher, "2", comment="Khá")
    second = give(submission, teacher, "1", comment="Thiếu ví dụ", seen=first.pk)

    back = take_back(submission, teacher, second.pk)

    assert (back.score, back.comment, back.supersedes) == (Decimal(2), "Khá", second)
    assert ManualScore.objects.count() == 3
    assert total(submission) == Decimal("7.00")


def test_take_back_of_the_first_points_over_the_machine_brings_the_machines(submission, teacher):
    given = give(submission, teacher, "0", grade_id="mean-hidden", comment="Chép.")

    back = answers.take_back(submission=submission, notebook="bai1", grade_id="mean-hidden", by=teacher, seen=given.pk)

    assert (back.score, back.comment) == (Decimal(2), "Trở lại điểm máy chấm.")
    assert total(submission) == Decimal("5.00")


def test_take_back_of_nothing_or_of_what_somebody_changed_is_refused(submission, teacher):
    with pytest.raises(GradingRefused) as nothing:
        take_back(submission, teacher, None)
    first = give(submission, teacher)
    with pytest.raises(GradingRefused) as only:
        take_back(submission, teacher, first.pk)
    give(submission, teacher, "3", seen=first.pk)
    with pytest.raises(ScoreChanged):
        take_back(submission, teacher, first.pk)

    assert (nothing.value.code, only.value.code) == ("nothing_to_undo", "nothing_to_undo")
    assert ManualScore.objects.count() == 2


def test_rescore_keeps_the_remark_that_the_learner_has(submission, teacher):
    give(submission, teacher, "1", comment="Thiếu ví dụ")
    question = {"submission": submission, "notebook": "bai1", "grade_id": "why", "by": teacher}

    assert answers.rescore(**question, score=Decimal(2), reason="Có ví dụ ở dòng cuối.")
    assert not answers.rescore(**question, score=Decimal(2), reason="Như trên.")

    assert ManualScore.objects.latest("pk").comment == "Thiếu ví dụ"
    assert submission.grading_runs.get().state == GradingRun.State.GRADED
