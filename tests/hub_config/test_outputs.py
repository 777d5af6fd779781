"""Caps on outputs, and what survives them."""

from typing import Any

import pytest
from hocai_lab.outputs import CUT, OUTPUTS_PER_CELL, Budget, RunBudget, size


@pytest.fixture
def budget() -> Budget:
    return Budget(1_000, RunBudget(5_000))


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"name": name, "text": text}


def test_admit_keeps_small_output_as_it_is(budget: Budget) -> None:
    assert budget.admit("stream", stream("xin chào")) == stream("xin chào")


def test_admit_cuts_a_long_stream_once_and_drops_the_rest(budget: Budget) -> None:
    first, second = budget.admit("stream", stream("x" * 5_000)), budget.admit("stream", stream("y" * 5_000))

    assert first is not None
    assert first["text"].endswith(CUT)
    assert len(first["text"]) < 1_200
    assert second is None


def test_admit_keeps_an_error_after_the_budget_is_gone(budget: Budget) -> None:
    budget.admit("stream", stream("x" * 5_000))

    kept = budget.admit("error", {"ename": "AssertionError", "evalue": "sai", "traceback": ["t" * 100_000]})

    assert kept is not None
    assert kept["ename"] == "AssertionError"
    assert size(kept) < 25_000


def test_admit_keeps_a_sign_of_standard_error_after_the_budget_is_gone(budget: Budget) -> None:
    budget.admit("stream", stream("x" * 5_000))

    assert budget.admit("stream", stream("warning", "stderr")) == stream("warning", "stderr")
    assert budget.admit("stream", stream("again", "stderr")) is None


def test_admit_replaces_a_huge_result_by_its_beginning(budget: Budget) -> None:
    kept = budget.admit(
        "execute_result", {"data": {"text/plain": "1" * 9_000, "image/png": "A" * 9_000}, "metadata": {}, "execution_count": 1}
    )

    assert kept is not None
    assert set(kept["data"]) == {"text/plain"}
    assert size(kept) < 3_000


def test_admit_drops_displays_beyond_their_number() -> None:
    budget = Budget(10**9, RunBudget(10**9))

    kept = [budget.admit("display_data", {"data": {"text/plain": "."}}) for _ in range(OUTPUTS_PER_CELL + 5)]

    assert kept.count(None) == 5


def test_run_budget_is_shared_by_cells() -> None:
    shared = RunBudget(100)

    assert Budget(1_000, shared).admit("display_data", {"data": {"text/plain": "x" * 60}}) is not None
    assert Budget(1_000, shared).admit("display_data", {"data": {"text/plain": "x" * 60}}) is None
