import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebooks.rebuild import ATTACHMENT_CHARACTERS, Flag, Role, rebuild, role_of

from .material.cells import answer, check, code, essay, locked, notebook, task, text

PICTURE = base64.b64encode(b"\x89PNG picture").decode()
OURS = notebook(
    text("# Bài 1"),
    code("import math"),
    answer("a", "# stub"),
    check("a-test", "assert f(1) == 1\n# hidden"),
    locked("given", "g = 9.8"),
    essay("b", "stub"),
    task("c", "Làm đi\nthang điểm"),
)
STUBS = {"a": frozenset({"# stub", "# stock stub"}), "b": frozenset({"stub"})}


def rebuilt(*cells, **metadata):
    mine = [{"id": f"mine-{number}", **cell} for number, cell in enumerate(cells)]
    return rebuild("bai1", OURS, notebook(*mine, **metadata), stubs=STUBS)


def sources(result):
    return [cell.source for cell in result.cells]


def source_of(result, grade_id):
    return next(cell.source for cell in result.cells if cell.grade_id == grade_id)


def test_rebuild_takes_answers_and_keeps_everything_else_ours():
    result = rebuilt(
        text("# Bài 1"), answer("a", "f = abs"), check("a-test", "pass", 100), locked("given", "g = 0"), essay("b", "vì"), task("c", "bỏ")
    )

    assert sources(result) == ["# Bài 1", "import math", "f = abs", "assert f(1) == 1\n# hidden", "g = 9.8", "vì", "Làm đi\nthang điểm"]
    assert result.flags == (Flag("changed_ours", "bai1", "given"),)
    assert [cell.id for cell in result.cells] == [f"c{n}" for n in range(7)]


def test_rebuild_of_nothing_is_our_own_notebook():
    result = rebuilt()

    assert sources(result) == [cell["source"] for cell in OURS["cells"]]
    assert {flag.grade_id for flag in result.flags} == {"a", "b"}
    assert {flag.code for flag in result.flags} == {"missing_answer"}


def test_rebuild_of_a_notebook_that_was_not_handed_in():
    result = rebuild("bai1", OURS, None, stubs=STUBS)

    assert not result.submitted
    assert result.flags == (Flag("missing_notebook", "bai1"),)


def test_rebuild_puts_added_cells_after_the_cell_above_them():
    result = rebuilt(text("top"), answer("a", "f = abs"), code("x = 1"), text("note"), check("a-test", ""), code("y = 2"))

    assert sources(result)[:4] == ["top", "# Bài 1", "import math", "f = abs"]
    assert sources(result)[4:8] == ["x = 1", "note", "assert f(1) == 1\n# hidden", "y = 2"]
    assert sources(result)[8:] == ["g = 9.8", "stub", "Làm đi\nthang điểm"]
    added = [cell for cell in result.cells if cell.role is Role.EXTRA]
    assert all(cell.metadata == {} and cell.grade_id == "" for cell in added)
    assert len({cell.id for cell in result.cells}) == len(result.cells)


def test_rebuild_keeps_our_order_of_answers():
    result = rebuilt(essay("b", "vì"), answer("a", "f = abs"))

    assert [cell.grade_id for cell in result.cells if cell.grade_id] == ["a", "a-test", "given", "b", "c"]


def test_rebuild_takes_an_edited_plain_cell_by_its_id_and_an_unchanged_one_by_its_text():
    by_id = rebuilt(code("import math, random") | {"id": "c1"})
    by_text = rebuilt(code("x = 1") | {"id": "n1"}, code("import math\n") | {"id": "n2"})

    assert sources(by_id)[:2] == ["# Bài 1", "import math, random"]
    assert sources(by_text)[:3] == ["x = 1", "# Bài 1", "import math\n"]


def test_rebuild_does_not_let_a_plain_id_take_over_a_test():
    result = rebuilt(code("pass") | {"id": "c3"})

    assert source_of(result, "a-test") == "assert f(1) == 1\n# hidden"


@pytest.mark.parametrize(
    ("tries", "taken"),
    [
        (["f = 1", "f = 2"], ["f = 1", "f = 2"]),
        (["f = 1", "# stub"], ["f = 1"]),
        (["# stub", "f = 2"], ["f = 2"]),
        (["# stock stub", "# stub"], ["# stub"]),
        (["f = 1", "f = 2", "# stub", "f = 3"], ["f = 1", "f = 2", "f = 3"]),
    ],
)
def test_rebuild_of_duplicates_takes_the_last_edited(tries, taken):
    result = rebuilt(*[answer("a", source) for source in tries])

    assert sources(result)[2 : 2 + len(taken)] == taken
    assert source_of(result, "a") == taken[-1]
    assert Flag("duplicate_answer", "bai1", "a") in result.flags


