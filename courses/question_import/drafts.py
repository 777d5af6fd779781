"""A question as it was read, whole or with what is missing in it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.marking import readings
from courses.models import Question
from courses.question_rules import WITH_OPTIONS, problem_with
from lms.foundation.vietnamese import normalise, normalise_lines, search_key

MAX_QUESTIONS = 200
LETTERS = "ABCDEFGH"
# Between several accepted answers.
_SEVERAL = re.compile(r"[|;]")
# What people write for a kind, folded.
KINDS = {
    "mot dap an": "single", "chon mot": "single", "trac nghiem": "single", "single": "single",
    "nhieu dap an": "multiple", "chon nhieu": "multiple", "multiple": "multiple",
    "dung sai": "true_false", "true false": "true_false",
    "chu ngan": "short_text", "dien tu": "short_text", "tra loi ngan": "short_text", "short text": "short_text",
    "so": "number", "dien so": "number", "number": "number",
}  # fmt: skip
TRUE, FALSE = {"dung", "true"}, {"sai", "false"}


@dataclass
class Option:
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass
class Raw:
    """What the file says, word for word. `place` is where: «Câu 3», «Dòng 5»."""

    place: str
    kind: str = ""
    prompt: str = ""
    points: str = ""
    right: str = ""
    tolerance: str = ""
    explanation: str = ""
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """`values` are those of `actions.questions.create`, with numbers as text so that they travel as JSON; `problems` are sentences."""

    place: str
    values: dict[str, Any]
    problems: tuple[str, ...] = ()

    @property
    def shown_answer(self) -> str:
        return shown(self.values["answer"])

    @property
    def shown_tolerance(self) -> str:
        return shown(self.values["tolerance"])

    @property
    def shown_points(self) -> str:
        return shown(self.values["points"])

    @property
    def kind_label(self) -> str:
        return str(Question.Kind(self.values["kind"]).label)


def shown(number: str | None) -> str:
    """As the reader's language writes it, without zeros that say nothing: 9,5."""
    return number_format(Decimal(number).normalize() + 0) if number else ""


def drafted(raw: Raw) -> Draft:
    """The question with its kind found out, and every problem in one go."""
    problems: list[str] = []
    options = _options(raw, problems)
    kind = _kind(raw, options, problems)
    answers = [normalise(text) for text in _SEVERAL.split(raw.right) if text.strip()] if kind == "short_text" else []
    answer = _number(raw.right, _("the answer"), problems) if kind == "number" else None
    values: dict[str, Any] = {
        "kind": kind,
        "prompt": normalise_lines(raw.prompt),
        "points": str(_number(raw.points, _("points"), problems) if raw.points else Decimal(1)),
        "options": [asdict(option) for option in options] if kind in WITH_OPTIONS else [],
        "answers": answers,
        "answer": None if answer is None else str(answer),
        "tolerance": str(_number(raw.tolerance, _("tolerance"), problems) if raw.tolerance else Decimal(0)),
        "explanation": normalise_lines(raw.explanation),
    }
    if not values["prompt"]:
        problems.append(_("The question has no text."))
    # What is already told need not be told again in other words.
    if not problems and (found := problem_with(kind=kind, options=values["options"], answers=answers, answer=answer)):
        problems.append(found)
    return Draft(raw.place, values, tuple(problems))


def _options(raw: Raw, problems: list[str]) -> list[Option]:
    """With those right that the line of answers names, where it names any."""
    if not raw.options:
        return _true_and_false(raw)
    if raw.right.strip():
        _mark(raw, problems)
    return [Option(normalise(each.text), each.correct, normalise_lines(each.feedback)) for each in raw.options if each.text.strip()]


def _true_and_false(raw: Raw) -> list[Option]:
    """«Đáp án: Đúng» without options is a question of true or false, unless its kind says otherwise."""
    right = search_key(raw.right)
    if right not in TRUE | FALSE or KINDS.get(search_key(raw.kind), "true_false") != "true_false":
        return []
    return [Option(_("True"), right in TRUE), Option(_("False"), right in FALSE)]


def _mark(raw: Raw, problems: list[str]) -> None:
    """By letter (A or A, C), or by an option's own words, as «Đúng»."""
    letters = set(search_key(raw.right).upper().replace(" ", ""))
    # Words first: «Ba» is an option's text before it is the letters B and A.
    by_words = [option for option in raw.options if search_key(option.text) == search_key(raw.right)]
    if by_words:
        for option in by_words:
            option.correct = True
    elif letters and letters <= set(LETTERS[: len(raw.options)]):
        for letter, option in zip(LETTERS, raw.options, strict=False):
            option.correct = letter in letters
    else:
        problems.append(_("The answer “%(right)s” names no option: write letters such as A or A, C.") % {"right": raw.right})


def _kind(raw: Raw, options: Sequence[Option], problems: list[str]) -> str:
    if raw.kind.strip():
        kind = KINDS.get(search_key(raw.kind))
        if kind:
            return kind
        problems.append(
            _("“%(kind)s” is no kind of question: write một đáp án, nhiều đáp án, đúng sai, chữ ngắn or số.") % {"kind": raw.kind.strip()}
        )
    if options:
        texts = {search_key(option.text) for option in options}
        if len(options) == 2 and texts & TRUE and texts & FALSE:
            return "true_false"
        return "multiple" if sum(option.correct for option in options) > 1 else "single"
    return "number" if raw.right and readings(raw.right) else "short_text"


def _number(text: str, name: str, problems: list[str]) -> Decimal | None:
    found = readings(text)
    if found:
        return found[-1]
    problems.append(_("“%(text)s” is no number (%(name)s): write for example 3,5.") % {"text": text, "name": name})
    return Decimal(0)
