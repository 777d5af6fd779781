"""Make dien.csv: invented daily electricity use of an invented school, for the lab "Đường thẳng dự báo".

About 2.1 (hundred kWh) more per degree above 25 °C, on 5.2; 30 school days to learn from, 10 to test.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path


def main() -> None:
    rng = random.Random(2026)
    with Path("dien.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ngay", "nhiet_do", "dien_tram_kwh", "phan"])
        for day in range(1, 41):
            temperature = round(rng.uniform(26, 35), 1)
            use = 5.2 + 2.1 * (temperature - 25) + rng.gauss(0, 1.3)
            writer.writerow([day, temperature, round(use, 1), "hoc" if day <= 30 else "thi"])


if __name__ == "__main__":
    main()
