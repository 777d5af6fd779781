"""What a learner's own results say, as plain values for the pages. No query, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courses.outline import Outline
from lms.learning.models import CurrentGrade, GradeItem, QuizAttempt


@dataclass(frozen=True)
class WorkLine:
    """One graded work, with the page where it is done. `state` is one of to_do, waiting, passed, below, graded."""

    item: GradeItem
    grade: CurrentGrade | None
    state: str
    url: str


def work_lines(items: list[GradeItem], grades: list[CurrentGrade | None], outline: Outline, tasks: Mapping[int, str]) -> list[WorkLine]:
    """The works in the order of the gradebook, each with its lesson or, by `tasks` {item id: address}, its own page."""
    lessons = {lesson.uid: lesson.url for lesson in outline.lessons}
    urls = {work.uid: lessons.get(work.lesson_uid, "") for work in outline.works}
    return [
        WorkLine(item, grade, state_of(item, grade), tasks.get(item.pk) or urls.get(item.content_uid, ""))
        for item, grade in zip(items, grades, strict=True)
    ]


def state_of(item: GradeItem, grade: CurrentGrade | None) -> str:
    """Required work passes at half of its scale (TT 03/2023/TT-BNV Điều 6); other work is only graded."""
    if grade is None:
        return "to_do"
    if grade.score is None or grade.needs_manual:
        return "waiting"
    if not item.required:
        return "graded"
    return "passed" if grade.score * 2 >= grade.max_score else "below"


@dataclass(frozen=True)
class OptionLine:
    """`verdict` as the component quiz_option knows it: right, wrong, missed or empty."""

    text: str
    checked: bool
    verdict: str
    feedback: str


@dataclass(frozen=True)
class QuestionLine:
    """`verdict` is right, partly, wrong or unanswered. `prompt`, `feedback` and `explanation` are safe HTML."""

    kind: str
    prompt: str
    points: Decimal
    max_points: Decimal
    verdict: str
    options: list[OptionLine]
    typed: str
    expected: str
    explanation: str


def question_lines(attempt: QuizAttempt, *, reveal: bool) -> list[QuestionLine]:
    """The questions of a submitted attempt with what was right. The right answers that were not given are named only when `reveal`."""
    marked = {each["uid"]: each for each in attempt.result["questions"]}
    return [
        _question_line(each, marked.get(each["uid"], {}), attempt.answers.get(each["uid"]), reveal=reveal)
        for each in attempt.snapshot["questions"]
    ]


def _question_line(question: dict[str, Any], marked: dict[str, Any], answer: Any, *, reveal: bool) -> QuestionLine:
    chosen = set(answer) if isinstance(answer, list) else {answer}
    return QuestionLine(
        kind=question["kind"],
        prompt=question["prompt"],
        points=Decimal(str(marked.get("points", 0))),
        max_points=Decimal(str(question["points"])),
        verdict=_verdict(marked, answer),
        options=[_option_line(option, checked=option["id"] in chosen, reveal=reveal) for option in question["options"]],
        typed=answer if isinstance(answer, str) and not question["options"] else "",
        expected=_expected(question) if reveal and not marked.get("correct") else "",
        explanation=marked.get("explanation", ""),
    )


def _verdict(marked: dict[str, Any], answer: Any) -> str:
    if not answer:
        return "unanswered"
    if marked.get("correct"):
        return "right"
    return "partly" if marked.get("points") else "wrong"


def _option_line(option: dict[str, Any], *, checked: bool, reveal: bool) -> OptionLine:
    if checked:
        return OptionLine(option["text"], True, "right" if option["correct"] else "wrong", option["feedback"])
    return OptionLine(option["text"], False, "missed" if reveal and option["correct"] else "", "")


def _expected(question: dict[str, Any]) -> str:
    """What should have been typed."""
    if question["options"]:
        return ""
    return (question["answer"] or "").replace(".", ",") if question["kind"] == "number" else (question["answers"] or [""])[0]


def unanswered(snapshot: dict[str, Any], answers: dict[str, Any]) -> list[int]:
    """The numbers of the questions that have no answer yet."""
    return [number for number, question in enumerate(snapshot["questions"], start=1) if not answers.get(question["uid"])]
