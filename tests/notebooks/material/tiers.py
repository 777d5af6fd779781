"""A lab of ours with a question of every tier, and ways to answer it."""

from functools import cache

from notebooks.intake import Bundle
from notebooks.release import Release, make_release

from .cells import answer, as_bytes, check, essay, notebook, text

MEAN = "def trung_binh(so):\n    ### BEGIN SOLUTION\n    return sum(so) / len(so)\n    ### END SOLUTION"
TABLE = "def in_bang(so):\n    ### BEGIN SOLUTION\n    for n in range(1, 4):\n        print(f'{so} x {n} = {so * n}')\n    ### END SOLUTION"
SAVE = "def ghi():\n    ### BEGIN SOLUTION\n    with open('kq.csv', 'w') as tep:\n        tep.write('tên,điểm\\nAn,7.5\\n')\n    ### END SOLUTION"
RIGHT = {
    "mean": "def trung_binh(so):\n    return sum(so) / len(so)",
    "table": "def in_bang(so):\n    for n in range(1, 4):\n        print(f'{so} x {n} = {so * n}')",
    "save": "def ghi():\n    with open('kq.csv', 'w') as tep:\n        tep.write('tên,điểm\\nAn,7.5\\n')",
    "why": "Vì thế.",
}
CALLS = (
    "# Kiểu chấm: gọi hàm\n"
    "assert trung_binh([2, 4]) == 3  # Gợi ý: cộng rồi chia\n"
    "### BEGIN HIDDEN TESTS\n"
    "assert trung_binh([7431]) == 7431.0  # Gợi ý: thử danh sách một phần tử\n"
    "assert trung_binh([-1, 0, 4]) == 1, 'thử số âm'\n"
    "assert abs(trung_binh([0.11, 0.22031]) - 0.165155) < 1e-9\n"
    "### END HIDDEN TESTS"
)
OUTPUT = (
    "# Kiểu chấm: in ra\n# Gợi ý: mỗi dòng một phép nhân\nin_bang(7)\n"
    "### BEGIN HIDDEN TESTS\n# Kết quả mong đợi:\n# 7 x 1 = 7\n# 7 x 2 = 14\n# 7 x 3 = 21\n### END HIDDEN TESTS"
)
FILE = "# Kiểu chấm: tệp\n# Trọn điểm hoặc không\nghi()\n# Tệp: kq.csv\n# So với: cham/kq.csv"
KEY = "tên,điểm\nAn,7.5\n"


def every_tier(*more) -> Bundle:
    """Points: calls 4 (T3), output 3 (T2), file 2 (T2), plain 1 (T1), an essay 5 (T4)."""
    cells = [
        text("# Bốn kiểu chấm"),
        answer("mean", MEAN),
        check("calls", CALLS, 4),
        answer("table", TABLE),
        check("output", OUTPUT, 3),
        answer("save", SAVE),
        check("file", FILE, 2),
        check("plain", "### BEGIN HIDDEN TESTS\nbi_mat_t1 = 1\nassert trung_binh([5]) == 5\n### END HIDDEN TESTS", 1),
        essay("why", "Vì thế.", 5),
        *more,
    ]
    return Bundle({"bai1.ipynb": as_bytes(notebook(*cells)), "cham/kq.csv": KEY.encode(), "mo.csv": b"1"})


@cache
def every_release() -> Release:
    return make_release(every_tier())
