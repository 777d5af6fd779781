"""How answers to a quiz are marked. Pure: a snapshot and answers in, points out."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from lms.foundation.vietnamese import canonical_tone_placement, search_key

CENT = Decimal("0.01")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")


def mark(snapshot: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """`{"score", "max_score", "questions": [{"uid", "points", "max_points", "correct", "feedback", "explanation"}]}` (JSON).

    `answers` is `{question uid: option id | [option ids] | text}`; anything missing or of another shape earns nothing.
    """
    questions = [_mark_question(question, answers.get(question["uid"])) for question in snapshot["questions"]]
    score = sum((Decimal(str(question["points"])) for question in questions), Decimal(0))
    max_score = sum((Decimal(str(question["max_points"])) for question in questions), Decimal(0))
    return {"score": float(score), "max_score": float(max_score), "questions": questions}


def _mark_question(question: dict[str, Any], answer: Any) -> dict[str, Any]:
    chosen = _chosen_ids(question, answer)
    share = _share(question, answer, chosen)
    points = (Decimal(str(question["points"])) * share).quantize(CENT, ROUND_HALF_UP)
    feedback = "".join(option["feedback"] for option in question["options"] if option["id"] in chosen)
    return {
        "uid": question["uid"],
        "points": float(points),
        "max_points": question["points"],
        "correct": share == 1,
        "feedback": feedback,
        "explanation": question["explanation"],
    }


def _share(question: dict[str, Any], answer: Any, chosen: set[str]) -> Decimal:
    """The share of the points, from 0 to 1."""
    kind = question["kind"]
    if kind == "multiple":
        return _share_of_several(question, chosen)
    if kind in ("single", "true_false"):
        right = {option["id"] for option in question["options"] if option["correct"]}
        return Decimal(int(bool(chosen) and chosen == right))
    if not isinstance(answer, str):
        return Decimal(0)
    if kind == "number":
        return Decimal(int(_is_right_number(question, answer)))
    return Decimal(int(_is_accepted_text(question["answers"], answer)))


def _share_of_several(question: dict[str, Any], chosen: set[str]) -> Decimal:
    """Every right tick earns its part, every wrong one takes a part away, never below nothing."""
    right = {option["id"] for option in question["options"] if option["correct"]}
    if not right:
        return Decimal(0)
    return max(Decimal(0), Decimal(len(chosen & right) - len(chosen - right)) / len(right))


def _chosen_ids(question: dict[str, Any], answer: Any) -> set[str]:
    known = {option["id"] for option in question["options"]}
    given = answer if isinstance(answer, list) and question["kind"] == "multiple" else [answer]
    return {item for item in given if isinstance(item, str) and item in known}


def _is_accepted_text(accepted: list[str], answer: str) -> bool:
    """Case, spaces and the place of a tone (hòa, hoà) do not matter; who types no marks at all is understood, wrong marks are wrong."""
    given = _comparable(answer)
    if not given:
        return False
    if given == search_key(answer):
        return any(search_key(text) == given for text in accepted)
    return any(_comparable(text) == given for text in accepted)


def _comparable(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", canonical_tone_placement(text).casefold()))


def _is_right_number(question: dict[str, Any], answer: str) -> bool:
    right, tolerance = Decimal(question["answer"]), Decimal(question["tolerance"])
    return any(abs(number - right) <= tolerance for number in readings(answer))


def readings(text: str) -> list[Decimal]:
    """What a typed number may mean: 3,5 and 3.5 are the same; 1.000 is a thousand to some and one to others."""
    bare = "".join(text.split()).replace("\u2212", "-")
    spellings = [bare.replace(",", ".")]
    if _THOUSANDS.fullmatch(bare):
        spellings.append(bare.replace(".", "").replace(",", "."))
    return [number for spelling in spellings if (number := _decimal(spelling)) is not None]


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
