"""The lesson's editor: labs and questions of the one who edits."""

import json
from html import unescape
from uuid import uuid4

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.actions import course_staff
from courses.models import LessonPage
from tests.courses.conftest import QUIZ_UID, lab, quiz


def post(client, lesson: LessonPage, blocks: list, action: str | None = None, title: str = "AI là gì"):
    data = {
        "title": title, "slug": lesson.slug, "summary": "", "goals": "", "tier": "", "proficiency_level": "", "duration_periods": "",
        "licence": "CC BY 4.0", "authors": "", "reviewed_on": "", "body": streamfield(blocks), "competencies": streamfield([]), "sources": streamfield([]),
        "seo_title": "", "search_description": "", "go_live_at": "", "expire_at": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
    }  # fmt: skip
    data = nested_form_data(data)
    if action:
        data[action] = "1"
    return client.post(f"/admin/pages/{lesson.pk}/edit/", data)


def in_page(words: str, html: str) -> bool:
    """Block definitions travel as JSON inside attributes."""
    bare = unescape(html)
    return words in bare or json.dumps(words)[1:-1] in bare or json.dumps(json.dumps(words))[3:-3] in bare


def body_of_draft(lesson: LessonPage) -> str:
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    return json.dumps(list(draft.body.raw_data), ensure_ascii=False)


def test_editor_opens_in_vietnamese_with_the_labs_of_this_teacher_only(editor, lesson, teacher, stranger, shelf):
    shelf.add("Bài của tôi", teacher)
    shelf.add("Bài bí mật của người khác", stranger)

    html = editor.get(f"/admin/pages/{lesson.pk}/edit/").content.decode()

    assert in_page("Bài của tôi", html)
    assert not in_page("bí mật", html)
    assert "Cấp độ và đối tượng" in html


def test_a_draft_keeps_the_published_text(editor, lesson, shelf):
    response = post(editor, lesson, [("text", rich_text("<p>Nội dung mới</p>"))])

    assert response.status_code in (200, 302)
    assert "Nội dung mới" in body_of_draft(lesson)
    assert "Nội dung cũ" in editor.get(lesson.get_url()).content.decode()


def test_publishing_shows_the_new_text(editor, lesson, shelf):
    post(editor, lesson, [("text", rich_text("<p>Nội dung mới</p>"))], "action-publish")

    assert "Nội dung mới" in editor.get(lesson.get_url()).content.decode()


def test_a_teacher_places_a_lab_that_is_his(editor, lesson, teacher, shelf):
    uid = shelf.add("Bài của tôi", teacher)

    post(editor, lesson, [("lab", {"lab": str(uid), "required": "on"})], "action-publish")

    assert LessonPage.objects.get(pk=lesson.pk).body[0].value["lab"] == str(uid)


def test_a_teacher_cannot_place_a_lab_that_is_not_his(editor, lesson, stranger, shelf):
    uid = shelf.add("Bài của người khác", stranger)

    response = post(editor, lesson, [("lab", {"lab": str(uid), "required": "on"})], "action-publish")

    assert response.status_code == 200
    assert in_page("không có hoặc bạn không được dùng", response.content.decode())
    assert not any(block.block_type == "lab" for block in LessonPage.objects.get(pk=lesson.pk).body)


def test_a_lab_that_stands_in_the_lesson_may_stay(editor, lesson, stranger, shelf):
    uid = shelf.add("Bài của người khác", stranger)
    lesson.body = json.dumps([lab(uid)])
    lesson.save_revision().publish()

    post(editor, lesson, [("lab", {"lab": str(uid), "required": "on"})], "action-publish", title="Tên mới")

    kept = LessonPage.objects.get(pk=lesson.pk)
    assert (kept.title, kept.body[0].value["lab"]) == ("Tên mới", str(uid))


def test_a_new_quiz_gets_its_uid_and_an_old_one_keeps_it(editor, lesson, question, shelf):
    new = {"uid": "", "title": "Mới", "attempts": "", "questions": streamfield_list([str(question.uid)])}
    post(editor, lesson, [("quiz", new)], "action-publish")
    first = LessonPage.objects.get(pk=lesson.pk).body[0].value["uid"]
    post(editor, lesson, [("quiz", {**new, "uid": first, "title": "Sửa"})], "action-publish")

    value = LessonPage.objects.get(pk=lesson.pk).body[0].value
    assert len(first) == 36
    assert (value["uid"], value["title"]) == (first, "Sửa")


