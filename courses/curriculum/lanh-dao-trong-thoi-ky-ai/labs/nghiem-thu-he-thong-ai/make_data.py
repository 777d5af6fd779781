"""Make thu_nghiem.csv: 600 invented messages of an invented ward with the true urgency and a vendor's score, for the lab "Nghiệm thu một hệ thống AI".

The vendor's system is good on messages typed with tone marks and poor on those typed without, so the total hides one group.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

# group: (urgent, ordinary, mean score of urgent, mean score of ordinary, spread)
GROUPS = {
    "gõ có dấu": (30, 270, 80, 20, 11),
    "gõ không dấu": (18, 162, 54, 31, 13),
    "ghi lại cuộc gọi": (12, 108, 74, 26, 12),
}


def score(rng: random.Random, mean: float, spread: float) -> int:
    return max(1, min(99, round(rng.gauss(mean, spread))))


def main() -> None:
    rng = random.Random(11)
    rows = []
    for group, (urgent, ordinary, high, low, spread) in GROUPS.items():
        rows += [(group, "khẩn", score(rng, high, spread)) for _ in range(urgent)]
        rows += [(group, "thường", score(rng, low, spread)) for _ in range(ordinary)]
    rng.shuffle(rows)
    with Path("thu_nghiem.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "nhom", "that", "diem_may"])
        writer.writerows((f"PA{number:03}", *row) for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
