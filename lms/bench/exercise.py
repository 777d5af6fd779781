"""The labs that are graded in the measures, each with four ways to answer it.

`PLAIN` is one notebook of six cells that imports nothing; `PANDAS` loads a table with pandas, as most lessons do; `EXAMPLE` is the
assignment of two notebooks that comes with nbgrader, read from the installed package.
"""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from notebooks.intake import NOTEBOOK_SUFFIX, Bundle, read_path
from notebooks.notebook_json import grade_id_of

NOTEBOOK = "bai-do"
TABLE = "phan_anh.csv"
Cell = dict[str, Any]
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Exercise:
    """A lab: its source, and what each of two answers looks like when it is right and when it is wrong."""

    name: str
    slug: str
    title: str
    source: Callable[[], Bundle]
    right: Answers
    wrong: Answers
    always: Answers

    def answered(self, release: Bundle, number: int) -> dict[str, bytes]:
        """The released files as learner `number` hands them in: of four one has both right, two have one, one has none."""
        first, second = self.right
        chosen = {first: (self.wrong if number & 1 else self.right)[first], second: (self.wrong if number & 2 else self.right)[second]}
        texts = {**self.always, **{key: f"# học viên {number}\n{value}" for key, value in chosen.items()}}
        return {
            path: with_answers(release.notebooks[path.removesuffix(NOTEBOOK_SUFFIX)], texts) if path in release.notebook_paths else content
            for path, content in release.files.items()
        }


def with_answers(released: Mapping[str, Any], texts: Answers) -> bytes:
    content = copy.deepcopy(dict(released))
    for cell in content["cells"]:
        if (grade_id := grade_id_of(cell) or "") in texts:
            cell["source"] = texts[grade_id]
    return as_bytes(content)


INTRODUCTION = "# Thống kê phản ánh\n\nViết hai hàm dưới đây, chạy lại từ đầu rồi nộp bài."
COUNT = (
    "def dem_theo_phuong(phan_anh):\n    ### BEGIN SOLUTION\n    dem = {}\n    for phuong, _ in phan_anh:\n"
    "        dem[phuong] = dem.get(phuong, 0) + 1\n    return dem\n    ### END SOLUTION"
)
COUNT_TEST = (
    'assert dem_theo_phuong([("Bến Thành", 2), ("Bến Thành", 5), ("An Khánh", 1)]) == {"Bến Thành": 2, "An Khánh": 1}\n'
    "### BEGIN HIDDEN TESTS\nassert dem_theo_phuong([]) == {}\nassert sum(dem_theo_phuong([(n % 7, n) for n in range(700)]).values()) == 700\n"
    "### END HIDDEN TESTS"
)
DAYS = "def trung_vi(ngay):\n    ### BEGIN SOLUTION\n    xep = sorted(ngay)\n    return xep[len(xep) // 2]\n    ### END SOLUTION"
DAYS_TEST = "assert trung_vi([3, 1, 2]) == 2\n### BEGIN HIDDEN TESTS\nassert trung_vi(list(range(1001))) == 500\n### END HIDDEN TESTS"
TRIAL = 'ket_qua = dem_theo_phuong([("An Khánh", n) for n in range(5)])\nprint(ket_qua)'

RIGHT_COUNT = "def dem_theo_phuong(phan_anh):\n    ten = [phuong for phuong, _ in phan_anh]\n    return {phuong: ten.count(phuong) for phuong in set(ten)}"
WRONG_COUNT = "def dem_theo_phuong(phan_anh):\n    return len(phan_anh)"
RIGHT_DAYS = "def trung_vi(ngay):\n    return sorted(ngay)[len(ngay) // 2]"
WRONG_DAYS = "def trung_vi(ngay):\n    return sum(ngay) / len(ngay) / 0"


def plain_source() -> Bundle:
    """The author's notebook, with solutions and hidden tests: 2 + 3 points."""
    cells = [
        text(INTRODUCTION),
        code(COUNT, grade_id="dem", solution=True),
        code(COUNT_TEST, grade_id="dem-thu", grade=True, locked=True, points=2),
        code(DAYS, grade_id="trung-vi", solution=True),
        code(DAYS_TEST, grade_id="trung-vi-thu", grade=True, locked=True, points=3),
        code(TRIAL),
    ]
    return Bundle({f"{NOTEBOOK}.ipynb": as_bytes(notebook(cells))})


