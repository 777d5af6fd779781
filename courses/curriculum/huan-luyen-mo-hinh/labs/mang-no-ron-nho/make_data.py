"""Make vuon_rau.csv: invented plants of an invented roof garden, for the lab "Mạng nơ-ron nhỏ".

A plant is well when moisture and sun are both moderate (inside an ellipse); 5 % of labels are turned round.
Values are scaled to -1..1 (0 = the middle). Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path


def main() -> None:
    rng = random.Random(11)
    with Path("vuon_rau.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["do_am", "nang", "khoe", "phan"])
        for i in range(180):
            moisture, sun = round(rng.uniform(-1, 1), 2), round(rng.uniform(-1, 1), 2)
            well = (moisture / 0.65) ** 2 + (sun / 0.78) ** 2 < 1
            if rng.random() < 0.05:
                well = not well
            writer.writerow([moisture, sun, int(well), "hoc" if i < 120 else "thi"])


if __name__ == "__main__":
    main()
