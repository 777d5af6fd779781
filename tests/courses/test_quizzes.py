import json
from uuid import uuid4

import pytest

from courses.models import LessonPage
from courses.quizzes import UnknownQuiz, mark, public_view, quiz_snapshot
from tests.courses.conftest import QUIZ_UID, quiz

SECRETS = ("correct", "feedback", "answers", "answer", "tolerance", "explanation")


@pytest.mark.db
def test_quiz_snapshot_holds_the_questions_with_their_keys(course, make_lesson, question):
    lesson = make_lesson(course, "Có kiểm tra", [quiz(question)])

    snapshot = quiz_snapshot(QUIZ_UID)

    assert snapshot["lesson_uid"] == str(lesson.content_uid)
    assert (snapshot["title"], snapshot["attempts"], snapshot["required"], snapshot["max_score"]) == ("Kiểm tra nhanh", 2, True, 2)
    assert snapshot["questions"][0]["prompt"] == "<p>Ai chịu <strong>trách nhiệm</strong>?</p>"
    assert [option["correct"] for option in snapshot["questions"][0]["options"]] == [True, False]
    assert json.loads(json.dumps(snapshot)) == snapshot


def test_quiz_snapshot_can_be_marked(course, make_lesson, question):
    make_lesson(course, "Có kiểm tra", [quiz(question)])

    result = mark(quiz_snapshot(QUIZ_UID), {str(question.uid): "o1"})

    assert result["score"] == 2


def test_quiz_snapshot_of_a_draft_does_not_exist(course, make_lesson, question):
    lesson = make_lesson(course, "Có kiểm tra", [quiz(question)])
    lesson.unpublish()

    with pytest.raises(UnknownQuiz):
        quiz_snapshot(QUIZ_UID)


def test_quiz_snapshot_of_an_unknown_uid_does_not_exist(lesson):
    with pytest.raises(UnknownQuiz):
        quiz_snapshot(uuid4())


def test_quiz_snapshot_takes_the_published_text_not_the_draft(course, make_lesson, question):
    lesson = make_lesson(course, "Có kiểm tra", [quiz(question)])
    lesson.body = json.dumps([quiz(question, title="Bản nháp")])
    lesson.save_revision()

    assert quiz_snapshot(QUIZ_UID)["title"] == "Kiểm tra nhanh"
    assert LessonPage.objects.get(pk=lesson.pk).has_unpublished_changes


def test_public_view_has_no_key(course, make_lesson, question):
    make_lesson(course, "Có kiểm tra", [quiz(question)])

    shown = public_view(quiz_snapshot(QUIZ_UID))

    assert [option["text"] for option in shown["questions"][0]["options"]] == ["Người ký", "Cái máy"]
    assert not any(secret in json.dumps(shown) for secret in (*SECRETS, "Máy không chịu"))


def test_question_text_cannot_carry_a_script(course, make_lesson, question):
    question.prompt = "<script>alert(1)</script> [a](javascript:alert(1))"
    question.save()
    make_lesson(course, "Có kiểm tra", [quiz(question)])

    prompt = quiz_snapshot(QUIZ_UID)["questions"][0]["prompt"]

    assert "<script" not in prompt
    assert "href" not in prompt
