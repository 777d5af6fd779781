"""Several clerks at one table: nobody's paper is entered twice, no blank is used twice. Real threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from certificates.actions import blank_matching, hand_overs
from certificates.exceptions import CertificateError
from certificates.models import Blank, HandOver, RegisterEntry
from certificates.register_check import check_row
from tests.certificates.conftest import today

CLERKS = 4


def at_once(work: Callable[[], Any]) -> list[Any]:
    start = Barrier(CLERKS)

    def begin(_number: int) -> Any:
        try:
            start.wait(timeout=20)
            return work()
        except CertificateError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        return list(pool.map(begin, range(CLERKS)))


@pytest.mark.db
def test_record_by_four_clerks_enters_each_paper_once(visible, papers, registrar):
    found = list(papers.values())

    reports = at_once(lambda: hand_overs.record(certificates=found, taken_on=today(), by=registrar))

    assert sorted(len(report.done) for report in reports) == [0, 0, 0, 3]
    assert HandOver.objects.count() == RegisterEntry.objects.filter(event="handed_over").count() == 3
    assert all(check_row(paper).is_intact for paper in found)


@pytest.mark.db
def test_match_by_four_clerks_uses_each_blank_once(visible, run, package, registrar):
    mark = blank_matching.mark_of(blank_matching.plan(run, "A000101"))

    outcomes = at_once(lambda: blank_matching.match(run=run, first="A000101", mark=mark, by=registrar))

    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["run_fully_matched"] * 3
    assert list(Blank.objects.filter(state="used").order_by("number").values_list("text", flat=True)) == ["A000101", "A000102", "A000103"]
