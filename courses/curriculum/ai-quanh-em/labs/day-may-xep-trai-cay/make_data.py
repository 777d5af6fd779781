"""Make trai_cay.csv: an invented fruit stall for the lab "Dạy máy xếp trái cây".

Each fruit has two scores from 1 to 10: "to" (small to big) and "dai" (round to long), near the centre of its kind.
Cards A to F teach, cards 1 to 6 are the new fruits, card 7 is kept for the check.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

CENTRES = {"cam": (3, 2), "chuối": (4, 9), "dưa hấu": (9, 3), "thanh long": (5, 4)}
PICTURES = {"cam": "🍊", "chuối": "🍌", "dưa hấu": "🍉", "thanh long": "❓"}
TEACHING = ["cam", "chuối", "dưa hấu", "chuối", "cam", "dưa hấu"]
NEW = ["chuối", "cam", "dưa hấu", "dưa hấu", "thanh long", "cam", "thanh long"]
# A small melon: the picture of its kind, the size of an orange. And the dragon fruit that the machine has never met.
FIXED = {"4": (5, 2), "5": (5, 4)}


def near(rng: random.Random, kind: str) -> tuple[int, int]:
    return tuple(min(10, max(1, score + rng.choice([-1, 0, 1]))) for score in CENTRES[kind])


def main() -> None:
    rng = random.Random(12)
    rows = [(letter, kind, near(rng, kind)) for letter, kind in zip("ABCDEF", TEACHING, strict=True)]
    for number, kind in enumerate(NEW, 1):
        rows.append((str(number), kind, FIXED.get(str(number)) or near(rng, kind)))
    with Path("trai_cay.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["the", "hinh", "to", "dai", "loai"])
        writer.writerows([card, PICTURES[kind], *scores, kind] for card, kind, scores in rows)


if __name__ == "__main__":
    main()
