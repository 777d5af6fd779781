"""Right answers of the shipped course, read from its own files: what a diligent trainee would know."""

import re
from pathlib import Path
from typing import Any

import yaml

COURSE = Path(__file__).resolve().parents[2] / "courses" / "curriculum" / "tri-tue-nhan-tao-trong-cong-vu"
QUIZ = re.compile(r"^:::quiz\n(.*?)^:::$", re.MULTILINE | re.DOTALL)


def quizzes() -> dict[str, list[dict[str, Any]]]:
    """{quiz uid: its questions as the author wrote them}."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(COURSE.glob("*/*.md")):
        for inside in QUIZ.findall(path.read_text()):
            quiz = yaml.safe_load(inside)
            found[str(quiz["uid"])] = quiz["questions"]
    return found


def right_options(question: dict[str, Any]) -> list[str]:
    return [option["text"] for option in question.get("options", []) if option.get("correct")]


def typed(question: dict[str, Any]) -> str:
    return str(question["answers"][0]) if question["kind"] == "short_text" else str(question["answer"])
