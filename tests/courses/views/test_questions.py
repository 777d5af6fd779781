"""Question banks in the editor: of one's own courses only."""

import pytest

from courses.models import Question, QuestionBank


@pytest.fixture
def foreign_question(make_course):
    bank = QuestionBank.objects.create(course_uid=make_course("Khác").content_uid, title="Ngân hàng khác")
    return Question.objects.create(bank=bank, kind="number", prompt="Bí mật", answer=1)


def form(**fields):
    rows = {f"options-{number}-{name}": "" for number in range(6) for name in ("text", "feedback")}
    management = {"options-TOTAL_FORMS": "6", "options-INITIAL_FORMS": "6", "options-MIN_NUM_FORMS": "0", "options-MAX_NUM_FORMS": "20"}
    base = {"kind": "single", "prompt": "Ai ký?", "points": "1", "accepted": "", "answer": "", "tolerance": "0", "explanation": ""}
    return {**rows, **management, **base, **fields}


def test_bank_list_shows_own_banks_only(editor, bank, foreign_question):
    html = editor.get("/admin/cau-hoi/").content.decode()

    assert "Ngân hàng" in html
    assert "Ngân hàng khác" not in html


def test_foreign_banks_and_questions_do_not_exist(editor, foreign_question):
    for address in (f"{foreign_question.bank_id}/", f"{foreign_question.bank_id}/moi/", f"sua/{foreign_question.pk}/"):
        assert editor.get(f"/admin/cau-hoi/{address}").status_code == 404


def test_banks_are_closed_to_people_without_the_editor(bank, question, client, trainee):
    client.force_login(trainee)

    for address in ("", f"{bank.pk}/", f"sua/{question.pk}/"):
        response = client.get(f"/admin/cau-hoi/{address}")
        assert response.status_code in (302, 403)
        assert "trách nhiệm" not in response.content.decode()


def test_question_create_keeps_options_with_their_feedback(editor, bank):
    fields = {"options-0-text": "Người", "options-0-correct": "on", "options-0-feedback": "Đúng", "options-1-text": "Máy"}

    response = editor.post(f"/admin/cau-hoi/{bank.pk}/moi/", form(**fields))

    assert response.status_code == 302
    assert Question.objects.get().options == [
        {"text": "Người", "correct": True, "feedback": "Đúng"},
        {"text": "Máy", "correct": False, "feedback": ""},
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"options-0-text": "Một"}, "ít nhất hai phương án"),
        ({"options-0-text": "Một", "options-1-text": "Hai"}, "đúng một phương án đúng"),
        ({"options-0-text": "Một", "options-1-text": "Một", "options-0-correct": "on"}, "chữ giống nhau"),
        ({"kind": "short_text"}, "ít nhất một câu trả lời"),
        ({"kind": "number"}, "con số đúng"),
        ({"points": "-1", "kind": "number", "answer": "1"}, "0"),
    ],
)
def test_question_create_says_what_is_missing_and_loses_nothing(editor, bank, fields, sentence):
    response = editor.post(f"/admin/cau-hoi/{bank.pk}/moi/", form(prompt="Chữ đã viết", **fields))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "Chữ đã viết" in response.content.decode()
    assert not Question.objects.exists()


def test_question_edit_changes_the_question(editor, question):
    response = editor.post(f"/admin/cau-hoi/sua/{question.pk}/", form(kind="number", prompt="Bao nhiêu?", answer="3.5"))

    assert response.status_code == 302
    changed = Question.objects.get()
    assert (changed.kind, changed.prompt, float(changed.answer), changed.options) == ("number", "Bao nhiêu?", 3.5, [])


def test_bank_create_makes_one_bank_a_course(editor, course):
    for _time in range(2):
        editor.post(f"/admin/cau-hoi/khoa-hoc/{course.pk}/")

    assert QuestionBank.objects.get().course_uid == course.content_uid
