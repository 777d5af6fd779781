"""Make mua_hem.csv: invented rainy hours of an invented alley, with the flooding that followed, for the lab "Mốc so sánh trước mô hình".

The column cuoc_goi (calls to the ward by the end of the hour after) is known only after the water came: it leaks the answer.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

COLUMNS = ["ngay", "gio", "doan", "mua_1h", "mua_3h", "trieu", "cuoc_goi", "ngap"]
# part of the alley: how much easier it floods
PARTS = {"đầu hẻm": 0, "giữa hẻm": 4, "cuối hẻm": 9}
RAINY_DAYS = 44
THRESHOLD = 49


def rainy_day(rng: random.Random, day: date) -> list[list]:
    """Three hours of one rain in all parts of the alley: what belongs together shares its rain and its tide."""
    strength, tide, rows = rng.choice([8, 14, 20, 28, 40]), rng.randint(90, 150), []
    start, fallen = rng.randint(13, 18), []
    for number in range(3):
        fallen.append(max(0, round(rng.gauss(strength, 9))))
        for part, shift in PARTS.items():
            force = 0.75 * fallen[-1] + 0.22 * sum(fallen) + 0.25 * (tide - 110) + shift + rng.gauss(0, 5)
            flooded = int(force > THRESHOLD)
            calls = rng.randint(2, 8) if flooded else rng.choice([0, 0, 0, 0, 1])
            rows.append([day.isoformat(), start + number, part, fallen[-1], sum(fallen), tide, calls, flooded])
    return rows


def main() -> None:
    rng = random.Random(5)
    days = sorted(rng.sample(range(150), RAINY_DAYS))
    with Path("mua_hem.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number in days:
            writer.writerows(rainy_day(rng, date(2026, 6, 1) + timedelta(days=number)))


if __name__ == "__main__":
    main()
