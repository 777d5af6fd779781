"""A large class in the background: pressed twice, killed in the middle, taken over by somebody else."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from certificates import tasks
from certificates.actions import certificates, decisions, issue_batches, reports
from certificates.exceptions import NotEligible
from certificates.models import Certificate, IssueBatch, RegisterBook, RegisterEntry
from lms.classes.models import TrainingClass
from tests.certificates.conftest import refused, today

PEOPLE = 7


@pytest.fixture
def portions(monkeypatch):
    """Three people at a time."""
    monkeypatch.setattr(issue_batches, "CHUNK", 3)
    monkeypatch.setattr(reports, "CHUNK", 3)
    monkeypatch.setattr(issue_batches, "BREATH", 0)


@pytest.fixture
def closed(large_class, portions):
    return large_class(PEOPLE)


def begin(training_class, document_class, registrar, task="issue"):
    return issue_batches.begin(training_class=training_class, document_class=document_class, task=task, by=registrar)


def numbers():
    return sorted(Certificate.objects.values_list("register_number", flat=True))


def grow_old(batch):
    IssueBatch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    batch.refresh_from_db()


def test_write_issues_to_everybody_and_counts(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches.write(batch=batch)

    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.issued, batch.already, batch.refused) == ("done", PEOPLE, PEOPLE, 0, [])
    assert numbers() == list(range(1, PEOPLE + 1))
    assert Certificate.objects.get(register_number=1).issued_by == registrar


def test_write_lists_refusals_with_their_reasons(training_class, people, decision, document_class, registrar):
    from tests.certificates.issuing.conftest import close

    batch = begin(close(training_class), document_class, registrar)
    issue_batches.write(batch=batch)

    batch.refresh_from_db()
    assert [(each["name"], each["code"], each["reasons"]) for each in batch.refused] == [
        ("Phan Thành Đạt", "conditions_unmet", ["Đã dự 4 trên 8 tiết (50 %); cần ít nhất 80 %."])
    ]


@pytest.mark.db
def test_begin_twice_is_one(closed, document_class, registrar, officer):
    first = begin(closed, document_class, registrar)
    second = begin(closed, document_class, officer)

    assert (first, IssueBatch.objects.count(), second.by) == (second, 1, registrar)


def test_begin_again_after_it_is_done_issues_nothing_twice(closed, document_class, registrar):
    for _ in range(2):
        issue_batches.write(batch=begin(closed, document_class, registrar))

    second = IssueBatch.objects.latest("pk")
    assert (second.issued, second.already, len(numbers())) == (0, PEOPLE, PEOPLE)


def test_begin_rings_after_the_commit(closed, document_class, registrar, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        begin(closed, document_class, registrar)

    assert len(rings) == 1


def test_begin_refuses_what_cannot_be_issued(training_class, people, decision, document_class, registrar):
    with refused("class_not_closed", NotEligible):
        begin(training_class, document_class, registrar)
    assert not IssueBatch.objects.exists()


@pytest.mark.db
def test_take_up_after_a_kill_leaves_no_gap_and_nobody_twice(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches._claim(batch)
    issue_batches.Run(batch).step()  # three people, then the power fails
    assert issue_batches.abandoned() == []
    grow_old(batch)

    assert tasks.sweep_batches() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.issued, batch.already) == ("done", PEOPLE, 0)
    assert numbers() == list(range(1, PEOPLE + 1))
    assert RegisterEntry.objects.count() == RegisterBook.objects.get().last_position == PEOPLE


def test_a_portion_that_was_broken_off_is_not_there(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches._claim(batch)
    run = issue_batches.Run(batch)
    run.step()

    def step_and_die():
        with transaction.atomic():
            run.step()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step_and_die()

    batch.refresh_from_db()
    assert (numbers(), batch.issued, RegisterBook.objects.get().last_number) == ([1, 2, 3], 3, 3)


@pytest.mark.db
def test_step_stops_when_somebody_else_took_over(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches._claim(batch)
    slow = issue_batches.Run(batch)
    slow.step()
    grow_old(batch)
    issue_batches.write(batch=batch)

    assert slow.step() is False
    assert numbers() == list(range(1, PEOPLE + 1))


def test_write_leaves_a_batch_that_somebody_works_on(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches._claim(batch)

    tasks.write_batch(batch.pk)

    assert numbers() == []


def test_sweep_batches_finds_a_batch_whose_ring_was_lost(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    assert tasks.sweep_batches() == 0
    IssueBatch.objects.filter(pk=batch.pk).update(asked_at=timezone.now() - timedelta(minutes=5))

    assert (tasks.sweep_batches(), len(numbers())) == (1, PEOPLE)


def test_write_says_what_stopped_it_and_keeps_what_was_issued(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    TrainingClass.objects.filter(pk=closed.pk).update(state="assessing")

    issue_batches.write(batch=batch)

    batch.refresh_from_db()
    assert (batch.state, "Lớp đang ở trạng thái" in batch.problem, batch.finished_at is not None) == ("failed", True, True)
    TrainingClass.objects.filter(pk=closed.pk).update(state="closed")
    issue_batches.write(batch=begin(closed, document_class, registrar))
    assert len(numbers()) == PEOPLE


def test_write_stops_when_the_decision_was_corrected_meanwhile(closed, document_class, registrar):
    batch = begin(closed, document_class, registrar)
    issue_batches._claim(batch)
    run = issue_batches.Run(batch)
    decisions.correct(decision=closed.recognition_decision, number="2/QĐ", decided_on=today(), by=registrar)

    with refused("decision_changed", NotEligible):
        run.step()


def test_write_prepares_for_a_class_that_is_being_assessed(large_class, portions, document_class, registrar):
    training_class = large_class(PEOPLE, is_closed=False)
    issue_batches.write(batch=begin(training_class, document_class, registrar, task="prepare"))

    assert (numbers(), set(Certificate.objects.values_list("state", flat=True))) == (list(range(1, PEOPLE + 1)), {"prepared"})
    assert not RegisterEntry.objects.exists()


def test_files_of_a_portion_are_rung_for_in_slices(closed, document_class, registrar, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(tasks.render_slice, "delay", rung.append)
    monkeypatch.setattr("certificates.doorbell.SLICE", 2)

    with django_capture_on_commit_callbacks(execute=True):
        certificates.issue_all(training_class=closed, document_class=document_class, by=registrar)

    assert [len(pks) for pks in rung] == [2, 1, 2, 1]  # the seventh rings alone
    assert tasks.render_slice(rung[0]) == 2
    assert tasks.render_slice(rung[0]) == 0
