"""Make ho_so.csv: an invented month of an invented ward's one-stop counter, for the lab "Kiểm chứng bản nháp".

Names and telephone numbers are visibly placeholders; no real person or file is in it.
Run in this folder: python make_data.py
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

COLUMNS = [
    "ma_ho_so",
    "ho_ten",
    "dien_thoai",
    "linh_vuc",
    "kenh",
    "ngay_nhan",
    "ngay_hen",
    "ngay_tra",
]
# field: (files, promised working days, files late, files handed in online)
FIELDS = {
    "Hộ tịch": (31, 3, 2, 22),
    "Chứng thực": (24, 2, 1, 6),
    "Hộ kinh doanh": (19, 5, 4, 14),
    "Bảo trợ xã hội": (16, 8, 5, 7),
}
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2026, 9, 30)
# National Day; the second day off differs by year and is not needed here.
DAYS_OFF = {date(2026, 9, 2)}
REPEATED = 4


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in DAYS_OFF


def add_working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def field_files(rng: random.Random, field: str) -> list[tuple]:
    """The files of one field: (received, field, channel, promised on, answered on)."""
    count, promised, late_count, online_count = FIELDS[field]
    late = set(rng.sample(range(count), late_count))
    online = set(rng.sample(range(count), online_count))
    days = [FIRST_DAY + timedelta(days=n) for n in range(30)]
    files = []
    for number in range(count):
        # A late file is received early enough to have been answered within the month.
        usable = [day for day in days if is_working_day(day) and (number not in late or day.day <= 14)]
        received = rng.choice(usable)
        taken = promised + rng.randint(1, 3) if number in late else rng.randint(1, promised)
        channel = "Trực tuyến" if number in online else "Trực tiếp"
        files.append(
            (
                received,
                field,
                channel,
                add_working_days(received, promised),
                add_working_days(received, taken),
            )
        )
    return files


def table_rows(rng: random.Random) -> list[list[str]]:
    """All files in order of receipt; what was not answered by the last day has no answer date."""
    files = [file for field in FIELDS for file in field_files(rng, field)]
    files.sort(key=lambda file: file[0])
    rows = []
    for number, (received, field, channel, promised_on, answered_on) in enumerate(files, 1):
        answered = answered_on.isoformat() if answered_on <= LAST_DAY else ""
        person = [
            f"HS-{number:03}",
            f"Người dân mẫu {number:03}",
            f"SĐT-mẫu-{number:03}",
        ]
        rows.append(
            [
                *person,
                field,
                channel,
                received.isoformat(),
                promised_on.isoformat(),
                answered,
            ]
        )
    return rows


def main() -> None:
    rng = random.Random(4)
    rows = table_rows(rng)
    for row in rng.sample([row for row in rows if row[-1]], REPEATED):
        rows.insert(rows.index(row) + rng.randint(1, 5), row)
    with Path("ho_so.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
