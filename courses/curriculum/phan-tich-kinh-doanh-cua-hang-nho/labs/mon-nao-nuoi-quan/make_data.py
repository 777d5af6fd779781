"""Make so_ban.csv and hang_hoa.csv: three invented months of an invented grocery, for the lab "Món nào nuôi quán".

The sales book has the usual faults on purpose: nicknames of goods, lines copied twice, quantities left blank.
No customer is in it. Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY, DAYS = date(2026, 8, 3), 90
# goods: (unit, selling price, cost, stock, lines in the book, smallest and largest quantity, last day of sale)
GOODS = {
    "Gạo thơm": ("kg", 20000, 18000, 60, 75, 3, 8, 90),
    "Bánh tráng trộn": ("gói", 15000, 9000, 30, 92, 1, 3, 90),
    "Nước suối": ("chai", 6000, 4000, 96, 104, 1, 4, 90),
    "Trứng gà": ("quả", 3500, 3000, 150, 62, 5, 10, 90),
    "Mì gói": ("gói", 5000, 4000, 120, 55, 2, 5, 90),
    "Cà phê hòa tan": ("hộp", 60000, 51000, 12, 25, 1, 1, 90),
    "Nước mắm": ("chai", 45000, 37000, 10, 21, 1, 1, 90),
    "Dầu gội": ("chai", 75000, 66000, 14, 8, 1, 1, 90),
    "Bóng đèn": ("cái", 50000, 35000, 30, 3, 1, 1, 30),
    "Đèn pin": ("cái", 120000, 84000, 9, 1, 1, 1, 12),
}
NICKNAMES = {
    "suối": "Nước suối",
    "NS": "Nước suối",
    "gạo": "Gạo thơm",
    "bánh trộn": "Bánh tráng trộn",
    "mì": "Mì gói",
}
REPEATED, BLANK = 11, 7


def sales(rng: random.Random) -> list[list]:
    rows = []
    for goods, (_, _, _, _, lines, least, most, last) in GOODS.items():
        for _ in range(lines):
            day = FIRST_DAY + timedelta(days=rng.randrange(last))
            rows.append([day.isoformat(), rng.choice([6, 7, 7, 8, 10, 11, 15, 16, 17, 17, 18, 19]), goods, rng.randint(least, most)])
    rows.sort()
    return [[f"HD{number:04}", *row] for number, row in enumerate(rows, 1)]


def add_faults(rng: random.Random, rows: list[list]) -> list[list]:
    common = [row for row in rows if row[3] in set(NICKNAMES.values())]
    for nickname, goods in NICKNAMES.items():
        for row in rng.sample([row for row in common if row[3] == goods], 6):
            row[3] = nickname
    for row in rng.sample([row for row in rows if row[3] in ("Trứng gà", "Nước suối")], BLANK):
        row[4] = ""
    for row in rng.sample([row for row in rows if row[4] != ""], REPEATED):
        rows.insert(rows.index(row) + rng.randint(1, 4), list(row))
    return rows


def write(name: str, header: list[str], rows: list) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    rng = random.Random(21)
    write("so_ban.csv", ["so_hoa_don", "ngay", "gio", "mon", "so_luong"], add_faults(rng, sales(rng)))
    write("hang_hoa.csv", ["mon", "don_vi", "gia_ban", "gia_von", "ton"], [[goods, *facts[:4]] for goods, facts in GOODS.items()])


if __name__ == "__main__":
    main()
