"""Make buoi.csv: invented pomelos of an invented fruit depot, for the lab "Láng giềng gần nhất".

Softness (0-10) decides nearly alone whether a fruit is ready; weight in gram is large but says little.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path


def fruit(rng: random.Random, ready: bool) -> tuple[float, int, str]:
    softness = rng.gauss(6.4 if ready else 3.6, 1.0)
    weight = rng.gauss(1180 if ready else 1120, 190)
    return round(min(max(softness, 0.5), 9.5), 1), round(weight / 10) * 10, "ban_ngay" if ready else "de_them"


def main() -> None:
    rng = random.Random(2026)
    rows = [(*fruit(rng, i % 2 == 0), "hoc" if i < 40 else "thi") for i in range(60)]
    rng.shuffle(rows)
    with Path("buoi.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["do_mem", "khoi_luong_g", "nhan", "phan"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
