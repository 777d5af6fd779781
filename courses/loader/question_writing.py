"""The questions of a lesson's quizzes → rows of the course's bank."""

from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from courses.loader.fingerprints import digest
from courses.loader.records import QuestionRecord
from courses.loader.report import Outcome
from courses.models import LoadedContent, Question, QuestionBank


def bank_of(course_uid: UUID, title: str) -> QuestionBank:
    """The bank that the files of a course fill."""
    return QuestionBank.objects.get_or_create(uid=uuid5(course_uid, "question-bank"), defaults={"course_uid": course_uid, "title": title})[
        0
    ]


def write_question(record: QuestionRecord, bank: QuestionBank, path: str) -> Outcome:
    """A question that a teacher changed stays as it is."""
    values = _values(record)
    wanted = digest(values)
    row = LoadedContent.objects.filter(uid=record.uid, kind="question").first()
    question = Question.objects.filter(uid=record.uid).first()
    if question is not None and row is not None and row.source_digest == wanted:
        return "unchanged"
    if question is not None and (row is None or question_fingerprint(question) != row.written_digest):
        return "kept"
    outcome: Outcome = "updated" if question else "created"
    question = question or Question(uid=record.uid, bank=bank)
    for name, value in values.items():
        setattr(question, name, value)
    question.full_clean()
    question.save()
    question.refresh_from_db()
    LoadedContent.objects.update_or_create(
        uid=record.uid,
        kind="question",
        language="",
        defaults={"path": path, "source_digest": wanted, "written_digest": question_fingerprint(question), "loaded_at": timezone.now()},
    )
    return outcome


def question_fingerprint(question: Question) -> str:
    return digest(
        {name: getattr(question, name) for name in ("kind", "prompt", "points", "options", "answers", "answer", "tolerance", "explanation")}
    )


def _values(record: QuestionRecord) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "prompt": record.prompt,
        "points": record.points,
        "options": list(record.options),
        "answers": list(record.answers),
        "answer": record.answer,
        "tolerance": record.tolerance,
        "explanation": record.explanation,
    }
