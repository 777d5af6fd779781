"""Passages that stand word for word in two lessons. A learner who meets them twice stops reading."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from courses.checking.limits import SAME_WORDS
from courses.checking.texts import READ, text_of
from courses.loader.problems import Problems
from courses.loader.records import LessonRecord

_WORD = re.compile(r"\w+")


def check_similarity(lessons: list[LessonRecord], problems: Problems) -> None:
    """Adds one line for each pair of lessons that share a passage, at the later of the two."""
    seen: dict[tuple[str, ...], Path] = {}
    told: set[tuple[Path, Path]] = set()
    for lesson in lessons:
        for passage in passages(full_text(lesson)):
            first = seen.setdefault(passage, lesson.path)
            if first != lesson.path and (first, lesson.path) not in told:
                told.add((first, lesson.path))
                problems.add(
                    lesson.path,
                    0,
                    _("These words stand in %(path)s too: “%(words)s”. Say it anew or refer to the other lesson.")
                    % {"path": first.relative_to(problems.root), "words": " ".join(passage)},
                )


def full_text(lesson: LessonRecord) -> str:
    questions = [
        text for each in lesson.questions for text in (each.prompt, each.explanation, *(option["feedback"] for option in each.options))
    ]
    return "\n".join([text_of(lesson.blocks, (*READ, "teacher", "annex")), *questions])


def passages(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of SAME_WORDS words inside one paragraph."""
    for line in text.lower().splitlines():
        words = _WORD.findall(line)
        yield from (tuple(words[at : at + SAME_WORDS]) for at in range(len(words) - SAME_WORDS + 1))
