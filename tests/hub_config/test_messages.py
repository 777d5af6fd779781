"""Messages of a kernel, an honest one and a strange one, as outputs of a cell."""

from typing import Any

import pytest
from hocai_lab.messages import CellOutputs, Displays
from hocai_lab.outputs import Budget, RunBudget


def cell(displays: Displays | None = None) -> CellOutputs:
    return CellOutputs(Budget(10_000, RunBudget(50_000)), displays or Displays())


def shown(text: str, name: str = "") -> dict[str, Any]:
    content: dict[str, Any] = {"data": {"text/plain": text}, "metadata": {}}
    return {**content, "transient": {"display_id": name}} if name else content


def test_take_joins_neighbouring_pieces_of_one_stream() -> None:
    found = cell()
    for name, text in (("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")):
        found.take("stream", {"name": name, "text": text})

    assert [(each["name"], each["text"]) for each in found.outputs] == [("stdout", "ab"), ("stderr", "c"), ("stdout", "d")]


def test_take_counts_the_execution_and_knows_a_failure() -> None:
    found = cell()
    found.take("execute_input", {"execution_count": 3})
    found.take("error", {"ename": "ValueError", "evalue": "sai", "traceback": ["x", 1]})
    assert not found.idle
    found.take("status", {"execution_state": "idle"})

    assert (found.execution_count, found.failed, found.idle) == (3, True, True)
    assert found.outputs == [{"output_type": "error", "ename": "ValueError", "evalue": "sai", "traceback": ["x"]}]


def test_take_updates_a_display_of_an_earlier_cell() -> None:
    displays = Displays()
    first, second = cell(displays), cell(displays)
    first.take("display_data", shown("0 %", "tien-do"))
    first.take("display_data", shown("khác"))

    second.take("update_display_data", shown("100 %", "tien-do"))

    assert [each["data"]["text/plain"] for each in first.outputs] == ["100 %", "khác"]
    assert second.outputs == []


@pytest.mark.parametrize(("wait", "left"), [(False, ["mới"]), (True, ["mới"])])
def test_take_clears_the_output(wait: bool, left: list[str]) -> None:
    found = cell()
    found.take("display_data", shown("cũ"))
    found.take("clear_output", {"wait": wait})
    assert len(found.outputs) == int(wait)

    found.take("display_data", shown("mới"))

    assert [each["data"]["text/plain"] for each in found.outputs] == left


def test_an_update_pays_for_what_it_brings() -> None:
    displays = Displays()
    found = cell(displays)
    found.take("display_data", shown("nhỏ", "x"))

    found.take("update_display_data", shown("y" * 20_000, "x"))

    assert found.outputs[0]["data"]["text/plain"] == "nhỏ"


@pytest.mark.parametrize(
    "kind", ["stream", "error", "execute_result", "display_data", "update_display_data", "execute_input", "status", "new"]
)
def test_take_bears_whatever_a_kernel_says(kind: str) -> None:
    found = cell()
    for content in ({}, {"data": 1, "text": [], "name": None, "traceback": 5, "ename": {}, "execution_count": "1", "transient": "x"}):
        found.take(kind, content)

    assert not found.idle
    assert all(isinstance(each.get("data", {}), dict) for each in found.outputs)
