"""A session in which attendance was taken cannot be cancelled or deleted, whichever way it is tried."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from lms.classes.actions import attendance
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, Trainee, TrainingClass


@pytest.fixture
def marked(sessions, place, teacher):
    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)
    return sessions[0]


def test_session_cancel_of_a_marked_session_says_why(client_of, officer, marked):
    response = client_of(officer).post(reverse("session-cancel", args=[marked.pk]), follow=True)

    marked.refresh_from_db()
    assert "đã có điểm danh" in response.text.lower()
    assert marked.cancelled is False


def test_cancel_of_a_marked_session_is_refused(officer, marked):
    with pytest.raises(ClassError) as refused:
        session_actions.cancel(session=marked, by=officer)

    assert refused.value.code == "session_has_marks"


@pytest.mark.db
@pytest.mark.parametrize(
    "delete",
    [
        lambda session: session.delete(),
        lambda session: ClassSession.objects.filter(pk=session.pk).delete(),
        lambda session: session.training_class.delete(),
        lambda session: TrainingClass.objects.filter(pk=session.training_class_id).delete(),
        lambda session: Trainee.objects.filter(training_class=session.training_class_id).delete(),
    ],
    ids=["row", "query", "class", "classes", "trainees"],
)
def test_rows_with_attendance_are_protected_from_deletion(marked, delete):
    with pytest.raises(ProtectedError), transaction.atomic():
        delete(marked)

    assert ClassSession.objects.filter(pk=marked.pk).exists()
    assert AttendanceRecord.objects.count() == 1


@pytest.mark.db
def test_attendance_itself_cannot_be_deleted_by_a_query(marked):
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceRecord.objects.all()._raw_delete("default")

    assert AttendanceRecord.objects.count() == 1


def test_there_is_no_admin_of_tables(settings):
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_no_snippet_page_deletes_sessions_or_classes():
    from wagtail.snippets.models import get_snippet_models

    assert not {model._meta.label for model in get_snippet_models() if model._meta.app_label == "classes"}


def test_session_without_attendance_is_cancelled_and_stays(officer, sessions):
    session_actions.cancel(session=sessions[2], by=officer)

    assert ClassSession.objects.get(pk=sessions[2].pk).cancelled is True
