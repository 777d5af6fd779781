"""Make nhat_ky.csv: invented log lines of an invented assistant, for the lab "Che dữ liệu cá nhân trong nhật ký".

Phone numbers begin with 010 and personal ids with 000, which no person has; mail addresses end in .example.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

NOTES = [
    "goi lai {phone}",
    "nguoi gui dt {phone} hen chieu",
    "giay to so {id} da xem",
    "gui ket qua ve {mail}",
    "lien he {mail} hoac {phone}",
    "doi chieu {id}, dt {phone}",
    "lap lai luot {run}",
    "khong co ghi chu",
]


def phone(rng: random.Random) -> str:
    digits = "010" + "".join(rng.choices("0123456789", k=7))
    return rng.choice([digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"{digits[:4]}.{digits[4:7]}.{digits[7:]}", "+84" + digits[1:]])


def main() -> None:
    rng = random.Random(2026)
    with Path("nhat_ky.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["luc", "ma_luot", "phien_ban", "ms", "ghi_chu"])
        for i in range(60):
            time = f"2026-11-03T{8 + i // 10:02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
            run = "20261103" + "".join(rng.choices("0123456789", k=6))
            note = rng.choice(NOTES).format(
                phone=phone(rng),
                id="000" + "".join(rng.choices("0123456789", k=9)),
                mail=rng.choice(["hoa.sen", "cu-dan_12", "to7"]) + "@thu.example",
                run=run,
            )
            writer.writerow([time, f"PA-{10200 + i}", rng.choice([12, 12, 12, 14]), rng.randint(180, 900), note])


if __name__ == "__main__":
    main()
