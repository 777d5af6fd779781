"""A small course, made as the loader and the editor would make it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from courses import lab_directory
from courses.actions import course_staff
from courses.lab_directory import LabFacts
from courses.models import Audience, CourseIndexPage, CoursePage, LessonPage, ModulePage, Question, QuestionBank

QUIZ_UID = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def index(site_tree) -> CourseIndexPage:
    return CourseIndexPage.objects.get(locale__language_code="vi")


@pytest.fixture
def make_course(index) -> Callable[..., CoursePage]:
    def make(title: str, *, audiences: tuple[str, ...] = ("civil_servant",), **fields: Any) -> CoursePage:
        course = CoursePage(title=title, locale=index.locale, **{"tier": "T1", "summary": "Tóm tắt", **fields})
        course.audiences = list(Audience.objects.filter(code__in=audiences))
        index.add_child(instance=course)
        return course

    return make


@pytest.fixture
def course(make_course) -> CoursePage:
    return make_course("Trí tuệ nhân tạo trong công vụ")


@pytest.fixture
def make_lesson() -> Callable[..., LessonPage]:
    def make(course: CoursePage, title: str, body: list[dict[str, Any]] | None = None, **fields: Any) -> LessonPage:
        module = ModulePage.objects.child_of(course).first()
        if module is None:
            module = ModulePage(title="Hiểu đúng", locale=course.locale)
            course.add_child(instance=module)
        lesson = LessonPage(title=title, locale=course.locale, body=json.dumps(body or [text("<p>Nội dung cũ</p>")]), **fields)
        module.add_child(instance=lesson)
        return lesson

    return make


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html, "id": str(uuid4())}


def quiz(*questions: Question, uid: UUID = QUIZ_UID, **fields: Any) -> dict[str, Any]:
    items = [{"type": "item", "value": str(question.uid), "id": str(uuid4())} for question in questions]
    value = {"uid": str(uid), "title": "Kiểm tra nhanh", "required": True, "attempts": 2, "questions": items, **fields}
    return {"type": "quiz", "value": value, "id": str(uuid4())}


def lab(uid: UUID, *, required: bool = True) -> dict[str, Any]:
    return {"type": "lab", "value": {"lab": str(uid), "required": required}, "id": str(uuid4())}


@pytest.fixture
def lesson(course, make_lesson) -> LessonPage:
    return make_lesson(course, "AI là gì")


@pytest.fixture
def editor(course, teacher, client) -> Any:
    """A browser in which the teacher of `course` is logged in."""
    course_staff.appoint(course=course, person=teacher, by=None)
    client.force_login(teacher)
    return client


@pytest.fixture
def bank(course) -> QuestionBank:
    return QuestionBank.objects.create(course_uid=course.content_uid, title="Ngân hàng")


@pytest.fixture
def question(bank) -> Question:
    options = [
        {"text": "Người ký", "correct": True, "feedback": "Đúng rồi."},
        {"text": "Cái máy", "correct": False, "feedback": "Máy không chịu trách nhiệm."},
    ]
    return Question.objects.create(
        bank=bank, kind="single", prompt="Ai chịu **trách nhiệm**?", points=2, options=options, explanation="Người ký chịu trách nhiệm."
    )


class Shelf:
    """A directory of labs that belongs to one test."""

    def __init__(self) -> None:
        self.labs: dict[UUID, LabFacts] = {}
        self.owners: dict[UUID, set[int]] = {}

    def add(self, title: str, *owners: Any, **facts: Any) -> UUID:
        uid = uuid4()
        self.labs[uid], self.owners[uid] = LabFacts(title, **facts), {owner.pk for owner in owners}
        return uid

    def choices_for(self, user: Any) -> list[tuple[UUID, str]]:
        return [(uid, facts.title) for uid, facts in self.labs.items() if user.pk in self.owners[uid]]

    def facts_of(self, uids: Any) -> dict[UUID, LabFacts]:
        return {uid: self.labs[uid] for uid in uids if uid in self.labs}


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(lab_directory, "_directory", shelf)
    return shelf


COURSE = """---
uid: 2fdf9c0e-99a6-4c0c-8cd1-a352103ad4e8
slug: thu
title: Khóa thử
summary: Tóm tắt khóa thử.
tier: T1
audiences: [civil_servant, public_employee]
strands: [ETH]
proficiency_level: 2
duration_periods: 2
licence: CC BY 4.0
authors: [Nhóm biên soạn]
reviewed_on: 2026-11-20
open: true
---

## Dành cho ai

Cho **mọi người**.
"""
MODULE = """---
uid: b3fcd133-6e1e-43d3-b522-3efb6ee3dc90
title: Hiểu đúng
summary: Chuyên đề đầu.
---
"""
LESSON = """---
uid: 3e9ecf93-d5bd-4506-8f63-5ad1a191cd8e
title: Bài một
goals: [Kể được hai ví dụ]
duration_periods: 1
---

## Máy học từ ví dụ

Máy **không** hiểu.

:::quiz
uid: 007911ef-48b1-4336-b197-d24cb0f573c9
title: Kiểm tra nhanh
required: true
questions:
  - uid: cb4c154b-4a36-4bcf-b39e-7327da594668
    kind: single
    prompt: Ai chịu trách nhiệm?
    options:
      - {text: Người ký, correct: true, feedback: Đúng.}
      - {text: Cái máy, correct: false}
:::
"""


@pytest.fixture
def files(tmp_path) -> Path:
    """A complete curriculum of one course, one module, one lesson."""
    root = tmp_path / "curriculum"
    write(root / "thu" / "course.md", COURSE)
    write(root / "thu" / "01-hieu-dung" / "module.md", MODULE)
    write(root / "thu" / "01-hieu-dung" / "01-bai-mot.md", LESSON)
    return root


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path
