"""Many registrars at once: numbers without a gap, nobody twice, one unbroken chain. Real threads with connections of their own."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from certificates import register_check
from certificates.actions import certificates, issue_batches
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, IssueBatch, IssuerAuthorisation, RegisterBook
from lms.classes.models import TrainingClass
from tests.certificates.conftest import admit

PEOPLE, REGISTRARS = 50, 4
LETTERS = "ABCDĐEGHKL"


@pytest.fixture
def big_class(transactional_db, training_class, person_factory, home_affairs, registrar) -> TrainingClass:
    """Fifty people, all recognised; closed."""
    from certificates.actions import decisions

    for number in range(PEOPLE):
        admit(
            training_class,
            person_factory(f"Nguyễn Văn {LETTERS[number // 10]}{LETTERS[number % 10]}", f"so{number}@hoc.example"),
            home_affairs,
        )
    decisions.enter(training_class=training_class, number="1/QĐ-HVCB", decided_on=training_class.closing_on, by=registrar)
    training_class.state, training_class.closed_at = TrainingClass.State.CLOSED, training_class.created_at
    training_class.save()
    return training_class


@pytest.fixture
def shared_database(big_class, tmp_path: Path) -> Iterator[None]:
    """What every thread opens: on SQLite a file as in production, since a database in memory knows no waiting."""
    if connection.vendor != "sqlite":
        yield
        return
    place = str(tmp_path / "shared.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [place])
    # Turned over before the threads come: whoever changes the journal while others open the file finds it locked.
    with closing(sqlite3.connect(place)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], place
    yield
    settings["NAME"] = before


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    """`work(0)` … `work(count - 1)`, begun together."""
    start = Barrier(count)

    def begin(number: int) -> Any:
        try:
            start.wait(timeout=20)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def read_back(question: Callable[[], Any]) -> Any:
    """Asked by a thread of its own, which sees the shared database."""
    return in_threads(1, lambda _: question())[0]


def numbers() -> list[int]:
    return sorted(Certificate.objects.values_list("register_number", flat=True))


def chain() -> tuple[bool, int]:
    """(whether the whole book is as it was written, its lines)."""
    findings = register_check.verify_book(RegisterBook.objects.get())
    return findings.is_intact, findings.entries


@pytest.mark.db
def test_issue_all_by_several_registrars_at_once_issues_each_once_without_a_gap(big_class, shared_database, document_class, registrar):
    reports = in_threads(
        REGISTRARS, lambda _: certificates.issue_all(training_class=big_class, document_class=document_class, by=registrar)
    )

    assert sum(len(report.issued) for report in reports) == PEOPLE
    assert sum(len(report.already) for report in reports) == PEOPLE * (REGISTRARS - 1)
    assert read_back(numbers) == list(range(1, PEOPLE + 1))
    assert read_back(lambda: RegisterBook.objects.get().last_number) == PEOPLE
    assert read_back(chain) == (True, PEOPLE)


@pytest.mark.db
def test_issue_to_many_at_once_takes_every_number_once(big_class, shared_database, document_class, registrar):
    enrollments = [trainee.enrollment for trainee in big_class.trainees.select_related("enrollment")]

    made = in_threads(
        PEOPLE, lambda number: certificates.issue(enrollment=enrollments[number], document_class=document_class, by=registrar)
    )

    assert sorted(certificate.register_number for certificate in made) == list(range(1, PEOPLE + 1))
    assert len({certificate.serial_no for certificate in made}) == PEOPLE
    assert read_back(chain) == (True, PEOPLE)


@pytest.mark.db
def test_issue_to_one_person_at_once_gives_everybody_the_same_certificate(big_class, shared_database, document_class, registrar):
    enrollment = big_class.trainees.first().enrollment

    made = in_threads(REGISTRARS, lambda _: certificates.issue(enrollment=enrollment, document_class=document_class, by=registrar))

    assert len({certificate.pk for certificate in made}) == 1
    assert read_back(numbers) == [1]


@pytest.mark.db
def test_prepare_and_finalise_by_several_registrars_at_once_takes_every_number_once(big_class, shared_database, document_class, registrar):
    values = {"training_class": big_class, "by": registrar}
    prepared = in_threads(REGISTRARS, lambda _: certificates.prepare(document_class=document_class, **values))
    final = in_threads(REGISTRARS, lambda _: certificates.finalise(**values))

    assert [sum(len(report.issued) for report in reports) for reports in (prepared, final)] == [PEOPLE, PEOPLE]
    assert read_back(numbers) == list(range(1, PEOPLE + 1))
    assert read_back(chain) == (True, PEOPLE)


@pytest.mark.db
def test_issue_batch_begun_and_written_by_several_at_once_is_one(big_class, shared_database, document_class, registrar, monkeypatch):
    monkeypatch.setattr(issue_batches, "CHUNK", 3)
    values = {"training_class": big_class, "document_class": document_class, "task": "issue", "by": registrar}

    batches = in_threads(REGISTRARS, lambda _: issue_batches.begin(**values))
    in_threads(REGISTRARS, lambda _: issue_batches.write(batch=IssueBatch.objects.get()))

    assert len({batch.pk for batch in batches}) == 1
    assert read_back(lambda: (IssueBatch.objects.get().state, IssueBatch.objects.get().issued)) == ("done", PEOPLE)
    assert read_back(numbers) == list(range(1, PEOPLE + 1))


@pytest.fixture
def official(big_class, academy, programme) -> DocumentClass:
    """The same issuer may give this kind, too."""
    values = {"title": "Chứng chỉ bồi dưỡng", "number_code": "CC"}
    form, _ = DocumentClass.objects.get_or_create(kind="official_certificate", version=1, defaults=values)
    IssuerAuthorisation.objects.create(organization=academy, programme=programme, document_kind=form.kind, source="QĐ")
    return form


@pytest.mark.db
def test_two_kinds_for_one_person_at_once_give_one_document(big_class, official, shared_database, document_class, registrar):
    enrollment = big_class.trainees.first().enrollment

    def issue(number: int) -> str:
        try:
            return certificates.issue(enrollment=enrollment, document_class=(document_class, official)[number % 2], by=registrar).serial_no
        except NotEligible as refusal:
            return refusal.code

    answers = in_threads(REGISTRARS, issue)

    assert answers.count("other_document_issued") == REGISTRARS // 2
    assert read_back(Certificate.objects.count) == 1


@pytest.mark.db
def test_verify_book_while_others_issue_raises_no_false_alarm(big_class, shared_database, document_class, registrar):
    enrollments = [trainee.enrollment for trainee in big_class.trainees.select_related("enrollment")]

    def work(number: int) -> bool:
        if number == 0:
            return all(register_check.verify_book(book).is_intact for _ in range(8) for book in RegisterBook.objects.all())
        for enrollment in enrollments[number :: REGISTRARS + 1]:
            certificates.issue(enrollment=enrollment, document_class=document_class, by=registrar)
        return True

    assert all(in_threads(REGISTRARS + 1, work))
