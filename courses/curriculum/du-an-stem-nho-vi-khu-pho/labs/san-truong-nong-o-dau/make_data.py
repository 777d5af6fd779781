"""Make nhiet_do.csv: invented air temperatures at six points of an invented schoolyard, for the lab "Sân trường nóng ở đâu".

Five days, four times a day. One value has its digits swapped, one stands in another unit, two were forgotten.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

# point: (shade, degrees above the air under the roof at 7, 9, 13 and 16 o'clock)
POINTS = {
    "hanh_lang": ("mai", (0.0, 0.0, 0.0, 0.0)),
    "goc_bang": ("cay", (-0.2, 0.2, 0.6, 0.3)),
    "vuon_rau": ("luoi", (0.0, 0.6, 1.8, 0.8)),
    "san_co": ("khong", (0.2, 1.5, 3.4, 1.6)),
    "san_xi_mang": ("khong", (0.3, 2.4, 5.8, 3.6)),
    "cong_truong": ("khong", (0.2, 2.0, 4.6, 2.6)),
}
HOURS = {7: 27.0, 9: 29.5, 13: 33.0, 16: 31.5}
FIRST_DAY = date(2026, 10, 5)
FORGOTTEN = {(2, 9, "san_co"), (4, 16, "vuon_rau")}
SWAPPED, FAHRENHEIT = (1, 13, "san_co"), (3, 9, "cong_truong")


def main() -> None:
    rng = random.Random(23)
    rows = []
    for day in range(5):
        weather = rng.uniform(-0.6, 0.6)
        for place, (hour, base) in enumerate(HOURS.items()):
            for point, (shade, above) in POINTS.items():
                value = round(base + above[place] + weather + rng.uniform(-0.3, 0.3), 1)
                key = (day, hour, point)
                note = ""
                if key in FORGOTTEN:
                    text, note = "", "quên đo"
                elif key == SWAPPED:
                    text = f"{value:.1f}"
                    text = text[1] + text[0] + text[2:]
                elif key == FAHRENHEIT:
                    text = f"{value * 9 / 5 + 32:.1f}"
                else:
                    text = f"{value:.1f}"
                number = f"D{len(rows) + 1:03}"
                rows.append([number, (FIRST_DAY + timedelta(days=day)).isoformat(), hour, point, shade, text, note])
    with Path("nhiet_do.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "ngay", "gio", "diem", "bong_mat", "do_C", "ghi_chu"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