# --- a table with pandas ----------------------------------------------------------------------------------------------
LOAD = f'import numpy as np\nimport pandas as pd\n\nphan_anh = pd.read_csv("{TABLE}")\nphan_anh.head()'
BY_WARD = (
    "def ngay_theo_phuong(bang):\n    ### BEGIN SOLUTION\n"
    '    return bang.groupby("phuong")["ngay"].mean().round(2).sort_values(ascending=False)\n    ### END SOLUTION'
)
BY_WARD_TEST = (
    "theo_phuong = ngay_theo_phuong(phan_anh)\nassert list(theo_phuong.index)[0] == theo_phuong.idxmax()\n"
    "### BEGIN HIDDEN TESTS\nassert len(theo_phuong) == phan_anh['phuong'].nunique()\n"
    "assert np.isclose(theo_phuong['An Khánh'], phan_anh.loc[phan_anh['phuong'] == 'An Khánh', 'ngay'].mean(), atol=0.01)\n### END HIDDEN TESTS"
)
LATE = (
    "def ty_le_tre(bang, han=5):\n    ### BEGIN SOLUTION\n"
    '    tre = bang.assign(tre=bang["ngay"] > han)\n    return tre.pivot_table(index="linh_vuc", values="tre", aggfunc="mean")["tre"]\n'
    "    ### END SOLUTION"
)
LATE_TEST = (
    "tre = ty_le_tre(phan_anh)\nassert tre.between(0, 1).all()\n### BEGIN HIDDEN TESTS\n"
    "assert np.isclose(ty_le_tre(phan_anh, han=100).sum(), 0)\n"
    "assert np.isclose(tre['rác'], (phan_anh.query(\"linh_vuc == 'rác'\")['ngay'] > 5).mean())\n### END HIDDEN TESTS"
)
SUMMARY = "phan_anh.describe()"
RIGHT_WARD = (
    "def ngay_theo_phuong(bang):\n    ten = bang['phuong'].unique()\n"
    "    trung_binh = pd.Series({moi: bang.loc[bang['phuong'] == moi, 'ngay'].mean() for moi in ten})\n"
    "    return trung_binh.sort_values(ascending=False)"
)
WRONG_WARD = "def ngay_theo_phuong(bang):\n    return bang.groupby('quan')['ngay'].mean()"
RIGHT_LATE = "def ty_le_tre(bang, han=5):\n    return (bang['ngay'] > han).groupby(bang['linh_vuc']).mean()"
WRONG_LATE = "def ty_le_tre(bang, han=5):\n    return bang.groupby('linh_vuc')['ngay'].mean() / han"


def pandas_source() -> Bundle:
    """As above, on a table of 240 rows."""
    cells = [
        text(INTRODUCTION),
        code(LOAD, grade_id="doc", locked=True),
        code(BY_WARD, grade_id="phuong", solution=True),
        code(BY_WARD_TEST, grade_id="phuong-thu", grade=True, locked=True, points=2),
        code(LATE, grade_id="tre", solution=True),
        code(LATE_TEST, grade_id="tre-thu", grade=True, locked=True, points=3),
        code(SUMMARY),
    ]
    return Bundle({f"{NOTEBOOK}.ipynb": as_bytes(notebook(cells)), TABLE: table()})


def table() -> bytes:
    wards, fields = ("Bến Thành", "An Khánh", "Thủ Đức", "Chợ Lớn"), ("rác", "đường", "đèn")
    rows = [f"{number},{wards[number % 4]},{fields[number % 3]},{(number * 7) % 11}" for number in range(240)]
    return "\n".join(["ma,phuong,linh_vuc,ngay", *rows, ""]).encode()


# --- nbgrader's own example -------------------------------------------------------------------------------------------
def example_source() -> Bundle:
    """What `nbgrader quickstart` copies into a new course."""
    found = find_spec("nbgrader")
    assert found is not None
    assert found.origin is not None
    return read_path(Path(found.origin).parent / "docs" / "source" / "user_guide" / "source" / "ps1")


RIGHT_SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError('n phải lớn hơn 0')\n    return list(map(lambda so: so * so, range(1, n + 1)))"
WRONG_SQUARES = "def squares(n):\n    return [so * so for so in range(n)]"
RIGHT_SUM = "def sum_of_squares(n):\n    tong = 0\n    for so in range(1, n + 1):\n        tong += so * so\n    return tong"
WRONG_SUM = "def sum_of_squares(n):\n    return n * n"
WORDS = {
    "sum_of_squares_equation": "Tổng các bình phương.",
    "sum_of_squares_application": "print(sum_of_squares(4))",
    "part-a": "Tính số Fibonacci.",
    "part-b": "Khi n âm.",
}

PLAIN = Exercise(
    "",
    "bai-do-hieu-nang",
    "bài sáu ô, Python thuần",
    plain_source,
    {"dem": RIGHT_COUNT, "trung-vi": RIGHT_DAYS},
    {"dem": WRONG_COUNT, "trung-vi": WRONG_DAYS},
    {},
)
PANDAS = Exercise(
    "pandas",
    "bai-do-pandas",
    "bài bảy ô, numpy và pandas",
    pandas_source,
    {"phuong": RIGHT_WARD, "tre": RIGHT_LATE},
    {"phuong": WRONG_WARD, "tre": WRONG_LATE},
    {},
)
EXAMPLE = Exercise(
    "example",
    "bai-do-bai-mau",
    "bài mẫu của nbgrader, hai sổ tính",
    example_source,
    {"squares": RIGHT_SQUARES, "sum_of_squares": RIGHT_SUM},
    {"squares": WRONG_SQUARES, "sum_of_squares": WRONG_SUM},
    WORDS,
)
EXERCISES = (PLAIN, PANDAS, EXAMPLE)


# --- cells ------------------------------------------------------------------------------------------------------------
def notebook(cells: list[Cell]) -> dict[str, Any]:
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": [{**cell, "id": f"o{at}"} for at, cell in enumerate(cells)]}


def text(words: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": words}


def code(lines: str, **nbgrader: Any) -> Cell:
    flags = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False} | nbgrader
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": flags} if nbgrader else {},
        "source": lines,
        "outputs": [],
        "execution_count": None,
    }


def as_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
