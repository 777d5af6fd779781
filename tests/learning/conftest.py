"""A run with a teacher, a learner and works to mark."""

from decimal import Decimal

import pytest

from lms.learning.actions import enrollments, runs, works
from lms.learning.actions.works import RubricLine, WorkPlan

RUBRIC = (RubricLine("Nêu đúng vấn đề", Decimal(4)), RubricLine("Cách làm áp dụng được", Decimal(6)))


@pytest.fixture
def class_run(course, teacher):
    run = runs.open_run(course=course, code="BDAI-2026-07", by=None)
    runs.appoint_staff(run=run, person=teacher, by=None)
    return run


@pytest.fixture
def learner(class_run, trainee):
    return enrollments.enroll(person=trainee, run=class_run, by=None, source="roster")


@pytest.fixture
def report(class_run, teacher):
    plan = WorkPlan(title="Bài thu hoạch", kind="hand_in", max_score=Decimal(10), rubric=RUBRIC, instructions="Nêu một việc ở cơ quan.")
    return works.create(run=class_run, plan=plan, by=teacher)


@pytest.fixture
def paper_test(class_run, teacher):
    return works.create(run=class_run, plan=WorkPlan(title="Bài kiểm tra giấy", kind="paper", max_score=Decimal(10)), by=teacher)


@pytest.fixture
def second_marker(class_run, person_factory):
    person = person_factory("Lê Minh Đức", "duc@hoc.example")
    runs.appoint_staff(run=class_run, person=person, by=None)
    return person
