"""Make ban_theo_tuan.csv: forty invented weeks of two goods in an invented grocery, for the lab "Nhập hàng cho tuần tới".

Bottled water climbs after the dry season and jumps before Tết (17 February 2026); noodles only wobble.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

FIRST_MONDAY, WEEKS = date(2026, 1, 5), 40
TET = {5: (68, 30, "Cận Tết"), 6: (92, 41, "Cận Tết"), 7: (18, 6, "Tết"), 8: (34, 14, "Sau Tết")}


def week(rng: random.Random, number: int) -> tuple[int, int, str]:
    """Packs of water, boxes of noodles and a remark."""
    if number in TET:
        return TET[number]
    level = 40 if number < 18 else 40 + 1.1 * (number - 17)
    return round(level + rng.uniform(-5, 5)), 20 + rng.choice([-5, -4, -3, 3, 4, 5, 0]), ""


def main() -> None:
    rng = random.Random(166)
    with Path("ban_theo_tuan.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["tuan", "ngay_dau_tuan", "Nước suối", "Mì gói", "ghi_chu"])
        for number in range(1, WEEKS + 1):
            monday = FIRST_MONDAY + timedelta(weeks=number - 1)
            writer.writerow([number, monday.isoformat(), *week(rng, number)])


if __name__ == "__main__":
    main()
