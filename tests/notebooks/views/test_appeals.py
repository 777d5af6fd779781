"""Asking for a second look from the submission's page, and answering it."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from lms.learning.actions import enrollments
from notebooks.actions import appeals
from notebooks.models import Appeal, Assignment, GradingRun, SubmissionCredit

from ..material.graded import graded

pytestmark = pytest.mark.django_db
LIST = reverse("appeal-list", args=["BDAI-2026-03"])


@pytest.fixture
def submission(place, lab):
    return graded([place], lab, state=GradingRun.State.GRADED)[0]


@pytest.fixture
def appeal(submission, trainee):
    return appeals.ask(submission=submission, notebook="bai1", grade_id="why", text="Em có <b>ví dụ</b>.", by=trainee)


def create(submission, grade_id="why"):
    return reverse("appeal-create", args=[submission.pk, "bai1", grade_id])


def shown(submission, person):
    """What stands beside the essay on the submission's page."""
    request = RequestFactory().get("/")
    request.user = person
    cell = submission.grading_runs.get().cell_scores.get(grade_id="why")
    template = Template("{% load notebooks_appeals %}{% question_appeal submission cell %}")
    return template.render(Context({"request": request, "submission": submission, "cell": cell, "csrf_token": "t"}))


def test_appeal_create_by_the_learner(client, submission, trainee):
    client.force_login(trainee)

    response = client.post(create(submission), {"text": "Em có ví dụ."})

    assert response.headers["Location"] == reverse("submission-detail", args=[submission.pk])
    assert Appeal.objects.values_list("text", "by", "grade_id").get() == ("Em có ví dụ.", trainee.pk, "why")


def test_appeal_create_too_long_gives_the_text_back(client, submission, trainee):
    client.force_login(trainee)

    response = client.post(create(submission), {"text": "dài " * 600})

    assert response.status_code == 422
    assert "dài dài dài" in response.content.decode()
    assert not Appeal.objects.exists()


def test_appeal_create_twice_says_so(client, submission, trainee, appeal):
    client.force_login(trainee)

    page = client.post(create(submission), {"text": "Lần nữa."}, follow=True).content.decode()

    assert "Bạn đã đề nghị xem lại câu này" in page
    assert Appeal.objects.count() == 1


def test_appeal_create_is_for_those_whose_work_it_is(client, submission, teacher, stranger, pupil, run_of_course):
    enrollments.enroll(person=pupil, run=run_of_course, by=None)

    for person, status in [(teacher, 403), (stranger, 404), (pupil, 404)]:
        client.force_login(person)
        assert client.post(create(submission), {"text": "x"}).status_code == status
    assert not Appeal.objects.exists()


def test_appeal_list_shows_open_ones_then_answered_ones(client, appeal, teacher):
    client.force_login(teacher)
    open_before = client.get(LIST).content.decode()
    appeals.answer(appeal=appeal, text="Ví dụ chưa đúng.", by=teacher)

    assert "Em có &lt;b&gt;ví dụ&lt;/b&gt;." in open_before
    assert "Trần Ngọc Ánh" in open_before
    assert "Không còn đề nghị" in client.get(LIST).content.decode()
    assert "Ví dụ chưa đúng." in client.get(LIST, {"state": "answered"}).content.decode()


def test_appeal_list_takes_as_many_queries_for_three_as_for_one(
    client, run_of_course, lab, appeal, teacher, trainee, django_assert_max_num_queries
):
    for grade_id in ("mean-hidden", "mean-partial"):
        appeals.ask(submission=appeal.submission, notebook="bai1", grade_id=grade_id, text="x", by=trainee)
    client.force_login(teacher)
    client.get(LIST)

    with django_assert_max_num_queries(10):
        assert len(client.get(LIST).context["rows"]) == 3


def test_appeal_pages_are_for_graders(client, appeal, trainee, stranger):
    answer = reverse("appeal-answer", args=[appeal.pk])

    for person, status in [(trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(LIST).status_code == status
        assert client.get(answer).status_code == status
        assert client.post(answer, {"answer": "x", "score": "3"}).status_code == status
    assert Appeal.objects.open().count() == 1


def test_appeal_answer_with_points(client, appeal, teacher):
    client.force_login(teacher)
    address = reverse("appeal-answer", args=[appeal.pk])

    page = client.get(address).content.decode()
    response = client.post(address, {"answer": "Đúng, có ví dụ.", "score": "2,5"})

    assert "0/3" in page
    assert reverse("answer-frame", args=[appeal.submission_id, "bai1", "why"]) in page
    assert response.headers["Location"] == LIST
    assert Appeal.objects.values_list("outcome", "answer").get() == ("changed", "Đúng, có ví dụ.")
    assert str(appeal.submission.grading_runs.get().score) == "7.50"


@pytest.mark.parametrize("sent", [{"answer": "", "score": ""}, {"answer": "Giữ lời này", "score": "9"}, {"answer": "x" * 2001}])
def test_appeal_answer_of_bad_input_answers_nothing(client, appeal, teacher, sent):
    client.force_login(teacher)

    response = client.post(reverse("appeal-answer", args=[appeal.pk]), sent)

    assert response.status_code == 422
    assert sent["answer"][:100] in response.content.decode()
    assert Appeal.objects.open().exists()


def test_appeal_pages_without_names_name_nobody(client, appeal, teacher, trainee, run_of_course, lab):
    Assignment.objects.create(run=run_of_course, lab=lab, is_anonymous=True)
    client.force_login(teacher)

    for address in (LIST, reverse("appeal-answer", args=[appeal.pk])):
        page = client.get(address).content.decode()
        assert trainee.full_name not in page
        assert trainee.handle not in page


def test_question_appeal_offers_the_form_to_the_learner_alone(submission, trainee, teacher):
    assert create(submission) in shown(submission, trainee)
    assert "<form" not in shown(submission, teacher)


def test_question_appeal_shows_the_answer_and_no_second_form(submission, appeal, trainee, teacher):
    appeals.answer(appeal=appeal, text="Ví dụ chưa đúng.", by=teacher)

    page = shown(submission, trainee)

    assert "Ví dụ chưa đúng." in page
    assert "Giữ nguyên điểm" in page
    assert "<form" not in page


def test_question_appeal_leads_a_grader_to_the_answer(submission, appeal, teacher):
    assert reverse("appeal-answer", args=[appeal.pk]) in shown(submission, teacher)


def test_question_appeal_offers_the_form_to_everybody_credited(submission, pupil, run_of_course):
    place = enrollments.enroll(person=pupil, run=run_of_course, by=None)
    SubmissionCredit.objects.create(submission=submission, enrollment=place)

    assert create(submission) in shown(submission, pupil)


def test_question_appeal_costs_two_queries_for_a_page(submission, trainee, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = trainee
    cells = list(submission.grading_runs.get().cell_scores.all())
    template = Template("{% load notebooks_appeals %}{% for cell in cells %}{% question_appeal submission cell %}{% endfor %}")
    submission.enrollment.person  # noqa: B018  # as the page has it

    with django_assert_num_queries(2):
        template.render(Context({"request": request, "submission": submission, "cells": cells}))
