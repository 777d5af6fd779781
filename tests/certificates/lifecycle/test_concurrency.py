"""Two officers at once: one document, and no number lost. Real threads with connections of their own."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections

from certificates.actions import requests, revocations, successors
from certificates.actions.requests import Wish
from certificates.exceptions import CertificateError
from certificates.models import Certificate, CertificateRequest, RegisterBook, RegisterEntry
from tests.certificates.actions.test_concurrency import in_threads, read_back
from tests.certificates.lifecycle.conftest import fresh

OFFICERS = 4
RIGHT = {"holder": "Trần Ngọc Anh"}


@pytest.fixture
def shared_database(transactional_db, certificate, second, order, tmp_path) -> Iterator[None]:
    """What every thread opens: on SQLite a file as in production, since a database in memory knows no waiting."""
    if connection.vendor != "sqlite":
        yield
        return
    place = str(tmp_path / "shared.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [place])
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], place
    yield
    settings["NAME"] = before


def standing() -> tuple[list[str], list[int], int]:
    """(states, numbers, the last number of the book)."""
    rows = Certificate.objects.order_by("register_number").values_list("state", "register_number")
    return [state for state, _ in rows], [number for _, number in rows], RegisterBook.objects.get().last_number


@pytest.mark.db
def test_reissue_by_several_officers_at_once_makes_one_document(shared_database, certificate, registrar):
    made = in_threads(OFFICERS, lambda _: successors.reissue(certificate=fresh(certificate), right=RIGHT, by=registrar))

    assert len({row.pk for row in made}) == 1
    assert read_back(standing) == (["replaced", "valid", "valid"], [1, 2, 3], 3)


@pytest.mark.db
def test_grant_by_several_officers_at_once_answers_once(shared_database, certificate, trainee, registrar):
    asked = in_threads(1, lambda _: requests.ask(certificate=certificate, wish=Wish("lost", "Mất"), by=trainee))[0]

    granted = in_threads(OFFICERS, lambda number: requests.grant(request=asked, answer=f"Lần {number}", by=registrar))

    assert len({(row.result_id, row.answer) for row in granted}) == 1
    assert read_back(lambda: CertificateRequest.objects.get().state) == "granted"
    assert read_back(standing)[1:] == ([1, 2, 3], 3)


@pytest.mark.db
def test_reissue_and_revocation_at_once_end_in_one_of_the_two(shared_database, certificate, order, registrar):
    def work(number: int) -> str:
        try:
            if number % 2:
                revocations.revoke(certificate=fresh(certificate), order=order, by=registrar)
            else:
                successors.reissue(certificate=fresh(certificate), right=RIGHT, by=registrar)
        except CertificateError as error:
            return error.code
        return "done"

    said = set(in_threads(OFFICERS, work))

    state = read_back(lambda: fresh(certificate).state)
    last = read_back(lambda: RegisterEntry.objects.filter(certificate=certificate).order_by("position").last().event)
    assert said == {"done", f"certificate_{state}"}
    assert last == state
