"""Make khong_khi.csv: two invented weeks of hourly fine dust readings of two invented sensors, for the lab "Không khí theo giờ".

Some readings are missing, some are impossible: 999 when the sensor was covered, -1 when it restarted.
Run in this folder: python make_data.py
"""

import csv
import math
import random
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2026, 10, 5)
DAYS = 14
# sensor: (usual level, morning rush, evening rush) on school days
SENSORS = {"cổng trường": (19.0, 27.0, 19.0), "công viên": (15.0, 6.0, 9.0)}
QUIET = 0.25  # what is left of the rushes on a weekend


def level(hour: int, sensor: str, weekend: bool) -> float:
    usual, morning, evening = SENSORS[sensor]
    part = QUIET if weekend else 1.0
    return usual + part * (morning * math.exp(-((hour - 7) ** 2) / 3) + evening * math.exp(-((hour - 18) ** 2) / 5))


def reading(rng: random.Random, hour: int, sensor: str, weekend: bool) -> str:
    chance = rng.random()
    if chance < 0.03:
        return ""
    if chance < 0.045:
        return "999"
    if chance < 0.055:
        return "-1"
    return str(max(3, round(rng.gauss(level(hour, sensor, weekend), 3))))


def main() -> None:
    rng = random.Random(7)
    with Path("khong_khi.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["may_do", "ngay", "loai_ngay", "gio", "bui_min"])
        for sensor in SENSORS:
            for number in range(DAYS):
                day = FIRST_DAY + timedelta(days=number)
                weekend = day.weekday() >= 5
                for hour in range(24):
                    kind = "cuối tuần" if weekend else "ngày học"
                    writer.writerow([sensor, day.isoformat(), kind, hour, reading(rng, hour, sensor, weekend)])


if __name__ == "__main__":
    main()
