"""Make gia_cho.csv and gia_cho_tuan_truoc.csv: invented vegetable prices of two weeks at four invented markets, for the lab "Giá chợ trong tuần".

Prices are in thousand đồng per kilogram. Most of the missing ones fall on one market, so that its mean is the least certain.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

# market: added to the price of the goods
MARKETS = {"Mai Vàng": 0.5, "Bến Sông": 2.0, "Cầu Dừa": -2.5, "Cây Gòn": -0.5}
GOODS = {"cà chua": 24.0, "cải ngọt": 18.0, "dưa leo": 15.0}
OFTEN_CLOSED = "Cầu Dừa"


def prices(rng: random.Random, monday: date) -> list[list[str]]:
    """A row for each day, market and item; an empty price was not asked."""
    rows = []
    for number in range(7):
        day = (monday + timedelta(days=number)).isoformat()
        for market, shift in MARKETS.items():
            for item, base in GOODS.items():
                price = base + shift + rng.choice([-1.5, -1, -0.5, 0, 0, 0.5, 1, 1.5])
                missing = rng.random() < (0.5 if market == OFTEN_CLOSED else 0.06)
                rows.append([day, market, item, "" if missing else f"{price:.1f}"])
    return rows


def write(name: str, rows: list[list[str]]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ngay", "cho", "mat_hang", "gia"])
        writer.writerows(rows)


def main() -> None:
    rng = random.Random(906)
    write("gia_cho_tuan_truoc.csv", prices(rng, date(2026, 9, 28)))
    write("gia_cho.csv", prices(rng, date(2026, 10, 5)))


if __name__ == "__main__":
    main()
