"""Make hem.csv: the invented alley maps of the lab "Đường đi của robot trong hẻm".

Each row is one square of a map: "o" = what is there (duong, tuong, cay, nha, truong, kem).
Side walls are drawn by hand below; a few trees are put by a seeded generator onto squares that no route of the lab needs.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

NAMES = {".": "duong", "#": "tuong", "N": "nha", "T": "truong", "K": "kem", "?": "cay_hay_duong"}
MAPS = {
    1: ["N..T", "#?#.", "...?"],
    2: ["#T#?", "#.#.", "N..K"],
    3: ["N.##", "#.#T", "#...", "???#"],
    4: ["N.....T", "#?#?#?#"],
}


def squares(rng: random.Random) -> list[tuple]:
    rows = []
    for number, lines in MAPS.items():
        for y, line in enumerate(lines, 1):
            for x, mark in enumerate(line, 1):
                name = NAMES[mark]
                if name == "cay_hay_duong":
                    name = rng.choice(["cay", "tuong"])
                rows.append((number, y, x, name))
    return rows


def main() -> None:
    with Path("hem.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ban_do", "hang", "cot", "o"])
        writer.writerows(squares(random.Random(3)))


if __name__ == "__main__":
    main()
