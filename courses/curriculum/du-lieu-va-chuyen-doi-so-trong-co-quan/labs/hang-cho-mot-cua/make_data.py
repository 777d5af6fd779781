"""Make hang_cho.csv: one invented week of queue tickets at an invented ward, for the lab "Hàng chờ ở bộ phận một cửa".

Three of six counters are open all day; people are called in the order of arrival. No real person, ward or record is in it.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

DAYS = {"Thứ Hai": 1.25, "Thứ Ba": 0.95, "Thứ Tư": 0.9, "Thứ Năm": 0.9, "Thứ Sáu": 1.05}
ARRIVALS = {7: 12, 8: 32, 9: 25, 10: 17, 13: 9, 14: 11, 15: 15, 16: 7}  # people per hour on an ordinary day
SERVICE = {"chứng thực": (5, 0.5), "hộ tịch": (8, 0.25), "bảo trợ xã hội": (10, 0.15), "đất đai": (16, 0.1)}  # mean minutes, share
COUNTERS = 3


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def one_day(rng: random.Random, factor: float) -> list[dict]:
    tickets = []
    for hour, usual in ARRIVALS.items():
        count = round(usual * factor + rng.uniform(-1.5, 1.5))
        for minute in sorted(rng.randrange(60) for _ in range(count)):
            field = rng.choices(list(SERVICE), [share for _, share in SERVICE.values()])[0]
            mean = SERVICE[field][0]
            work = max(2, round(rng.gauss(mean, mean * 0.35)))
            if rng.random() < 0.03:
                work += 25  # a file that needs a long talk
            tickets.append({"den": hour * 60 + minute, "linh_vuc": field, "phut_lam": work})
    free = [0] * COUNTERS
    for ticket in tickets:
        counter = free.index(min(free))
        start = max(ticket["den"], free[counter])
        free[counter] = start + ticket["phut_lam"]
        ticket["goi"] = start
    return tickets


def main() -> None:
    rng = random.Random(27)
    with Path("hang_cho.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ngay", "so", "linh_vuc", "gio_den", "gio_goi", "phut_lam"])
        for day, factor in DAYS.items():
            for number, ticket in enumerate(one_day(rng, factor), 1):
                writer.writerow([day, number, ticket["linh_vuc"], clock(ticket["den"]), clock(ticket["goi"]), ticket["phut_lam"]])


if __name__ == "__main__":
    main()
