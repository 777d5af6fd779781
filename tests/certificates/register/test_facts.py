"""What stands beside a certificate must be what its lines say."""

from datetime import date

import pytest

from certificates import register_check
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, HandOver, RegisterBook, RegisterEntry, Revocation

Event = RegisterEntry.Event
TAKEN = {"taken_on": "2026-03-05", "is_proxy": False}
ORDER = {"ground": "a", "decision": "77/QĐ-HVCB", "decided_on": "2026-03-06"}


def found(book: RegisterBook) -> list[tuple[str, str | None]]:
    problems = register_check.verify_book(book).problems
    assert all(str(problem).endswith(".") for problem in problems)
    return [(problem.code, problem.params.get("field")) for problem in problems]


@pytest.fixture
def handed_over(book, both, registrar) -> HandOver:
    ledger.append(book=book, entries=[NewEntry(Event.HANDED_OVER, both[0], more=TAKEN)], by=registrar)
    return HandOver.objects.create(certificate=both[0], taken_on=date(2026, 3, 5), receiver="Trần Ngọc Ánh", by=registrar)


@pytest.fixture
def revoked(book, both, registrar, tamper) -> Revocation:
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    ledger.append(book=book, entries=[NewEntry(Event.REVOKED, both[0], more=ORDER)], by=registrar)
    return Revocation.objects.create(
        certificate=both[0], ground="a", legal_basis="Điều 8", decision_number="77/QĐ-HVCB", decided_on=date(2026, 3, 6),
        decided_by=both[0].issuer, entered_by=registrar,
    )  # fmt: skip


def test_a_paper_handed_over_as_its_line_says_is_intact(book, handed_over):
    assert found(book) == []


def test_another_day_of_handing_over_is_found(book, handed_over):
    HandOver.objects.update(taken_on=date(2026, 3, 1))

    assert found(book) == [("fact_differs", "taken_on")]


def test_a_handing_over_that_is_gone_is_found(book, handed_over):
    handed_over.delete()

    assert found(book) == [("fact_missing", None)]


def test_a_handing_over_without_a_line_is_found(book, both, registrar):
    HandOver.objects.create(certificate=both[0], taken_on=date(2026, 3, 5), receiver="Kẻ Lạ", by=registrar)

    assert found(book) == [("fact_without_line", None)]


@pytest.mark.db
def test_another_decision_of_a_revocation_is_found(book, revoked, tamper):
    assert found(book) == []

    tamper(Revocation, revoked.pk, decision_number="78/QĐ-HVCB", ground="e")

    assert found(book) == [("fact_differs", "ground"), ("fact_differs", "decision")]
