"""A small course for tests, made through the site's own pages."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from modelsearch import signal_handlers
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Question, QuestionBank

QUIZ_UID = uuid.UUID("11111111-1111-4111-8111-111111111111")


def make_question(bank: QuestionBank, prompt: str) -> Question:
    options = [
        {"text": "Đúng", "correct": True, "feedback": "Chính xác."},
        {"text": "Sai", "correct": False, "feedback": "Đọc lại phần một."},
    ]
    return Question.objects.create(bank=bank, kind=Question.Kind.SINGLE, prompt=prompt, points=1, options=options)


def quiz_block(questions: list[Question], uid: uuid.UUID = QUIZ_UID, **values: Any) -> dict[str, Any]:
    items = [{"type": "item", "value": str(question.uid), "id": str(uuid.uuid4())} for question in questions]
    value = {"uid": str(uid), "title": "Tự kiểm tra", "required": True, "attempts": None, "questions": items} | values
    return {"type": "quiz", "value": value, "id": str(uuid.uuid4())}


def lab_block(lab_uid: uuid.UUID, *, required: bool = True) -> dict[str, Any]:
    return {"type": "lab", "value": {"lab": str(lab_uid), "required": required}, "id": str(uuid.uuid4())}


def text_block(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html, "id": str(uuid.uuid4())}


def add_page(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.refresh_from_db()
    return page


def root_page() -> Page:
    """The page above all pages; made again where a test with real transactions has emptied what the migrations made."""
    locale, _made = Locale.objects.get_or_create(language_code="vi")
    return Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))


@contextmanager
def unindexed() -> Iterator[None]:
    """A page that nobody searches for: keeping both indexes would take most of the time of making it."""
    with disable_reference_index_auto_update(), patch.object(signal_handlers, "insert_or_update_object_task"):
        yield


def bare_course(title: str, slug: str) -> CoursePage:
    """A course without lessons, right below the root: whatever stands on a course needs no more."""
    root = root_page()
    with unindexed():
        return root.add_child(instance=CoursePage(title=title, slug=slug, tier="T1", locale=root.locale))


def make_course(title: str = "Trí tuệ nhân tạo cơ bản", *, labs: tuple[uuid.UUID, ...] = ()) -> CoursePage:
    """A live Vietnamese course; `labs` are placed in its only lesson."""
    index = CourseIndexPage.objects.get(locale__language_code="vi")
    course = add_page(index, CoursePage(title=title, locale=index.locale, tier="T1", summary="Hiểu đúng, dùng an toàn."))
    module = add_page(course, ModulePage(title="Phần một", locale=index.locale))
    bank = QuestionBank.objects.create(title="Câu hỏi", course_uid=course.content_uid)
    questions = [make_question(bank, "AI là công cụ?"), make_question(bank, "Con người chịu trách nhiệm?")]
    blocks = [text_block("<p>AI là công cụ do con người làm ra.</p>"), quiz_block(questions), *[lab_block(uid) for uid in labs]]
    add_page(module, LessonPage(title="Bài một", locale=index.locale, body=json.dumps(blocks)))
    return CoursePage.objects.get(pk=course.pk)
