"""The lab that is graded in the measures: one notebook of six cells in plain Python, and a hundred ways to answer it.

It imports nothing, on purpose: a warm sandbox has numpy and pandas loaded and stock nbgrader has not, and that is not what is compared.
"""

import copy
import json
from collections.abc import Mapping
from typing import Any

from notebooks.intake import Bundle
from notebooks.notebook_json import grade_id_of

SLUG = "bai-do-hieu-nang"
NOTEBOOK = "bai-do"
Cell = dict[str, Any]

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


def source() -> Bundle:
    """The author's notebook, with solutions and hidden tests: 2 + 3 points."""
    cells = [
        text(INTRODUCTION),
        code(COUNT, grade_id="dem", solution=True),
        code(COUNT_TEST, grade_id="dem-thu", grade=True, locked=True, points=2),
        code(DAYS, grade_id="trung-vi", solution=True),
        code(DAYS_TEST, grade_id="trung-vi-thu", grade=True, locked=True, points=3),
        code(TRIAL),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": [{**cell, "id": f"o{at}"} for at, cell in enumerate(cells)]}
    return Bundle({f"{NOTEBOOK}.ipynb": as_bytes(content)})


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


def answered(release: Mapping[str, Any], number: int) -> bytes:
    """The released notebook as learner `number` hands it in: of four learners one has both right, one the first, one the second, one none."""
    content = copy.deepcopy(dict(release))
    answers = {"dem": WRONG_COUNT if number & 1 else RIGHT_COUNT, "trung-vi": WRONG_DAYS if number & 2 else RIGHT_DAYS}
    for cell in content["cells"]:
        if (grade_id := grade_id_of(cell) or "") in answers:
            cell["source"] = f"# học viên {number}\n{answers[grade_id]}"
    return as_bytes(content)


def as_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
