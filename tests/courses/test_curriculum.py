"""The curriculum that ships with the product, walked from end to end. What its labs score: tests/notebooks/test_curriculum_labs.py."""

import json
import re

import pytest

from courses.checking import walk
from courses.checking.courses import lessons_of
from courses.checking.texts import text_of
from courses.loader.reading import read_curriculum
from courses.management.commands.load_curriculum import SHIPPED
from courses.models import Audience
from courses.question_rules import problem_with

# What the platform promises: courses, lessons, labs, questions.
PROMISED = {"courses": 14, "lessons": 84, "labs": 28, "questions": 420}
# Every group of society of the city's plans has courses of its own.
AUDIENCES = {
    "pupil_primary": "T0",
    "pupil_lower_secondary": "T1",
    "pupil_upper_secondary": "T1",
    "teacher": "T1",
    "community_digital_team": "T1",
    "citizen": "T0",
    "sme": "T1",
    "ict_enterprise": "T2",
    "civil_servant": "T1",
    "public_employee": "T1",
    "contract_worker": "T1",
    "leader": "T1",
    "technical_staff": "T2",
}


@pytest.fixture(scope="module")
def curriculum(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return read_curriculum(SHIPPED)


@pytest.fixture(scope="module")
def lessons(curriculum):
    return [lesson for course in curriculum.courses for lesson in lessons_of(course)]


def test_the_curriculum_is_as_large_as_promised(curriculum, lessons):
    counted = {
        "courses": len(curriculum.courses),
        "lessons": len(lessons),
        "labs": sum(len(course.labs) for course in curriculum.courses),
        "questions": sum(len(lesson.questions) for lesson in lessons),
    }

    assert all(counted[name] >= least for name, least in PROMISED.items()), counted


def test_no_lesson_course_or_lab_lacks_anything(curriculum):
    assert [str(problem) for problem in walk.shortcomings(curriculum)] == []


def test_every_audience_begins_where_its_plan_says_and_has_a_learning_path(curriculum, db):
    first = {
        code: min((course.about.tier for course in curriculum.courses if code in course.about.audiences), default="none")
        for code in Audience.objects.values_list("code", flat=True)
    }

    assert first == AUDIENCES
    in_paths = {slug for program in curriculum.programs for slug in program.courses}
    assert {course.slug for course in curriculum.courses} == in_paths


def test_every_question_has_exactly_the_marks_of_its_kind(lessons):
    broken = {
        question.prompt: problem
        for lesson in lessons
        for question in lesson.questions
        if (problem := problem_with(kind=question.kind, options=question.options, answers=question.answers, answer=question.answer))
    }

    assert broken == {}


def test_the_kinds_of_questions_are_mixed(curriculum):
    for course in curriculum.courses:
        kinds = {question.kind for lesson in lessons_of(course) for question in lesson.questions}
        assert len(kinds) >= 3, course.slug


def test_everything_is_open_and_says_when_it_was_read(curriculum, lessons):
    assert {course.about.licence for course in curriculum.courses} == {"CC BY 4.0"}
    assert all(course.open_to_all for course in curriculum.courses)
    assert [lesson.path.name for lesson in lessons if not (lesson.second_reading_on and lesson.about.reviewed_on)] == []
    assert all(lesson.second_reading_on >= lesson.about.reviewed_on for lesson in lessons)


# --- fit for whom it is made ------------------------------------------------------------------------------------------
# Who learns without typing code: everybody but pupils of upper secondary school and technical people.
TYPES_CODE = {"pupil_upper_secondary", "technical_staff", "ict_enterprise"}
BRANDS = re.compile(
    r"\b(chatgpt|gemini|copilot|claude|deepseek|openai|google|facebook|zalo|tiktok|youtube|microsoft|canva|shopee|lazada|momo)\b", re.I
)
# The frameworks that a group's lessons are tagged with, beside TT 02/2025 for everybody.
FRAMEWORKS = {
    "pupil_primary": "QD3439",
    "pupil_lower_secondary": "QD3439",
    "pupil_upper_secondary": "QD3439",
    "teacher": "UNESCO-CFT",
}


def notebooks_of(course):
    return [json.loads(path.read_bytes()) for lab in course.labs for path in lab.folder.glob("*.ipynb")]


def test_labs_need_typed_code_only_where_the_audience_learns_to_program(curriculum):
    for course in curriculum.courses:
        if not set(course.about.audiences) <= TYPES_CODE:
            assert all(notebook["metadata"].get("hocai", {}).get("no_code") for notebook in notebooks_of(course)), course.slug


def test_names_of_tools_stand_in_dated_annexes_alone(curriculum, lessons):
    pages = [*curriculum.courses, *lessons]
    kinds = ("text", "callout", "table", "activity", "teacher", "picture", "code")

    named = {(page.path.name, found[0]) for page in pages for found in BRANDS.finditer(text_of(page.blocks, kinds))}

    assert named == set()
    assert all(value["reviewed_on"] for page in lessons for kind, value in page.blocks if kind == "annex")


def test_lessons_carry_the_competencies_of_their_audience(lessons):
    for lesson in lessons:
        frameworks = {each["framework"] for each in lesson.about.competencies}
        wanted = {FRAMEWORKS[code] for code in lesson.about.audiences if code in FRAMEWORKS} | {"TT02-2025"}
        assert wanted <= frameworks, (lesson.path.name, wanted - frameworks)
