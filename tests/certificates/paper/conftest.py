"""A closed class with papers of three people at two places, and a package of blanks."""

from datetime import date
from typing import Any

import pytest

from certificates.actions import blanks, certificates, print_runs
from certificates.models import BlankRange, Certificate, DocumentClass, PrintRun
from certificates.printing import printable
from lms.classes.models import SessionVenue, Trainee, TrainingClass, Venue
from lms.people.models import Organization
from tests.certificates.conftest import admit

HALL, SECOND = "Hội trường Học viện Cán bộ", "Điểm cầu Củ Chi"


@pytest.fixture
def ward(city) -> Organization:
    kind = Organization.Kind.COMMUNE_UNIT
    return Organization.objects.create(code="H29.BN", name="Ủy ban nhân dân phường Bến Nghé", abbreviation="BN", parent=city, kind=kind)


@pytest.fixture
def people(training_class, trainee, person_factory, home_affairs, ward) -> dict[str, Trainee]:
    """By name Ánh, Bình, Dũng; Bình is of the ward, Dũng sits at the second place."""
    hall, second = Venue.objects.create(name=HALL), Venue.objects.create(name=SECOND)
    training_class.sessions.update(venue=hall)
    for session in training_class.sessions.all():
        SessionVenue.objects.create(session=session, venue=second)
    dung = person_factory("Lê Hoàng Dũng", "dung@hoc.example", birth_date=date(1979, 11, 5), sex="male")
    binh = person_factory("Nguyễn Thị Thanh Bình", "binh@hoc.example", birth_date=date(1988, 2, 9), sex="female")
    found = {
        "anh": admit(training_class, trainee, home_affairs),
        "binh": admit(training_class, binh, ward),
        "dung": admit(training_class, dung, home_affairs),
    }
    Trainee.objects.filter(pk=found["dung"].pk).update(venue=second)
    return found


@pytest.fixture
def papers(closed_class, people, document_class, registrar) -> dict[str, Certificate]:
    """Valid, on numbered blanks, the paper is the original."""
    DocumentClass.objects.filter(pk=document_class.pk).update(uses_blanks=True, original="paper")
    document_class.refresh_from_db()
    report = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    issued = {certificate.enrollment_id: certificate for certificate in report.issued}
    return {name: issued[trainee.enrollment_id] for name, trainee in people.items()}


@pytest.fixture
def package(academy, document_class, registrar) -> BlankRange:
    """A000101 to A000110."""
    return enter(academy, document_class, registrar)


def enter(issuer: Organization, document_class: DocumentClass, by: Any, first: int = 101, last: int = 110, **more: Any) -> BlankRange:
    values: dict[str, Any] = {"prefix": "A", "digits": 6, "received_on": date(2026, 1, 5)} | more
    return blanks.enter_range(issuer=issuer, document_kind=document_class.kind, first=first, last=last, by=by, **values)


def make_run(training_class: TrainingClass, by: Any, order: str = PrintRun.Order.NAME, **more: Any) -> PrintRun:
    return print_runs.make(training_class=training_class, certificates=printable(training_class), order=order, by=by, **more)


@pytest.fixture
def run(closed_class, papers, registrar) -> PrintRun:
    return make_run(closed_class, registrar, with_frame=False)


def names(lines: Any) -> list[str]:
    return [line.certificate.snapshot["holder"].split()[-1] for line in lines]


def numbers(run: PrintRun) -> list[str]:
    """Of the blanks, sheet by sheet."""
    return [line.blank.text if line.blank else "" for line in run.lines.select_related("blank")]
