"""Make di_xe.csv: invented pupils on both sides of an invented canal, for the lab "Ai được xe chờ?".

Whether a pupil takes the school bus depends on the road really walked (duong_km), with a little chance near the limit.
Across the canal the only bridge is far away, so a short straight line (thang_km) hides a long road.
The teaching rows come almost all from the school's side: that is the bias the lab shows.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

NEAR, FAR = "bên này kênh", "bên kia kênh"
COUNTS = {"hoc": {NEAR: 22, FAR: 4}, "thu": {NEAR: 12, FAR: 12}}
LIMIT = 2.0


def pupil(rng: random.Random, side: str) -> tuple[float, float, str]:
    straight = round(rng.uniform(0.4, 3.4) if side == NEAR else rng.uniform(0.5, 2.6), 1)
    road = round(straight * rng.uniform(1.0, 1.08) if side == NEAR else straight + rng.uniform(1.3, 1.7), 1)
    return straight, road, "co" if road + rng.choice([-0.2, 0, 0, 0, 0.2]) > LIMIT else "khong"


def main() -> None:
    rng = random.Random(0)
    rows = []
    for part, sides in COUNTS.items():
        pupils = [(side, *pupil(rng, side)) for side, count in sides.items() for _ in range(count)]
        rng.shuffle(pupils)
        rows += [(f"{part[0].upper()}{number:02}", part, *one) for number, one in enumerate(pupils, 1)]
    with Path("di_xe.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "bo", "ben", "thang_km", "duong_km", "di_xe"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
