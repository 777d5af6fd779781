"""Make thanh_vien.csv and tuan_hoc.csv: an invented club of an invented school, for the lab "Xếp lịch và xếp đội công bằng".

Members are codes in the order of registration; nothing about a real pupil is in it. Nothing is random: the skewed teams are meant.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

# code: (grade, strongest skill, was in the club before, afternoons that are taken)
MEMBERS = [
    (8, "may", "có", "T2"), (8, "may", "có", "T3"), (8, "ve", "không", "T3"), (8, "noi", "có", "T6"), (9, "may", "có", "T2;T5"),
    (6, "ve", "không", "T5"), (6, "ve", "không", "T2"), (6, "noi", "không", "T4"), (6, "ve", "không", "T2;T3"), (6, "do", "không", "T5"),
    (7, "noi", "có", "T3;T6"), (7, "do", "không", "T2"), (7, "do", "không", "T4"), (7, "may", "không", "T3"), (6, "do", "không", "T7"),
    (9, "noi", "không", "T2;T5"), (9, "ve", "có", "T3;T5"), (9, "noi", "không", "T4"), (8, "do", "không", "T5"), (6, "noi", "không", "T7"),
]  # fmt: skip
WEEKS = {5: "nghỉ lễ", 8: "kiểm tra giữa kỳ", 9: "kiểm tra giữa kỳ", 17: "kiểm tra cuối kỳ", 18: "kiểm tra cuối kỳ"}


def write(name: str, header: list[str], rows: list[list]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    members = [[f"HS{n:02}", *member] for n, member in enumerate(MEMBERS, 1)]
    write("thanh_vien.csv", ["ma", "khoi", "so_truong", "da_tung", "ban"], members)
    write("tuan_hoc.csv", ["tuan", "ghi_chu"], [[week, WEEKS.get(week, "")] for week in range(1, 19)])


if __name__ == "__main__":
    main()
