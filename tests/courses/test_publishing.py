"""Who may publish: a course passes a review first; then its team publishes in its own subtree."""

import pytest
from wagtail.models import Page, WorkflowState

from courses.actions import course_staff, site_tree
from courses.models import CoursePage, LessonPage


def may_publish(page: Page, person) -> bool:
    # A fresh person: Wagtail keeps a person's rights on the object for the time of a request.
    person = type(person).objects.get(pk=person.pk)
    return Page.objects.get(pk=page.pk).permissions_for_user(person).can_publish()


@pytest.fixture
def reviewer(site_tree, person_factory):
    person = person_factory("Lý Thị Duyệt", "bientap@hoc.example")
    course_staff.appoint_reviewer(person=person, by=None)
    return person


@pytest.fixture
def draft_course(make_course, teacher):
    course = make_course("Khóa mới", live=False)
    course_staff.appoint(course=course, person=teacher, by=None)
    return course


def test_a_team_edits_but_does_not_publish_a_course_that_was_never_reviewed(draft_course, make_lesson, teacher):
    lesson = make_lesson(draft_course, "Bài", live=False)

    assert draft_course.permissions_for_user(teacher).can_edit()
    assert draft_course.permissions_for_user(teacher).can_submit_for_moderation()
    assert not may_publish(draft_course, teacher)
    assert not may_publish(lesson, teacher)


def test_a_reviewer_publishes_a_course_for_the_first_time(draft_course, reviewer):
    assert may_publish(draft_course, reviewer)


def test_the_review_publishes_the_course_and_lets_the_team_publish_corrections(draft_course, make_lesson, teacher, reviewer):
    lesson = make_lesson(draft_course, "Bài", live=False)
    draft_course.save_revision(user=teacher)
    state = draft_course.get_workflow().start(draft_course, teacher)

    state.current_task_state.approve(user=reviewer)

    assert WorkflowState.objects.get().status == "approved"
    assert CoursePage.objects.get(pk=draft_course.pk).live
    assert may_publish(draft_course, teacher)
    assert may_publish(lesson, teacher)


def test_only_reviewers_may_pass_a_course(draft_course, teacher):
    draft_course.save_revision(user=teacher)
    state = draft_course.get_workflow().start(draft_course, teacher)

    assert not state.current_task_state.task.specific.user_can_access_editor(
        draft_course, type(teacher).objects.create_user(full_name="Ai Đó")
    )
    assert state.current_task_state.task.specific.get_actions(draft_course, teacher) == []


def test_a_team_has_no_right_outside_its_course(course, make_course, make_lesson, teacher):
    other = make_course("Khóa khác")
    course_staff.appoint(course=course, person=teacher, by=None)

    for page in (other, make_lesson(other, "Bài khác"), other.get_parent()):
        rights = Page.objects.get(pk=page.pk).permissions_for_user(type(teacher).objects.get(pk=teacher.pk))
        assert not rights.can_edit()
        assert not rights.can_publish()
        assert not rights.can_delete()


def test_appoint_opens_the_editor_and_twice_changes_nothing(course, trainee):
    team = course_staff.appoint(course=course, person=trainee, by=None)
    again = course_staff.appoint(course=course, person=trainee, by=None)

    person = type(trainee).objects.get(pk=trainee.pk)
    assert team == again
    assert person.has_perm("wagtailadmin.access_admin")
    assert list(person.groups.all()) == [team.group]
    assert team.group.page_permissions.count() == 3


def test_dismiss_takes_the_rights_away(course, teacher):
    course_staff.appoint(course=course, person=teacher, by=None)

    course_staff.dismiss(course=course, person=teacher, by=None)

    assert not may_publish(course, teacher)


def test_site_tree_twice_makes_nothing_twice(site_tree_of_now):
    before = list(Page.objects.values_list("pk", "url_path"))

    site = site_tree.ensure(hostname="hoc.example", port=443, site_name="Học AI")

    assert list(Page.objects.values_list("pk", "url_path")) == before
    assert (site.hostname, site.port) == ("hoc.example", 443)
    assert [path for _pk, path in before] == ["/", "/home/", "/home-en/", "/home/khoa-hoc/", "/home-en/courses/"] or len(before) == 5


@pytest.fixture
def site_tree_of_now(db):
    return site_tree.ensure()


def test_a_draft_is_not_shown_until_it_is_published(lesson, client):
    lesson.title = "Tên mới"
    revision = lesson.save_revision()

    assert "Tên mới" not in client.get(lesson.get_url()).content.decode()

    revision.publish()
    assert "Tên mới" in client.get(LessonPage.objects.get(pk=lesson.pk).get_url()).content.decode()