def test_a_quiz_takes_no_question_of_a_foreign_bank(editor, lesson, make_course, shelf):
    from courses.models import Question, QuestionBank

    bank = QuestionBank.objects.create(course_uid=make_course("Khác").content_uid, title="Khác")
    foreign = Question.objects.create(bank=bank, kind="number", prompt="?", answer=1)

    post(
        editor,
        lesson,
        [("quiz", {"uid": "", "title": "Mới", "attempts": "", "questions": streamfield_list([str(foreign.uid)])})],
        "action-publish",
    )

    assert not any(block.block_type == "quiz" for block in LessonPage.objects.get(pk=lesson.pk).body)


def test_a_foreign_question_that_stands_in_the_lesson_may_stay(editor, lesson, make_course, shelf):
    from courses.models import Question, QuestionBank

    bank = QuestionBank.objects.create(course_uid=make_course("Khác").content_uid, title="Khác")
    foreign = Question.objects.create(bank=bank, kind="number", prompt="?", answer=1)
    lesson.body = json.dumps([quiz(foreign)])
    lesson.save_revision().publish()

    post(
        editor,
        lesson,
        [("quiz", {"uid": str(QUIZ_UID), "title": "Sửa", "attempts": "", "questions": streamfield_list([str(foreign.uid)])})],
        "action-publish",
    )

    assert LessonPage.objects.get(pk=lesson.pk).body[0].value["title"] == "Sửa"


def test_the_editor_of_a_foreign_lesson_is_closed(editor, make_course, make_lesson):
    foreign = make_lesson(make_course("Khác"), "Bài khác")

    response = editor.get(f"/admin/pages/{foreign.pk}/edit/")

    assert response.status_code in (302, 403)
    assert "Bài khác" not in response.content.decode()


def test_preview_shows_the_unsaved_text(editor, lesson, shelf):
    edit = editor.get(f"/admin/pages/{lesson.pk}/edit/")
    assert edit.status_code == 200

    response = editor.get(f"/admin/pages/{lesson.pk}/view_draft/")

    assert response.status_code == 200
    assert "Nội dung cũ" in response.content.decode()


def streamfield_list(values: list[str]) -> dict[str, str]:
    """A ListBlock as the editor posts it."""
    data = {"count": str(len(values))}
    for number, value in enumerate(values):
        data |= {
            f"{number}-deleted": "",
            f"{number}-order": str(number),
            f"{number}-type": "item",
            f"{number}-value": value,
            f"{number}-id": str(uuid4()),
        }
    return data


def test_the_editor_of_the_next_teacher_shows_that_teachers_labs(editor, course, lesson, teacher, person_factory, shelf, client):
    shelf.add("Bài của người thứ nhất", teacher)
    editor.get(f"/admin/pages/{lesson.pk}/edit/")
    other = person_factory("Trần Văn Hai", "hai@hoc.example")
    course_staff.appoint(course=course, person=other, by=None)
    shelf.add("Bài của người thứ hai", other)
    client.force_login(other)

    html = client.get(f"/admin/pages/{lesson.pk}/edit/").content.decode()

    assert in_page("người thứ hai", html)
    assert not in_page("người thứ nhất", html)


def test_a_new_page_is_addressed_by_its_whole_title_and_takes_the_licence_of_its_course(editor, course, lesson):
    course.licence = "CC BY 4.0"
    course.save()
    module = lesson.get_parent()
    module.specific_class.objects.filter(pk=module.pk).update(licence="CC BY 4.0")
    address = f"/admin/pages/add/courses/lessonpage/{module.pk}/"

    html = editor.get(address).content.decode()
    data = {
        "title": "Đọc biểu đồ nhiệt độ", "slug": "", "summary": "", "goals": "", "tier": "", "proficiency_level": "", "duration_periods": "",
        "licence": "CC BY 4.0", "authors": "", "reviewed_on": "", "body": streamfield([]), "competencies": streamfield([]),
        "sources": streamfield([]), "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
    }  # fmt: skip
    data = nested_form_data(data)
    editor.post(address, data)

    assert 'data-w-sync-target-value="#id_slug' not in html
    assert '<option value="CC BY 4.0" selected>' in html
    assert LessonPage.objects.get(title="Đọc biểu đồ nhiệt độ").slug == "doc-bieu-do-nhiet-do"
