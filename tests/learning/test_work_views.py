"""The pages of works: teachers add and mark, learners hand in and ask; another person's address leads nowhere."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.foundation.spreadsheets import write_csv
from lms.learning.actions import enrollments, hand_ins
from lms.learning.models import CurrentGrade, HandIn, HandInTask, MarkReview

pytestmark = pytest.mark.django_db
RUN = "BDAI-2026-07"
PDF = b"%PDF-1.7 bai"
FORM = {"kind": "hand_in", "title": "Bài thu hoạch", "takes": ["text", "files"], "max_score": "10", "required": "on", "review_days": "5"}


def url(name, *args):
    return reverse(name, args=[RUN, *args])


def text_of(response) -> str:
    return response.content.decode()


def test_teacher_adds_a_work_with_a_rubric(client, class_run, teacher):
    client.force_login(teacher)

    response = client.post(url("work-create"), {**FORM, "rubric": "Nêu đúng vấn đề: 4\nTrình bày: 2,5"}, follow=True)

    assert "Đã thêm bài" in text_of(response)
    assert HandInTask.objects.get().item.max_score == Decimal("6.5")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rubric": "không có điểm"}, "chưa có điểm"),
        ({"takes": []}, "ít nhất một hình thức"),
        ({"max_score": "0"}, "lớn hơn 0"),
        ({"title": ""}, ""),
    ],
)
def test_wrong_work_comes_back_with_a_sentence(client, class_run, teacher, change, sentence):
    client.force_login(teacher)

    response = client.post(url("work-create"), {**FORM, **change})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not HandInTask.objects.exists()


def test_change_shows_what_is_there_and_saves(client, report, teacher):
    client.force_login(teacher)
    assert "Nêu đúng vấn đề: 4" in text_of(client.get(url("work-change", report.pk)))

    client.post(url("work-change", report.pk), {**FORM, "title": "Thu hoạch cuối khóa", "rubric": "Nêu đúng vấn đề: 4"})

    report.item.refresh_from_db()
    assert (report.item.title, report.item.max_score) == ("Thu hoạch cuối khóa", Decimal(4))


def test_remove_asks_first(client, report, teacher):
    client.force_login(teacher)
    assert "Xóa" in text_of(client.get(url("work-remove", report.pk)))
    assert HandInTask.objects.exists()

    client.post(url("work-remove", report.pk))

    assert not HandInTask.objects.exists()


def test_learner_finds_the_work_hands_in_and_teacher_marks(client, report, learner, trainee, teacher):
    client.force_login(trainee)
    page = url("work-hand-in", report.pk)
    assert page in text_of(client.get(url("run-detail")))
    response = client.post(page, {"text": "Tôi đã thử…", "files": [SimpleUploadedFile("trang 1.pdf", PDF)]}, follow=True)
    assert "Đã nhận bài" in text_of(response)

    client.force_login(teacher)
    assert "1 bài cần chấm" in text_of(client.get(url("work-list")))
    assert learner.person.full_name in text_of(client.get(url("work-detail", report.pk), {"loc": "to_mark"}))
    marking = url("work-mark", report.pk, learner.pk)
    assert "Tôi đã thử" in text_of(client.get(marking))
    keys = [line["key"] for line in report.rubric]
    refused = client.post(marking, {f"line-{keys[0]}": "4", f"line-{keys[1]}": "sáu", "remark": "Giữ lời này."})
    assert refused.status_code == 422
    assert "Giữ lời này." in text_of(refused)
    assert client.post(marking, {f"line-{keys[0]}": "4", f"line-{keys[1]}": "5,5", "remark": "Tốt."}).headers["Location"] == url(
        "work-detail", report.pk
    )

    client.force_login(trainee)
    seen = text_of(client.get(page))
    assert "9,50/10" in seen
    assert "Tốt." in seen


def test_refused_hand_in_keeps_the_text(client, report, learner, trainee):
    client.force_login(trainee)

    response = client.post(url("work-hand-in", report.pk), {"text": "Đừng mất tôi", "files": [SimpleUploadedFile("x.exe", b"MZ")]})

    assert response.status_code == 422
    assert "Đừng mất tôi" in text_of(response)
    assert "x.exe" in text_of(response)
    assert not HandIn.objects.exists()


def test_file_of_a_hand_in_is_for_its_learner_and_the_staff_alone(client, report, learner, trainee, teacher, stranger):
    client.force_login(trainee)
    client.post(url("work-hand-in", report.pk), {"files": [SimpleUploadedFile("bài.pdf", PDF)]})
    file = reverse("hand-in-file", args=[HandIn.objects.get().pk, 0])

    for person, status in ((trainee, 200), (teacher, 200), (stranger, 404)):
        client.force_login(person)
        response = client.get(file)
        assert response.status_code == status
        response.close()
    client.force_login(trainee)
    response = client.get(file)
    assert b"".join(response.streaming_content) == PDF
    response.close()
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert client.get(reverse("hand-in-file", args=[HandIn.objects.get().pk, 1])).status_code == 404


@pytest.mark.parametrize("name", ["work-detail", "work-change", "work-remove", "paper-sheet", "paper-import", "paper-type"])
def test_pages_of_markers_are_closed_to_learners_and_strangers(client, report, learner, trainee, stranger, name):
    for person, status in ((trainee, 403), (stranger, 404)):
        client.force_login(person)
        method = client.post if name == "paper-type" else client.get
        assert method(url(name, report.pk)).status_code == status


def test_page_of_a_learner_is_closed_to_strangers_and_staff(client, report, learner, stranger, teacher):
    for person in (stranger, teacher):
        client.force_login(person)
        assert client.get(url("work-hand-in", report.pk)).status_code == 404


def test_work_of_another_run_is_not_found(client, report, teacher, course):
    from lms.learning.actions import runs

    other = runs.open_run(course=course, code="BDAI-2026-08", by=None)
    runs.appoint_staff(run=other, person=teacher, by=None)
    client.force_login(teacher)

    assert client.get(reverse("work-detail", args=["BDAI-2026-08", report.pk])).status_code == 404


def test_typed_marks_are_written_all_or_none(client, paper_test, learner, class_run, teacher, person_factory):
    second = enrollments.enroll(person=person_factory("Võ Thị Sáu", "sau@hoc.example"), run=class_run, by=None, source="roster")
    client.force_login(teacher)

    wrong = client.post(url("paper-type", paper_test.pk), {f"score-{learner.pk}": "8,5", f"score-{second.pk}": "11"})
    assert wrong.status_code == 422
    assert 'value="8,5"' in text_of(wrong)
    assert len(re.findall("aria-invalid", text_of(wrong))) == 1
    assert not CurrentGrade.objects.filter(item=paper_test.item).exists()

    client.post(url("paper-type", paper_test.pk), {f"score-{learner.pk}": "8,5", f"score-{second.pk}": ""})
    assert CurrentGrade.objects.get(item=paper_test.item).score == Decimal("8.5")


def test_marks_from_a_file_are_checked_first_and_written_once(client, paper_test, learner, teacher):
    client.force_login(teacher)
    data = write_csv([["Họ và tên", "Điểm"], [learner.person.full_name, "9"], ["Không Có Ai", "9"]])

    checked = client.post(url("paper-import", paper_test.pk), {"file": SimpleUploadedFile("diem.csv", data)})
    assert "Không ai trong lớp" in text_of(checked)
    assert not CurrentGrade.objects.filter(item=paper_test.item).exists()

    token = re.search(r'name="token" value="([^"]+)"', text_of(checked))[1]
    for sentence in ("Đã ghi 1 điểm", "Không có gì thay đổi"):
        assert sentence in text_of(client.post(url("paper-commit", paper_test.pk), {"token": token}, follow=True))
    assert "quá cũ" in text_of(client.post(url("paper-commit", paper_test.pk), {"token": "x"}, follow=True))


def test_file_that_is_no_table_gets_a_sentence(client, paper_test, teacher):
    client.force_login(teacher)

    response = client.post(url("paper-import", paper_test.pk), {"file": SimpleUploadedFile("diem.xlsx", b"PK\x03\x04 no")})

    assert response.status_code == 422
    assert "diem.xlsx" in text_of(response)
    assert client.post(url("paper-import", paper_test.pk)).status_code == 422


def test_review_goes_to_another_marker_and_the_answer_comes_back(client, report, learner, trainee, teacher, second_marker):
    keys = [line["key"] for line in report.rubric]
    hand_ins.mark(task=report, enrollment=learner, points={keys[0]: Decimal(1), keys[1]: Decimal(1)}, by=teacher)
    client.force_login(trainee)
    assert "Đề nghị phúc khảo điểm này" in text_of(client.get(url("work-hand-in", report.pk)))
    client.post(url("review-ask", report.pk), {"reason": "Phần 2 chưa chấm."})

    client.force_login(teacher)
    own = client.post(url("work-mark", report.pk, learner.pk), {f"line-{key}": "3" for key in keys} | {"remark": "Sửa"})
    assert own.status_code == 422
    assert "người khác với người chấm lần đầu" in text_of(own)

    client.force_login(second_marker)
    assert "Phần 2 chưa chấm." in text_of(client.get(url("work-list")))
    client.post(url("work-mark", report.pk, learner.pk), {f"line-{key}": "3" for key in keys} | {"remark": "Đúng là sót."})

    assert MarkReview.objects.get().state == MarkReview.State.CHANGED
    client.force_login(trainee)
    assert "Đúng là sót." in text_of(client.get(url("work-hand-in", report.pk)))
    assert "đã đạt" in text_of(client.post(url("review-ask", report.pk), {"reason": "Nữa"}, follow=True))
