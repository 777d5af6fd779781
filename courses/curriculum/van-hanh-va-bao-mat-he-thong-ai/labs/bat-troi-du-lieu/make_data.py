"""Make phan_anh_tuan.csv: invented petitions of an invented ward by week, for the lab "Bắt trôi dữ liệu".

Weeks 1-4 are what the model was trained on; week 6 is a holiday with few petitions, week 8 one stormy week,
and from week 11 the mix really changes. Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

GROUPS = ["ve_sinh", "thoat_nuoc", "chieu_sang", "tieng_on", "khac"]
USUAL = [34, 22, 20, 18, 6]
STORM = [18, 58, 12, 9, 3]
LATER = [16, 14, 11, 38, 21]


def main() -> None:
    rng = random.Random(2026)
    rows = []
    for week in range(1, 15):
        size = 18 if week == 6 else rng.randint(110, 150)
        weights = STORM if week == 8 else LATER if week >= 11 else USUAL
        groups = ["ve_sinh"] * 12 + ["tieng_on"] * 4 + ["khac"] * 2 if week == 6 else rng.choices(GROUPS, weights, k=size)
        app = 0.6 if week >= 11 else 0.3
        rows += [(week, "ung_dung" if rng.random() < app else "tong_dai", group) for group in groups]
    with Path("phan_anh_tuan.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["tuan", "kenh", "nhom"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
