"""Make tram_do.csv: one invented day of PM2.5 readings at five invented stations, for the lab "Không khí quanh trường".

The readings follow a morning and an evening peak with a little chance. On purpose the file has repeated rows, empty cells,
values that the meter cannot give (below 0, above 500), and one high but true value with its note.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

STATIONS = {"Cổng trường": 24, "Công viên Lá": 14, "Ngã tư Cây Me": 38, "Chợ Cầu Nhỏ": 27, "Hồ Sen Trắng": 12}
HOURS = range(6, 18)
EXTRA = {6: 12, 7: 22, 8: 14, 11: 6, 16: 12, 17: 20}
FAULTS = {
    ("Cổng trường", 10): "",
    ("Cổng trường", 15): "999",
    ("Công viên Lá", 12): "-1",
    ("Ngã tư Cây Me", 9): "",
    ("Ngã tư Cây Me", 14): "999",
    ("Chợ Cầu Nhỏ", 13): "",
    ("Hồ Sen Trắng", 8): "-1",
}
TRUE_PEAK = ("Chợ Cầu Nhỏ", 6, "212", "có người đốt rác sát trạm, tổ dân phố xác nhận")
REPEATED = [("Công viên Lá", 9), ("Chợ Cầu Nhỏ", 11), ("Hồ Sen Trắng", 16)]


def reading(rng: random.Random, station: str, hour: int) -> tuple[str, str]:
    value = STATIONS[station] + EXTRA.get(hour, 0) * STATIONS[station] / 25 + rng.randint(-3, 3)
    if (station, hour) == TRUE_PEAK[:2]:
        return TRUE_PEAK[2:]
    return FAULTS.get((station, hour), str(round(value))), ""


def main() -> None:
    rng = random.Random(7)
    rows = []
    for station in STATIONS:
        for hour in HOURS:
            row = [station, hour, *reading(rng, station, hour)]
            rows += [row, row] if (station, hour) in REPEATED else [row]
    with Path("tram_do.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["tram", "gio", "pm25", "ghi_chu"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
