"""Make ket_qua_may.csv: invented predictions of an invented classifier, for the lab "Ngưỡng chuyển người và chi phí".

The machine is too sure of itself, weak on the rare class "sut_lun" and weaker for messages without marks.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

SHARES = {"ve_sinh": 0.38, "thoat_nuoc": 0.30, "chieu_sang": 0.24, "sut_lun": 0.08}
SKILL = {"ve_sinh": 0.90, "thoat_nuoc": 0.87, "chieu_sang": 0.92, "sut_lun": 0.60}
MISTAKEN_FOR = {"ve_sinh": "thoat_nuoc", "thoat_nuoc": "ve_sinh", "chieu_sang": "ve_sinh", "sut_lun": "thoat_nuoc"}


def main() -> None:
    rng = random.Random(134)
    rows = []
    for number in range(1, 501):
        true = rng.choices(list(SHARES), list(SHARES.values()))[0]
        marks = "không dấu" if rng.random() < 0.25 else "có dấu"
        skill = SKILL[true] - (0.12 if marks == "không dấu" else 0)
        right = rng.random() < skill
        guess = true if right else MISTAKEN_FOR[true] if rng.random() < 0.8 else rng.choice([name for name in SHARES if name != true])
        sure = rng.betavariate(9, 1.6) if right else rng.betavariate(4.2, 2.6)
        rows.append([f"M{number:03}", f"hẻm {rng.randint(1, 40)}", marks, true, guess, round(max(0.26, sure), 3)])
    with Path("ket_qua_may.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "hem", "dau", "thuc", "doan", "tin_cay"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
