"""Make mua_hem.csv: invented rains over an invented alley and the water level one hour later, for the lab "Ngập trong hẻm".

September is for choosing a warning threshold, October for testing it. High tide raises the level.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

MONTHS = {9: 30, 10: 16}  # month: number of rains
FLOOD_CM = 15


def main() -> None:
    rng = random.Random(42)
    rows = []
    for month, count in MONTHS.items():
        days = sorted(rng.sample(range(1, 31), count))
        for day in days:
            rain = rng.randint(4, 44)
            tide = rng.random() < (0.3 if month == 9 else 0.5)
            level = max(0, round(0.55 * rain + (7 if tide else 0) + rng.gauss(0, 2.2)))
            hour = rng.choice([14, 15, 16, 17, 18, 19])
            rows.append([f"M{len(rows) + 1:02}", month, day, hour, rain, "có" if tide else "không", level])
    with Path("mua_hem.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "thang", "ngay", "gio", "mua_30_phut_mm", "trieu_cuong", "nuoc_sau_1_gio_cm"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
