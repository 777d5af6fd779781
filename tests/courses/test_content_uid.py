from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page

from courses.models import CoursePage, LessonPage


def test_content_uid_given_at_birth_is_kept_even_in_a_draft(make_course):
    uid = uuid4()

    course = make_course("Khóa", content_uid=uid, live=False)

    assert CoursePage.objects.get(pk=course.pk).content_uid == uid


def test_content_uid_never_changes(course):
    uid = course.content_uid
    course.content_uid = UUID(int=1)

    course.save_revision().publish()

    assert CoursePage.objects.get(pk=course.pk).content_uid == uid


def test_content_uid_is_shared_with_a_translation_and_new_in_a_copy(site_tree, course):
    translation = course.copy_for_translation(Locale.objects.get(language_code="en"))
    copy = course.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"})

    assert translation.content_uid == course.content_uid
    assert copy.content_uid != course.content_uid
    assert copy.content_uid == copy.translation_key


def test_content_uid_survives_a_move_and_an_edit(course, make_course, make_lesson):
    lesson, other = make_lesson(course, "Bài"), make_lesson(make_course("Khác"), "Bài khác")

    lesson.move(other.get_parent(), pos="last-child")

    assert LessonPage.objects.get(pk=lesson.pk).content_uid == lesson.content_uid


@pytest.mark.db
def test_content_uid_is_unique_in_a_language(course, make_course):
    with pytest.raises(ValidationError):
        make_course("Khác", content_uid=course.content_uid)


@pytest.mark.db
def test_content_uid_is_unique_in_a_language_for_the_database_too(course, make_course):
    other = make_course("Khác")

    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=other.pk).update(translation_key=course.content_uid)


def test_slug_of_a_title_has_no_marks(make_course):
    assert make_course("Đạo đức và trí tuệ nhân tạo").slug == "dao-duc-va-tri-tue-nhan-tao"
    assert make_course("Đạo đức và trí tuệ nhân tạo").slug == "dao-duc-va-tri-tue-nhan-tao-2"
