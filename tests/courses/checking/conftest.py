"""A course of one lesson that has everything; a test takes one thing away and says what must be told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from courses.checking import walk
from courses.loader.reading import read_curriculum
from tests.courses.conftest import write

COURSE = """---
uid: 2fdf9c0e-99a6-4c0c-8cd1-a352103ad4e8
slug: thu
title: Khóa thử
summary: Tóm tắt khóa thử.
picture: pictures/bia.svg
tier: T1
audiences: [civil_servant]
strands: [ETH]
proficiency_level: 2
licence: CC BY 4.0
reviewed_on: 2026-11-20
---

## Khóa học này dành cho ai

Cho mọi người.

## Cần có gì trước khi học

Không cần gì.

## Học xong, bạn làm được gì

Nhiều việc.

## Cách học

Đọc và làm.

## Bài cuối khóa

Viết một trang.
"""
GUIDE = """---
title: Hướng dẫn
---

## Chia thời gian

Hai buổi.

## Câu hỏi thảo luận

Vì sao?

## Những chỗ hay hiểu lầm

Vài chỗ.

## Chấm phần viết

Theo ba ý.
"""
HEAD = """---
uid: 3e9ecf93-d5bd-4506-8f63-5ad1a191cd8e
title: Bài một
summary: Tóm tắt bài một.
goals: [Kể được hai ví dụ, Chọn được một cách làm]
duration_periods: 1
competencies:
  - {framework: TT02-2025, code: D6-B2}
reviewed_on: 2026-11-22
second_reading: 2026-11-23
sources:
  - {title: Dữ liệu đặt ra để luyện tập}
---
"""
QUESTION = """  - uid: cb4c154b-4a36-4bcf-b39e-7327da59466{number}
    kind: single
    prompt: Câu số {number}?
    options:
      - {{text: Thế này, correct: {first}, feedback: Ý thứ nhất của câu {number}.}}
      - {{text: Thế kia, correct: {second}, feedback: Ý thứ hai của câu {number}.}}
    explanation: Giải thích câu {number}.
"""


def words(number: int, word: str = "chữ") -> str:
    """`number` different words in sentences of ten."""
    return " ".join(f"{word}{at}." if at % 10 == 9 else f"{word}{at}" for at in range(number))


def questions(number: int = 5) -> str:
    shown = [QUESTION.format(number=at, first=str(at % 2 == 0).lower(), second=str(at % 2 == 1).lower()) for at in range(number)]
    return ":::quiz\nuid: 007911ef-48b1-4336-b197-d24cb0f573c9\ntitle: Kiểm tra\nquestions:\n" + "".join(shown) + ":::\n"


PICTURE = ":::picture\nfile: pictures/bia.svg\ndescription: Một hình.\n:::\n"
ACTIVITY = ":::activity\ntitle: Làm thử\ntext: |\n  1. Xếp thẻ.\n:::\n"
LESSON = "\n".join([HEAD, words(600), "", PICTURE, ACTIVITY, questions()])


@pytest.fixture
def course(db, tmp_path) -> Path:
    folder = tmp_path / "curriculum" / "thu"
    write(folder / "course.md", COURSE)
    write(folder / "teacher-guide.md", GUIDE)
    write(folder / "pictures/bia.svg", "<svg/>")
    write(folder / "01-hieu-dung/module.md", "---\nuid: b3fcd133-6e1e-43d3-b522-3efb6ee3dc90\ntitle: Hiểu đúng\n---\n")
    write(folder / "01-hieu-dung/01-bai-mot.md", LESSON)
    return folder


@pytest.fixture
def told(course) -> Callable[..., list[str]]:
    """The sentences about the course after `changes`: {file: (what stands there, what to write instead)}."""

    def told(**changes: tuple[str, str]) -> list[str]:
        names = {"lesson": "01-hieu-dung/01-bai-mot.md", "course": "course.md", "guide": "teacher-guide.md"}
        for name, (old, new) in changes.items():
            path = course / names[name]
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return [str(problem).partition(": ")[2] for problem in walk.shortcomings(read_curriculum(course.parent))]

    return told
