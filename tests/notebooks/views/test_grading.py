"""A grader's pages: the list of submissions, one question across people, and grading without names."""

import re
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.foundation.models import AccessEntry, AuditEntry
from lms.learning.actions import runs
from notebooks.actions import answers, appeals, rubrics
from notebooks.anonymity import label_of
from notebooks.models import Assignment, Extension, GradingRun, ManualScore, Remark, RubricItem, SubmissionCredit

from ..material.classroom import seat
from ..material.graded import graded, graded_class

pytestmark = pytest.mark.django_db
CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"
LIST = f"/bai-thuc-hanh/cham/{CODE}/{SLUG}/"


def of_question(name, *args, grade_id="why"):
    return reverse(name, args=[CODE, SLUG, "bai1", grade_id, *args])


@pytest.fixture
def teacher_client(client, teacher):
    client.force_login(teacher)
    return client


def queries_of(client, address):
    """Of the second visit: the first one in a session also asks for consent."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def rows_in(response):
    return [who for _row, who in response.context["rows"]]


# --- the list ---------------------------------------------------------------------------------------------------------
@pytest.mark.db
def test_submission_list_takes_twelve_queries_for_one_and_for_sixty(teacher_client, run_of_course, lab):
    graded_class(run_of_course, lab, 1)
    one = queries_of(teacher_client, LIST)
    graded_class(run_of_course, lab, 60)

    assert queries_of(teacher_client, LIST) == one <= 12


@pytest.mark.slow
def test_submission_list_of_1200_takes_less_than_300_ms(teacher_client, run_of_course, lab):
    graded_class(run_of_course, lab, 1200)
    teacher_client.get(LIST)

    spent = []
    for _ in range(5):
        before = time.process_time()
        teacher_client.get(LIST)
        spent.append(time.process_time() - before)

    assert min(spent) < 0.3


def test_submission_list_shows_the_newest_of_each_learner_and_how_many_there_were(teacher_client, place, lab):
    [older] = graded([place], lab)
    [newer] = graded([place], lab, at=older.received_at + timedelta(minutes=5))

    response = teacher_client.get(LIST)

    [(row, who)] = response.context["rows"]
    assert (row.submission.pk, row.attempts, who) == (newer.pk, 2, "Trần Ngọc Ánh")


def test_submission_list_shows_a_group_once_with_everybody(teacher_client, run_of_course, lab, place):
    [mate] = seat(run_of_course, 1)
    graded([mate], lab)
    [shared] = graded([place], lab, at=shared_later(mate))
    SubmissionCredit.objects.create(submission=shared, enrollment=mate)

    assert rows_in(teacher_client.get(LIST)) == ["Nguyễn Thị An, Trần Ngọc Ánh"]


def shared_later(mate):
    return mate.submissions.get().received_at + timedelta(minutes=5)


@pytest.mark.db
def test_submission_list_filters_and_counts(teacher_client, run_of_course, lab, trainee, place):
    waiting = graded(seat(run_of_course, 2), lab)
    [mine] = graded([place], lab, state=GradingRun.State.GRADED)
    [failed] = graded(seat(run_of_course, 1), lab, state=GradingRun.State.FAILED)
    appeals.ask(submission=mine, notebook="bai1", grade_id="why", text="Nhờ xem lại.", by=trainee)

    counts = teacher_client.get(LIST).context["counts"]
    shown = {
        state: {row.submission.pk for row, _who in teacher_client.get(LIST, {"state": state}).context["rows"]}
        for state in ("waiting", "failed", "appeal", "late", "nonsense")
    }

    assert (counts["all"], counts["waiting"], counts["failed"], counts["appeal"], counts["late"]) == (4, 2, 1, 1, 0)
    assert shown["waiting"] == {each.pk for each in waiting}
    assert shown["failed"] == {failed.pk}
    assert shown["appeal"] == {mine.pk}
    assert shown["late"] == set()
    assert len(shown["nonsense"]) == 4


@pytest.mark.db
def test_submission_list_knows_late_work_and_extensions(teacher_client, run_of_course, lab, teacher):
    early, late, extended = graded_class(run_of_course, lab, 3)
    assignment = Assignment.objects.create(run=run_of_course, lab=lab, closes_at=early.received_at)
    for hours in (-1, 1):
        until = extended.received_at + timedelta(hours=hours)
        Extension.objects.create(assignment=assignment, enrollment=extended.enrollment, closes_at=until, reason="Ốm", by=teacher)

    response = teacher_client.get(LIST, {"state": "late"})

    assert [row.submission.pk for row, _who in response.context["rows"]] == [late.pk]
    assert "muộn" in response.content.decode()


def test_submission_list_finds_names_without_marks_and_sorts(teacher_client, run_of_course, lab, place):
    graded(seat(run_of_course, 2), lab)
    [mine] = graded([place], lab)
    GradingRun.objects.filter(submission=mine).update(score=Decimal(8))

    assert rows_in(teacher_client.get(LIST, {"q": "tran anh"})) == ["Trần Ngọc Ánh"]
    assert rows_in(teacher_client.get(LIST, {"sort": "score"}))[0] == "Trần Ngọc Ánh"
    assert rows_in(teacher_client.get(LIST, {"sort": "-score"}))[-1] == "Trần Ngọc Ánh"
    assert rows_in(teacher_client.get(LIST, {"sort": "name"})) == ["Nguyễn Thị An", "Trần Ngọc Ánh", "Trần Văn Bình"]
    assert rows_in(teacher_client.get(LIST, {"q": "không ai"})) == []


def test_submission_list_shows_fifty_on_a_page(teacher_client, run_of_course, lab):
    graded_class(run_of_course, lab, 51)

    assert len(rows_in(teacher_client.get(LIST))) == 50
    assert len(rows_in(teacher_client.get(LIST, {"page": "2"}))) == 1
    assert len(rows_in(teacher_client.get(LIST, {"page": "x"}))) == 50


# --- one question -----------------------------------------------------------------------------------------------------
@pytest.fixture
def three(run_of_course, lab):
    """In the order of the page: by name."""
    return graded_class(run_of_course, lab, 3)


def answer_page(submission, **more):
    return of_question("question-answer", submission.pk, **more)


def test_question_grade_leads_to_the_first_that_waits(teacher_client, three, teacher):
    answers.give_points(submission=three[0], notebook="bai1", grade_id="why", score=Decimal(2), comment="", by=teacher, seen=None)

    response = teacher_client.get(of_question("question-grade"))

    waiting = {answer_page(each) for each in three[1:]}
    assert response.headers["Location"] in waiting


def test_question_grade_of_a_question_nobody_has_goes_back_to_the_list(teacher_client, three):
    assert teacher_client.get(of_question("question-grade", grade_id="no")).headers["Location"] == LIST


def test_question_answer_shows_who_where_and_how_far(teacher_client, three):
    response = teacher_client.get(answer_page(three[1]))

    page = response.content.decode()
    assert response.context["line"].graded == 0
    assert response.context["total"] == 3
    assert three[1].enrollment.person.full_name in page
    assert reverse("answer-frame", args=[three[1].pk, "bai1", "why"]) in page
    assert 'sandbox=""' in page
    assert AccessEntry.objects.filter(what="answer", object_id=str(three[1].pk)).count() == 1


def test_question_answer_saves_and_goes_to_the_next_that_waits(teacher_client, three, teacher):
    response = teacher_client.post(answer_page(three[0]), {"score": "2,5", "comment": "Tốt", "seen": "", "keep": "on", "then": "next"})

    assert response.headers["Location"].endswith(f"?saved={three[0].pk}")
    assert response.headers["Location"].partition("?")[0] in {answer_page(each) for each in three[1:]}
    assert ManualScore.objects.values_list("score", "comment", "by").get() == (Decimal("2.50"), "Tốt", teacher.pk)
    assert Remark.objects.values_list("text", "used").get() == ("Tốt", 1)
    assert "Đã lưu 2,50/3" in teacher_client.get(response.headers["Location"]).content.decode()


def test_question_answer_after_the_last_goes_back_to_the_list(teacher_client, run_of_course, lab):
    [only] = graded_class(run_of_course, lab, 1)

    response = teacher_client.post(answer_page(only), {"score": "2", "comment": "", "seen": ""})

    assert response.headers["Location"] == LIST


def test_question_answer_without_a_number_takes_the_sum_of_the_lines(teacher_client, three, lab, teacher):
    lines = [
        rubrics.add_line(lab=lab, notebook="bai1", grade_id="why", text=text, points=Decimal(points), by=teacher)
        for text, points in (("Đúng", "2"), ("Ví dụ", "2"), ("Rõ", "0.5"))
    ]

    teacher_client.post(answer_page(three[0]), {"lines": [lines[0].pk, lines[2].pk], "score": "", "comment": "", "seen": ""})
    teacher_client.post(answer_page(three[1]), {"lines": [each.pk for each in lines], "score": "", "comment": "", "seen": ""})

    given = dict(ManualScore.objects.values_list("submission_id", "score"))
    assert given == {three[0].pk: Decimal("2.5"), three[1].pk: Decimal(3)}


def test_question_answer_with_lines_that_take_off(teacher_client, three, lab, teacher):
    line = rubrics.add_line(lab=lab, notebook="bai1", grade_id="why", text="Thiếu ví dụ", points=Decimal("-0.5"), by=teacher)

    teacher_client.post(answer_page(three[0]), {"lines": [line.pk], "score": "", "comment": "", "seen": ""})

    assert ManualScore.objects.get().score == Decimal("2.5")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"score": "4", "comment": "Viết dở"}, "Điểm phải"),
        ({"score": "", "comment": "Viết dở"}, "Hãy nhập điểm hoặc chọn"),
        ({"score": "abc", "comment": "Viết dở"}, "Viết dở"),
        ({"score": "1", "comment": "Viết dở", "lines": ["99999"]}, "Viết dở"),
        ({"score": "NaN", "comment": "Viết dở"}, "Viết dở"),
    ],
)
def test_question_answer_of_bad_input_keeps_what_was_typed(teacher_client, three, sent, sentence):
    response = teacher_client.post(answer_page(three[0]), sent | {"seen": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Viết dở" in page
    assert not ManualScore.objects.exists()


def test_question_answer_tells_the_second_grader_whose_points_stand(teacher_client, three, registrar):
    theirs = answers.give_points(
        submission=three[0], notebook="bai1", grade_id="why", score=Decimal(1), comment="Thiếu ví dụ", by=registrar, seen=None
    )

    response = teacher_client.post(answer_page(three[0]), {"score": "3", "comment": "Đủ ý", "seen": ""})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Đỗ Thị Hồng Vân đã cho 1/3" in page
    assert "Thiếu ví dụ" in page
    assert "Đủ ý" in page
    assert f'name="seen" value="{theirs.pk}"' in page
    teacher_client.post(answer_page(three[0]), {"score": "3", "comment": "Đủ ý", "seen": theirs.pk})
    assert list(ManualScore.objects.order_by("pk").values_list("score", flat=True)) == [Decimal(1), Decimal(3)]


def test_question_answer_puts_in_a_remark_without_script_and_saves_nothing(teacher_client, three, lab, teacher):
    remark = rubrics.keep_remark(lab=lab, text="Nêu thêm ví dụ.", owner=teacher)

    response = teacher_client.post(answer_page(three[0]), {"score": "2", "comment": "Khá.", "seen": "", "remark": remark.pk})

    assert response.status_code == 200
    assert "Khá.\nNêu thêm ví dụ." in response.content.decode()
    assert 'value="2"' in response.content.decode()
    assert not ManualScore.objects.exists()


def test_question_answer_does_not_put_in_somebody_elses_remark(teacher_client, three, lab, registrar):
    remark = rubrics.keep_remark(lab=lab, text="Của người khác", owner=registrar)

    response = teacher_client.post(answer_page(three[0]), {"score": "2", "comment": "", "seen": "", "remark": remark.pk})

    assert "Của người khác" not in response.content.decode()


def test_question_answer_over_the_machine_needs_a_reason(teacher_client, three):
    address = answer_page(three[0], grade_id="mean-hidden")

    refused = teacher_client.post(address, {"score": "0", "comment": " ", "seen": ""})
    teacher_client.post(address, {"score": "0", "comment": "Chép lời giải.", "seen": ""})

    assert refused.status_code == 422
    assert ManualScore.objects.values_list("grade_id", "score", "comment").get() == ("mean-hidden", Decimal(0), "Chép lời giải.")


def test_question_undo_takes_back_the_last_change(teacher_client, three, teacher):
    for score in ("1", "2"):
        seen = ManualScore.objects.order_by("-pk").values_list("pk", flat=True).first()
        teacher_client.post(answer_page(three[0]), {"score": score, "comment": "", "seen": seen or ""})
    last = ManualScore.objects.latest("pk")

    teacher_client.post(of_question("question-undo", three[0].pk), {"seen": last.pk})
    teacher_client.post(of_question("question-undo", three[0].pk), {"seen": last.pk})

    assert list(ManualScore.objects.order_by("pk").values_list("score", flat=True)) == [1, 2, 1]


def test_question_rubric_adds_changes_and_retires(teacher_client, three):
    address = of_question("question-rubric")
    pk = str(three[0].pk)
    response = teacher_client.post(address, {"press": "add", "new-text": "Có ví dụ", "new-points": "1,5", "pk": pk})
    line = RubricItem.objects.get()
    teacher_client.post(address, {"press": f"change {line.pk}", f"{line.pk}-text": "Ví dụ", f"{line.pk}-points": "2", "pk": pk})
    changed = RubricItem.objects.values_list("text", "points").get()
    teacher_client.post(address, {"press": f"retire {line.pk}", "pk": pk})

    assert response.headers["Location"] == answer_page(three[0]) + "#thang-diem"
    assert (line.text, line.points) == ("Có ví dụ", Decimal("1.5"))
    assert changed == ("Ví dụ", Decimal(2))
    assert RubricItem.objects.get().retired_at


@pytest.mark.parametrize("sent", [{"press": "add", "new-text": "", "new-points": "1"}, {"press": "add", "new-text": "x"}, {}])
def test_question_rubric_of_bad_input_changes_nothing(teacher_client, three, sent):
    assert teacher_client.post(of_question("question-rubric"), sent).status_code == 302
    assert not RubricItem.objects.exists()


@pytest.mark.parametrize("press", ["retire 999999", "change x", "retire -1"])
def test_question_rubric_of_a_line_elsewhere_is_not_found(teacher_client, three, press):
    assert teacher_client.post(of_question("question-rubric"), {"press": press, "x-text": "a", "x-points": "1"}).status_code == 404


def test_remark_forget_drops_only_ones_own(teacher_client, three, lab, teacher, registrar):
    mine = rubrics.keep_remark(lab=lab, text="Của tôi", owner=teacher)
    theirs = rubrics.keep_remark(lab=lab, text="Của người khác", owner=registrar)

    assert teacher_client.post(of_question("remark-forget"), {"remark": mine.pk}).status_code == 302
    assert teacher_client.post(of_question("remark-forget"), {"remark": theirs.pk}).status_code == 404
    assert list(Remark.objects.all()) == [theirs]


def test_pages_are_for_graders_of_the_run(client, three, trainee, place, stranger):
    addresses = [LIST, of_question("question-grade"), answer_page(three[0]), LIST + "hien-ten/"]

    for person, status in [(trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert [client.get(address).status_code for address in addresses] == [status] * 4
        for name in ("question-rubric", "remark-forget"):
            assert client.post(of_question(name), {}).status_code == status
        assert client.post(of_question("question-undo", three[0].pk), {}).status_code == status


def test_question_answer_of_another_run_or_question_is_not_found(teacher_client, three, course, lab, teacher):
    other = runs.open_run(course=course, code="KHAC", by=None)
    runs.appoint_staff(run=other, person=teacher, by=None)
    [elsewhere] = graded_class(other, lab, 1)

    assert teacher_client.get(answer_page(elsewhere)).status_code == 404
    assert teacher_client.get(answer_page(three[0], grade_id="no")).status_code == 404


def test_nobody_grades_their_own_work(teacher_client, run_of_course, lab, teacher, three):
    from lms.learning.actions import enrollments

    [own] = graded([enrollments.enroll(person=teacher, run=run_of_course, by=None)], lab)

    assert teacher_client.get(answer_page(own)).status_code == 403
    assert teacher_client.get(answer_page(three[0])).context["total"] == 3


# --- without names ----------------------------------------------------------------------------------------------------
@pytest.fixture
def anonymous(run_of_course, lab, three):
    return Assignment.objects.create(run=run_of_course, lab=lab, is_anonymous=True)


def names_in(page, submissions):
    people = [each.enrollment.person for each in submissions]
    words = [word for person in people for word in (person.full_name, person.handle, person.email)]
    return [word for word in words if word in page]


def test_pages_without_names_name_nobody(teacher_client, anonymous, three):
    teacher_client.post(answer_page(three[0]), {"score": "2", "comment": "", "seen": ""})
    addresses = [LIST, LIST + "?q=nguyen&sort=name", answer_page(three[1]) + f"?saved={three[0].pk}", LIST + "hien-ten/"]

    for address in addresses:
        page = teacher_client.get(address).content.decode()
        assert names_in(page, three) == []
        assert not re.search(r'href="/bai-thuc-hanh/bai-nop/[0-9a-f-]+/"', page)
    assert label_of(three[0].pk) in page or label_of(three[0].pk) in teacher_client.get(LIST).content.decode()


def test_pages_without_names_are_not_in_the_order_of_names(teacher_client, anonymous, three):
    line = teacher_client.get(answer_page(three[0])).context["line"]

    assert [each.submission_pk for each in line.answers] == sorted(each.pk for each in three)
    assert teacher_client.get(LIST, {"sort": "name"}).context["sort"] == "time"


def test_answer_grade_without_names_leads_to_the_page_without_names(teacher_client, anonymous, three):
    response = teacher_client.get(reverse("answer-grade", args=[three[0].pk, "bai1", "why"]))

    assert response.headers["Location"] == answer_page(three[0])


def test_submission_regrade_without_names_goes_back_to_the_list(teacher_client, anonymous, three):
    response = teacher_client.post(reverse("submission-regrade", args=[three[0].pk]))

    assert response.headers["Location"] == LIST


def test_names_reveal_asks_first_and_shows_names_after_the_press(teacher_client, anonymous, three, teacher):
    asked = teacher_client.get(LIST + "hien-ten/").content.decode()
    hidden_still = teacher_client.get(LIST).context["names_hidden"]
    teacher_client.post(LIST + "hien-ten/")

    assert "Còn 3 câu trả lời" in asked
    assert hidden_still
    assert AuditEntry.objects.get(verb="assignment.reveal").actor_handle == teacher.handle
    assert len(names_in(teacher_client.get(LIST).content.decode(), three)) >= 3
