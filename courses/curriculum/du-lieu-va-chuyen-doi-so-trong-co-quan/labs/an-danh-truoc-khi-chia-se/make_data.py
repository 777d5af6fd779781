"""Make ho_so.csv: 320 invented files of an invented ward, for the lab "Ẩn danh trước khi chia sẻ".

No real person, ward or file is in it; the row of "bác Hai" is placed on purpose.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

FIELDS = [("chứng thực", 2, 0.42), ("hộ tịch", 4, 0.33), ("bảo trợ xã hội", 9, 0.25)]  # name, usual days, share
MONTHS = [(7, 31), (8, 31), (9, 30)]


def birth_year(rng: random.Random) -> int:
    low, high = rng.choices([(1938, 1966), (1967, 1991), (1992, 2007)], [0.34, 0.38, 0.28])[0]
    return rng.randint(low, high)


def main() -> None:
    rng = random.Random(7)
    rows = []
    while len(rows) < 319:
        field, days, _share = rng.choices(FIELDS, [share for *_, share in FIELDS])[0]
        year = birth_year(rng)
        area = rng.randint(1, 8)
        month, last = rng.choice(MONTHS)
        extra = 2 if year <= 1966 else 0
        used = max(1, round(rng.gauss(days + extra + (1 if area > 4 else 0), 1.3)))
        row = [
            year,
            rng.choice(["nữ", "nam"]),
            f"khu phố {area}",
            f"{rng.randint(1, last):02}/{month:02}/2026",
            field,
            used,
            rng.choices([2, 3, 4, 5], [1, 2, 4, 3])[0],
        ]
        if row[:3] != [1948, "nữ", "khu phố 6"]:
            rows.append(row)
    rows.append([1948, "nữ", "khu phố 6", "17/08/2026", "bảo trợ xã hội", 14, 2])
    rng.shuffle(rows)
    with Path("ho_so.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma_ho_so", "nam_sinh", "gioi_tinh", "khu_pho", "ngay_nop", "linh_vuc", "so_ngay", "hai_long"])
        writer.writerows([f"MV-{number:03}", *row] for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
