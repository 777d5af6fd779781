"""Writing questions in the editor."""

from typing import Any

from django.db import transaction

from courses.models import CoursePage, Question, QuestionBank
from lms.foundation import audit

FIELDS = ("kind", "prompt", "points", "options", "answers", "answer", "tolerance", "explanation")


@transaction.atomic
def create_bank(*, course: CoursePage, by: Any) -> QuestionBank:
    """The course's first bank, or the one that it has."""
    bank = QuestionBank.objects.filter(course_uid=course.content_uid).first()
    if bank is None:
        bank = QuestionBank.objects.create(course_uid=course.content_uid, title=course.title[:200])
        audit.record(by, "question_bank.create", bank, after={"title": bank.title})
    return bank


@transaction.atomic
def create(*, bank: QuestionBank, values: dict[str, Any], by: Any) -> Question:
    """A new question. Raises django.core.exceptions.ValidationError when something is missing."""
    return _save(Question(bank=bank), values, "question.create", by)


@transaction.atomic
def add_all(*, bank: QuestionBank, questions: list[dict[str, Any]], by: Any) -> int:
    """The questions that the bank does not hold yet, in their order; returns how many. Pressing twice adds nothing twice.

    Raises django.core.exceptions.ValidationError; then none is added.
    """
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    standing = {twin_key(question.kind, question.prompt) for question in bank.questions.all()}
    added = 0
    for values in questions:
        key = twin_key(values["kind"], values["prompt"])
        if key not in standing:
            standing.add(key)
            _save(Question(bank=bank), values, "question.create", by)
            added += 1
    return added


def twin_key(kind: str, prompt: str) -> tuple[str, str]:
    """Two questions of one kind with the same words are one."""
    return kind, " ".join(prompt.split())


@transaction.atomic
def change(*, question: Question, values: dict[str, Any], by: Any) -> Question:
    """The question as it will be asked from now on; attempts that were begun keep theirs. Raises ValidationError."""
    return _save(Question.objects.select_for_update().get(pk=question.pk), values, "question.change", by)


def _save(question: Question, values: dict[str, Any], verb: str, by: Any) -> Question:
    for name in FIELDS:
        setattr(question, name, values[name])
    question.full_clean()
    question.save()
    # The key stays out of the diary: it is read by more people than the questions.
    audit.record(by, verb, question, after={"kind": question.kind, "points": question.points})
    return question
