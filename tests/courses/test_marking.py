from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.marking import mark, readings


def question(kind: str, **fields):
    base = {
        "uid": "q",
        "kind": kind,
        "points": 2.0,
        "options": [],
        "answers": [],
        "answer": None,
        "tolerance": "0",
        "explanation": "Vì thế.",
    }
    return {**base, **fields}


def options(*rights: bool):
    return [
        {"id": f"o{number}", "text": str(number), "correct": right, "feedback": f"<p>{number}</p>"}
        for number, right in enumerate(rights, start=1)
    ]


@pytest.mark.parametrize(
    ("asked", "answer", "points"),
    [
        (question("single", options=options(False, True)), "o2", 2),
        (question("single", options=options(False, True)), "o1", 0),
        (question("single", options=options(False, True)), "o9", 0),
        (question("single", options=options(False, True)), ["o2"], 0),
        (question("single", options=options(False, True)), None, 0),
        (question("true_false", options=options(True, False)), "o1", 2),
        (question("multiple", options=options(True, True, False)), ["o1", "o2"], 2),
        (question("multiple", options=options(True, True, False)), ["o1"], 1),
        (question("multiple", options=options(True, True, False)), ["o1", "o3"], 0),
        (question("multiple", options=options(True, True, False)), ["o1", "o2", "o3"], 1),
        (question("multiple", options=options(True, True, False)), ["o3"], 0),
        (question("multiple", options=options(True, True, True)), ["o1"], 0.67),
        (question("short_text", answers=["học máy"]), "  Học  MÁY ", 2),
        (question("short_text", answers=["học máy"]), "hoc may", 2),
        (question("short_text", answers=["học máy"]), "học mây", 0),
        (question("short_text", answers=["hòa"]), "hoà", 2),
        (question("short_text", answers=["học máy"]), "", 0),
        (question("short_text", answers=["học máy"]), {"a": 1}, 0),
        (question("number", answer="3.5"), "3,5", 2),
        (question("number", answer="3.5"), "3.5", 2),
        (question("number", answer="75.000000", tolerance="0.5"), "75,4", 2),
        (question("number", answer="75", tolerance="0.5"), "75,6", 0),
        (question("number", answer="1000"), "1.000", 2),
        (question("number", answer="1"), "1.000", 2),
        (question("number", answer="-2"), "−2", 2),
        (question("number", answer="5"), "năm", 0),
        (question("number", answer="5"), "NaN", 0),
        (question("number", answer="5"), "Infinity", 0),
    ],
)
def test_mark_gives_points(asked, answer, points):
    result = mark({"questions": [asked]}, {"q": answer})

    assert result["score"] == points
    assert result["max_score"] == 2
    assert result["questions"][0]["correct"] is (points == 2)


def test_mark_tells_feedback_of_what_was_chosen_and_the_explanation():
    asked = question("multiple", options=options(True, False))

    [told] = mark({"questions": [asked]}, {"q": ["o2"]})["questions"]

    assert told["feedback"] == "<p>2</p>"
    assert told["explanation"] == "Vì thế."


def test_mark_adds_up_and_counts_missing_answers_as_nothing():
    asked = [{**question("single", options=options(True, False)), "uid": uid} for uid in ("a", "b", "c")]

    result = mark({"questions": asked}, {"a": "o1", "b": "o2", "unknown": "o1"})

    assert (result["score"], result["max_score"]) == (2, 6)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
    )
)
def test_mark_never_fails_and_never_exceeds_the_points(answer):
    for asked in (
        question("single", options=options(True, False)),
        question("multiple", options=options(True, True, False)),
        question("short_text", answers=["học máy"]),
        question("number", answer="3"),
    ):
        assert 0 <= mark({"questions": [asked]}, {"q": answer})["score"] <= 2


def test_readings_of_an_ambiguous_number_are_both():
    assert readings("1.000") == [Decimal("1.000"), Decimal("1000")]
