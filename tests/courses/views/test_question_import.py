"""Choosing, looking, writing: what an editor sees, and what nobody else may do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.actions import course_staff
from courses.models import Question, QuestionBank
from courses.question_import.reading import word_template

pytestmark = pytest.mark.db


@pytest.fixture
def address(bank):
    return f"/admin/cau-hoi/{bank.pk}/nhap/"


def payload_in(html):
    return html.split('name="payload" value="')[1].split('"')[0]


def previewed(editor, address, **given):
    return editor.post(address, given).content.decode()


def test_a_word_file_is_shown_then_written_once(editor, bank, address):
    html = previewed(editor, address, file=SimpleUploadedFile("đề.docx", word_template()))
    assert "5 câu hỏi sẵn sàng" in html
    assert Question.objects.count() == 0

    for _press in range(2):
        response = editor.post(f"{address}ghi/", {"payload": payload_in(html)}, follow=True)

    assert response.status_code == 200
    kinds = [question.kind for question in bank.questions.all()]
    assert kinds == ["single", "multiple", "true_false", "number", "short_text"]
    assert str(bank.questions.get(kind="number").answer) == "75.000000"


def test_what_has_problems_or_is_there_already_is_left_out(editor, bank, address, question):
    html = previewed(
        editor, address, text=f"Câu 1. {question.prompt}\n*A. Một\nB. Hai\n\nCâu 2. Thiếu?\nA. Một\nB. Hai\n\nCâu 3. Mấy?\nĐáp án: 3"
    )

    assert "1 câu hỏi sẵn sàng" in html
    assert "Ngân hàng đã có câu này" in html
    editor.post(f"{address}ghi/", {"payload": payload_in(html)})
    assert [each.prompt for each in bank.questions.all()] == [question.prompt, "Mấy?"]


@pytest.mark.parametrize("given", [{}, {"text": "  "}])
def test_nothing_chosen_is_told(editor, address, given):
    assert "Hãy chọn một tệp, hoặc dán câu hỏi" in previewed(editor, address, **given)


def test_a_file_that_cannot_be_used_is_told_on_the_form_and_the_text_stays(editor, address):
    html = previewed(editor, address, text="Không phải câu hỏi")

    assert "Không tìm thấy câu hỏi nào" in html
    assert "Không phải câu hỏi" in html


def test_a_payload_of_another_bank_person_or_hand_writes_nothing(editor, bank, address, make_course, teacher):
    html = previewed(editor, address, text="Câu 1. Mấy?\nĐáp án: 3")
    other = make_course("Khác")
    course_staff.appoint(course=other, person=teacher, by=None)
    other_bank = QuestionBank.objects.create(course_uid=other.content_uid, title="Khác")

    for where, payload in ((other_bank.pk, payload_in(html)), (bank.pk, payload_in(html)[:-2] + "xx"), (bank.pk, "")):
        response = editor.post(f"/admin/cau-hoi/{where}/nhap/ghi/", {"payload": payload}, follow=True)
        assert "không còn dùng được" in response.content.decode()

    assert Question.objects.count() == 0


def test_a_foreign_bank_does_not_exist_and_a_stranger_gets_no_template(bank, address, make_course, teacher, stranger, client):
    course_staff.appoint(course=make_course("Của tôi"), person=teacher, by=None)
    client.force_login(teacher)
    assert [client.get(address).status_code, client.post(f"{address}ghi/").status_code] == [404, 404]
    assert client.get("/admin/cau-hoi/mau.xlsx").status_code == 200

    client.force_login(stranger)
    assert client.get("/admin/cau-hoi/mau.docx").status_code in (302, 403)
