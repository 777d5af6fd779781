"""Make cong_no.csv: the untidy fund book of an invented team of motorbike riders, for the lab "Dọn bảng công nợ".

Amounts are written in several ways, some names have variants, three slips were copied twice and weekly totals sit between the rows.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

PEOPLE = ["Tín", "Lộc", "Hải", "Sơn", "Bền", "Quý"]
VARIANTS = {"Lộc": ["a Lộc", "lộc"], "Bền": ["Ben"], "Quý": ["anh Quý"]}
DEEDS = ["ứng xăng", "ứng xăng", "trả", "góp quỹ"]
AMOUNTS = {"ứng xăng": [80, 100, 120, 150, 200], "trả": [50, 80, 100, 150], "góp quỹ": [50]}
FIRST_DAY, SLIPS = date(2026, 10, 1), 44


def written(rng: random.Random, thousands: int) -> str:
    return rng.choice([f"{thousands}000", f"{thousands}000", f"{thousands}.000", f"{thousands}k", f"{thousands} ngàn"])


def main() -> None:
    rng = random.Random(5)
    rows, week_total, copied = [], 0, set(rng.sample(range(5, SLIPS), 3))
    for number in range(1, SLIPS + 1):
        day = FIRST_DAY + timedelta(days=(number - 1) * 28 // SLIPS)
        name, deed = rng.choice(PEOPLE), rng.choice(DEEDS)
        thousands = rng.choice(AMOUNTS[deed])
        week_total += thousands
        spelled = rng.choice(VARIANTS[name]) if name in VARIANTS and rng.random() < 0.4 else name
        row = [f"P{number:02}", day.isoformat(), spelled, deed, written(rng, thousands)]
        rows.append(row)
        if number in copied:
            rows.append(list(row))
        if number % 11 == 0:
            rows.append(["", "", "TỔNG CỘNG", "", f"{week_total}000"])
            week_total = 0
    with Path("cong_no.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["so_phieu", "ngay", "nguoi", "viec", "so_tien"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