def test_rebuild_takes_a_retyped_answer_as_our_type():
    result = rebuilt(text("f = abs", **answer("a", "")["metadata"]["nbgrader"]))

    assert next(cell for cell in result.cells if cell.grade_id == "a").cell_type == "code"
    assert Flag("retyped", "bai1", "a") in result.flags


def test_rebuild_takes_stock_stub_for_no_answer():
    assert source_of(rebuilt(answer("a", "# stock stub")), "a") == "# stub"


def test_rebuild_treats_a_foreign_question_as_an_added_cell():
    result = rebuilt(check("free-points", "pass", 50))

    assert [cell.role for cell in result.cells if cell.source == "pass"] == [Role.EXTRA]
    assert Flag("foreign_question", "bai1") in result.flags


def test_rebuild_survives_nonsense_where_metadata_should_be():
    for nonsense in ("x", None, 5, ["grade_id"], {"grade_id": {}}, {"grade_id": "a", "solution": "maybe"}):
        cell = code("f = abs")
        cell["metadata"]["nbgrader"] = nonsense

        assert "f = abs" in sources(rebuilt(cell))


def test_rebuild_keeps_shown_pictures_within_a_budget():
    def with_picture(name, data, kind="image/png"):
        return essay("b", f"![](attachment:{name})") | {"attachments": {name: {kind: data}}}

    kept = rebuilt(with_picture("a.png", PICTURE))
    refused = [
        with_picture("a.png", "not base64!"),
        with_picture("a.svg", PICTURE, "image/svg+xml"),
        with_picture("a.png", "QUJD" * (ATTACHMENT_CHARACTERS // 4 + 1)),
        essay("b", "no picture") | {"attachments": {"a.png": {"image/png": PICTURE}}},
    ]

    assert next(cell for cell in kept.cells if cell.grade_id == "b").attachments == {"a.png": {"image/png": PICTURE}}
    for cell in refused:
        result = rebuilt(cell)
        assert all(not each.attachments for each in result.cells)
        assert Flag("attachment_dropped", "bai1", "b") in result.flags


def test_for_run_holds_code_alone():
    run = rebuilt(answer("a", "f = abs"), text("note")).for_run()

    assert [cell["source"] for cell in run["cells"]] == ["import math", "f = abs", "assert f(1) == 1\n# hidden", "g = 9.8"]
    assert all(cell["metadata"] == {} and cell["outputs"] == [] for cell in run["cells"])
    assert run["metadata"]["kernelspec"]["name"] == "python3"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
flags = st.dictionaries(
    st.sampled_from(["grade", "solution", "locked", "task", "points", "checksum", "schema_version", "cell_type"]), json_values, max_size=5
)
claims = st.builds(
    lambda grade_id, extra: {"grade_id": grade_id, **extra}, st.sampled_from(["a", "a-test", "given", "b", "c", "zzz"]), flags
)
anything = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]), "source": st.sampled_from(["x", "# stub", "stub", "import math"])},
    optional={"id": st.sampled_from(["c0", "c1", "c3", "added-1"]) | json_values, "outputs": json_values, "attachments": json_values},
)
strange_cells = st.builds(
    lambda cell, nbgrader, more: {**cell, "metadata": {**more, "nbgrader": nbgrader}},
    anything,
    claims | json_values,
    st.dictionaries(st.sampled_from(["tags", "deletable", "hocai"]), json_values),
)


@given(st.lists(strange_cells, max_size=8))
@settings(max_examples=150, deadline=None)
def test_rebuild_keeps_our_cells_whatever_comes(cells):
    result = rebuild("bai1", OURS, {"nbformat": 4, "metadata": {}, "cells": cells}, stubs=STUBS)

    known = [cell for cell in result.cells if cell.role is not Role.EXTRA]
    assert [(cell.id, cell.cell_type) for cell in known] == [(cell["id"], cell["cell_type"]) for cell in OURS["cells"]]
    for mine, ours in zip(known, OURS["cells"], strict=True):
        assert mine.role is role_of(ours)
        if mine.role not in (Role.ANSWER, Role.MANUAL, Role.PLAIN):
            assert (mine.source, mine.metadata) == (ours["source"], ours["metadata"])
    assert len({cell.id for cell in result.cells}) == len(result.cells)
