from datetime import timedelta

import pytest
from django.utils import translation

from certificates.actions import decisions
from certificates.models import RecognitionDecision
from lms.classes.models import TrainingClass
from lms.foundation.models import AuditEntry
from tests.certificates.conftest import attend, refused, today


def enter(training_class, registrar, **values):
    given = {"number": "123/QĐ-HVCB", "decided_on": today()} | values
    return decisions.enter(training_class=training_class, by=registrar, **given)


def test_enter_freezes_who_is_eligible_and_why(training_class, people, registrar):
    decision = enter(training_class, registrar, number="  123/QĐ-HVCB ")

    decision.refresh_from_db()
    assert (decision.number, decision.eligible_count, decision.entered_by) == ("123/QĐ-HVCB", 2, registrar)
    assert {name: decision.eligibility_of(person.pk)["eligible"] for name, person in people.items()} == {
        "anh": True,
        "dung": True,
        "dat": False,
    }
    unmet = [reason["text"] for reason in decision.eligibility_of(people["dat"].pk)["reasons"] if not reason["met"]]
    assert unmet == ["Đã dự 4 trên 8 tiết (50 %); cần ít nhất 80 %."]


def test_enter_freezes_vietnamese_sentences_for_a_registrar_who_reads_english(training_class, people, registrar):
    with translation.override("en"):
        decision = enter(training_class, registrar)

    assert decision.eligibility_of(people["dat"].pk)["reasons"][0]["text"].startswith("Đã dự")


def test_enter_leaves_a_line_in_the_diary(training_class, people, registrar):
    decision = enter(training_class, registrar)

    line = AuditEntry.objects.get(verb="decision.enter", object_id=decision.pk)
    assert (line.actor_handle, line.after) == (
        registrar.handle,
        {"number": "123/QĐ-HVCB", "decided_on": today().isoformat(), "eligible": 2},
    )


def test_enter_later_marks_change_nothing(training_class, people, registrar):
    decision = enter(training_class, registrar)

    attend(people["dat"], training_class.sessions.last())

    decision.refresh_from_db()
    assert decision.eligibility_of(people["dat"].pk)["eligible"] is False


def test_enter_twice_with_the_same_values_enters_once(training_class, people, registrar):
    first, second = enter(training_class, registrar), enter(training_class, registrar)

    assert first.pk == second.pk
    assert AuditEntry.objects.filter(verb="decision.enter").count() == 1


def test_enter_another_decision_is_refused(training_class, people, registrar):
    enter(training_class, registrar)

    with refused("decision_entered") as caught:
        enter(training_class, registrar, number="999/QĐ-HVCB")
    assert "123/QĐ-HVCB" in str(caught.value)
    assert RecognitionDecision.objects.get().number == "123/QĐ-HVCB"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"number": " "}, "decision_number_missing"),
        ({"decided_on": None}, "decision_date_missing"),
        ({"decided_on": today() + timedelta(days=1)}, "decision_in_future"),
        ({"decided_on": today() - timedelta(days=4)}, "decision_before_opening"),
    ],
)
def test_enter_refuses_wrong_values_with_a_sentence(training_class, people, registrar, values, code):
    with refused(code):
        enter(training_class, registrar, **values)

    assert not RecognitionDecision.objects.exists()


@pytest.mark.parametrize("state", ["planned", "approved", "enrolling", "running", "cancelled"])
def test_enter_refuses_a_class_that_is_not_being_assessed(training_class, people, registrar, state):
    TrainingClass.objects.filter(pk=training_class.pk).update(state=state)

    with refused("class_not_assessing"):
        enter(training_class, registrar)


def test_enter_refuses_an_empty_roster(training_class, registrar):
    with refused("roster_empty"):
        enter(training_class, registrar)


def test_correct_freezes_again(training_class, people, registrar, decision):
    attend(people["dat"], training_class.sessions.last())

    decisions.correct(decision=decision, number="124/QĐ-HVCB", decided_on=today(), by=registrar)

    decision.refresh_from_db()
    assert (decision.number, decision.eligible_count) == ("124/QĐ-HVCB", 3)
    line = AuditEntry.objects.get(verb="decision.correct")
    assert (line.before["number"], line.after["number"]) == ("123/QĐ-HVCB", "124/QĐ-HVCB")


def test_correct_is_refused_after_the_first_certificate(certificate, decision, registrar):
    with refused("decision_in_use"):
        decisions.correct(decision=decision, number="124/QĐ-HVCB", decided_on=today(), by=registrar)

    decision.refresh_from_db()
    assert decision.number == "123/QĐ-HVCB"
