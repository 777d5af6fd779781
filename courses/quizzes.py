"""Quizzes: the questions as they are now, what a learner may see of them, and how answers are marked.

A snapshot carries the keys and stays on the server. Scores are numbers with at most two decimals.
"""

from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from courses.blocks.choices import uid_or_none
from courses.marking import mark
from courses.models import LessonPage, Question
from courses.outline import question_uids, work_blocks
from courses.question_text import to_html

__all__ = ["UnknownQuiz", "mark", "public_view", "quiz_snapshot"]


class UnknownQuiz(LookupError):
    """No published lesson holds this quiz."""


def quiz_snapshot(quiz_uid: UUID | str) -> dict[str, Any]:
    """The quiz as it stands in its published lesson, with its questions and their keys; JSON all through.

    `{"quiz_uid", "title", "required", "attempts": int|None, "max_score", "lesson_uid", "questions": [{"uid", "kind", "prompt" (HTML),
    "points", "options": [{"id", "text", "correct", "feedback" (HTML)}], "answers", "answer", "tolerance", "explanation" (HTML)}]}`.
    Raises UnknownQuiz.
    """
    lesson, quiz = _published_quiz(UUID(str(quiz_uid)))
    uids = question_uids(quiz)
    found = {question.uid: question for question in Question.objects.with_uids(uids)}
    questions = [_frozen(found[uid]) for uid in uids if uid in found]
    return {
        "quiz_uid": str(quiz_uid),
        "lesson_uid": str(lesson.content_uid),
        "title": quiz.get("title", ""),
        "required": bool(quiz.get("required")),
        "attempts": quiz.get("attempts"),
        "max_score": round(sum(question["points"] for question in questions), 2),
        "questions": questions,
    }


def public_view(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What a learner may see before answering: no keys, no feedback, no explanation."""
    shown = ("uid", "kind", "prompt", "points")
    questions = [
        {
            **{name: question[name] for name in shown},
            "options": [{"id": option["id"], "text": option["text"]} for option in question["options"]],
        }
        for question in snapshot["questions"]
    ]
    return {**{name: value for name, value in snapshot.items() if name != "questions"}, "questions": questions}


def _published_quiz(uid: UUID) -> tuple[LessonPage, dict[str, Any]]:
    """The lesson in the reader's language comes first: a translation carries the same quiz."""
    lessons = (
        LessonPage.objects.live()
        .select_related("locale")
        .annotate(body_text=Cast("body", TextField()))
        .filter(body_text__contains=str(uid))
    )
    for lesson in sorted(lessons, key=lambda lesson: (lesson.locale.language_code != get_language(), lesson.pk)):
        for kind, value in work_blocks(lesson.body):
            if kind == "quiz" and uid_or_none(value.get("uid")) == uid:
                return lesson, value
    raise UnknownQuiz(str(uid))


def _frozen(question: Question) -> dict[str, Any]:
    return {
        "uid": str(question.uid),
        "kind": question.kind,
        "prompt": to_html(question.prompt),
        "points": float(question.points),
        "options": [_frozen_option(number, option) for number, option in enumerate(question.options, start=1)],
        "answers": list(question.answers),
        "answer": str(question.answer) if question.answer is not None else None,
        "tolerance": str(question.tolerance),
        "explanation": to_html(question.explanation),
    }


def _frozen_option(number: int, option: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"o{number}",
        "text": option["text"],
        "correct": bool(option.get("correct")),
        "feedback": to_html(option.get("feedback") or ""),
    }
