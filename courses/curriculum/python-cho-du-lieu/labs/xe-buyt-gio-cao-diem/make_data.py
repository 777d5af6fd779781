"""Make chuyen_xe.csv: invented boarding and alighting counts of five morning runs of an invented bus line, for the lab "Xe buýt giờ cao điểm".

No person and no real line is in it. Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

STOPS = ["Cổng Chợ", "Hẻm 12", "Trường Hoa Sen", "Bến Sông", "Công Viên", "Cầu Dừa", "Bến cuối"]
# departure: how crowded the run is
RUNS = {"06:00": 5, "06:30": 11, "07:00": 13, "07:30": 8, "08:00": 5}


def counts(rng: random.Random, level: int) -> list[tuple[int, int]]:
    """Pairs of people who get on and off; everybody leaves at the last stop."""
    on_board, pairs = 0, []
    for number in range(len(STOPS)):
        last = number == len(STOPS) - 1
        off = on_board if last else rng.randint(0, on_board // 3)
        on = 0 if last else max(0, round(rng.gauss(level, 3)))
        on_board += on - off
        pairs.append((on, off))
    return pairs


def main() -> None:
    rng = random.Random(12)
    with Path("chuyen_xe.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["chuyen", "tram", "len_xe", "xuong_xe"])
        for run, level in RUNS.items():
            for stop, (on, off) in zip(STOPS, counts(rng, level), strict=True):
                writer.writerow([run, stop, on, off])


if __name__ == "__main__":
    main()
