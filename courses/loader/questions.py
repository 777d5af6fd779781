"""One question of a :::quiz."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.loader.fields import Fields
from courses.loader.records import QuestionRecord
from courses.models import Question
from courses.question_rules import problem_with

QUESTION_FIELDS = ("uid", "kind", "prompt", "points", "options", "answers", "answer", "tolerance", "explanation")


def read_question(fields: Fields) -> QuestionRecord | None:
    """The question, or None with its problems noted."""
    uid = fields.uid()
    kind = fields.choice("kind", Question.Kind.values, required=True)
    options = _options(fields, kind)
    answers = tuple(fields.texts("answers"))
    answer = fields.number("answer", minimum=Decimal("-1e12")) if kind == "number" else None
    prompt = fields.lines("prompt", required=True)
    problem = problem_with(kind=kind, options=options, answers=answers, answer=answer) if kind else ""
    if problem:
        fields.complain("kind", f"{prompt[:60]}: {problem}")
    if uid is None or not kind or problem:
        return None
    points = fields.number("points", default=Decimal(1)) or Decimal(0)
    tolerance = fields.number("tolerance", default=Decimal(0)) or Decimal(0)
    return QuestionRecord(uid, kind, prompt, points, options, answers, answer, tolerance, fields.lines("explanation"))


def _options(fields: Fields, kind: str) -> tuple[dict[str, Any], ...]:
    if kind == "true_false" and not fields.has("options") and isinstance(fields.data.get("answer"), bool):
        right = fields.data["answer"]
        return ({"text": _("True"), "correct": right, "feedback": ""}, {"text": _("False"), "correct": not right, "feedback": ""})
    return tuple(
        {
            "text": option.line_text("text", required=True, max_length=500),
            "correct": option.boolean("correct"),
            "feedback": option.lines("feedback"),
        }
        for option in fields.mappings("options", ("text", "correct", "feedback"))
    )
