"""A session under way in two rooms: the trainee belongs to the main one, Bích to Thủ Đức, whose manager is Điểm."""

from datetime import timedelta

import pytest
from django.utils import timezone


@pytest.fixture
def thu_duc(db):
    from lms.classes.models import Venue

    return Venue.objects.named("Điểm cầu Thủ Đức")


@pytest.fixture
def session(sessions):
    """It began an hour ago and has four tiết in three hours."""
    from lms.classes.models import Venue

    session = sessions[2]
    session.starts_at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    session.ends_at = session.starts_at + timedelta(hours=3)
    session.venue = Venue.objects.named("Hội trường A")
    session.save()
    return session


@pytest.fixture
def further(session, thu_duc, officer):
    from lms.classes.actions import session_venues

    return session_venues.add(session=session, venue=thu_duc, kind="linked", by=officer)


@pytest.fixture
def people(two_places, thu_duc):
    """[the trainee at the main venue, Bích at Thủ Đức]"""
    here, there = two_places
    there.venue = thu_duc
    there.save()
    return [here, there]


@pytest.fixture
def venue_manager(training_class, person_factory, thu_duc, officer):
    from lms.classes.actions import classes, session_venues
    from lms.classes.models import ClassStaff

    person = person_factory("Lê Văn Điểm", "diem@hoc.example")
    staff = classes.appoint(training_class=training_class, person=person, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    session_venues.entrust(staff=staff, venue=thu_duc, by=officer)
    return person


@pytest.fixture
def mark(session, teacher):
    """Marks somebody by hand."""
    from lms.classes.actions import attendance
    from lms.classes.actions.attendance import NewMark

    def put(trainee, status="present"):
        return attendance.record(session=session, marks=[NewMark(trainee, status)], by=teacher)

    return put


def scan_at(session, trainee, place, *, claimed=False):
    from lms.classes.models import Scan

    return Scan.objects.create(session=session, trainee=trainee, place=place, way="qr", shown_at=timezone.now(), is_claimed=claimed)
