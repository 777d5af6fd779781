"""Small labs of ours for tests, and ways to answer them."""

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from notebooks.intake import Bundle
from notebooks.notebook_json import grade_id_of
from notebooks.release import Release, make_release

from .cells import answer, as_bytes, bundle, check, essay, notebook, text

MEAN = "def trung_binh(so):\n    ### BEGIN SOLUTION\n    return sum(so) / len(so)\n    ### END SOLUTION"
RIGHT = "def trung_binh(so):\n    return sum(so) / len(so)"
WRONG = "def trung_binh(so):\n    return max(so)"
BROKEN = "def trung_binh(so)\n    return"
VISIBLE = '"""Trung bình của hai số"""\nassert trung_binh([2, 4]) == 3'
HIDDEN = (
    "# Gợi ý: thử với một danh sách có số âm\n"
    "### BEGIN HIDDEN TESTS\nbi_mat = 7431\nassert trung_binh([-bi_mat, bi_mat]) == 0\n### END HIDDEN TESTS"
)
PARTIAL = "float(sum(trung_binh([n, n]) == n for n in (1, 2, 3, 4)) / 2)"


def mean_lab() -> Bundle:
    """Six cells: a heading, an answer, a visible, a hidden and a partial-credit test (1 + 2 + 2 points), an essay (3 points)."""
    return bundle(
        bai1=notebook(
            text("# Trung bình cộng"),
            answer("mean", MEAN),
            check("mean-visible", VISIBLE, 1),
            check("mean-hidden", HIDDEN, 2),
            check("mean-partial", PARTIAL, 2),
            essay("why", "Vì tổng chia cho số phần tử.", 3),
        )
    )


@cache
def mean_release() -> Release:
    return make_release(mean_lab())


def handed_in(release: Release, answers: Mapping[str, str] | None = None, change: Callable[[dict[str, Any]], None] | None = None) -> Bundle:
    """What a learner hands in who fetched the release, wrote these answers and perhaps changed the file by hand."""
    notebooks = copy.deepcopy(dict(release.notebooks))
    for content in notebooks.values():
        for cell in content["cells"]:
            cell["source"] = (answers or {}).get(grade_id_of(cell) or "", cell["source"])
        if change:
            change(content)
    return Bundle({f"{name}.ipynb": as_bytes(content) for name, content in notebooks.items()})


def cell_with(content: dict[str, Any], grade_id: str) -> dict[str, Any]:
    return next(cell for cell in content["cells"] if grade_id_of(cell) == grade_id)
