"""Make ket_qua.csv: invented petitions of an invented ward with their true and their predicted urgency, for the lab "Bảng lỗi của dự án".

The invented filter knows words with their marks; petitions typed without marks are missed more often. No person is in it.
Run in this folder: python make_data.py
"""

import csv
import random
import unicodedata
from pathlib import Path

URGENT = [
    "Cây trước cổng trường nghiêng hẳn, sắp đổ",
    "Dây điện đứt rơi xuống hẻm sau cơn mưa",
    "Nắp cống giữa đường bị mất, xe máy dễ sụp",
    "Nước tràn vào nhà, ổ điện sắp ngập",
    "Trụ đèn rò điện, chạm vào thấy tê tay",
]
USUAL = [
    "Xin hỏi lịch thu gom rác của khu phố",
    "Đèn hẻm hơi mờ, mong được thay bóng",
    "Vỉa hè lát lại chưa phẳng",
    "Đề nghị tỉa cành cây cho gọn",
    "Hàng quán mở nhạc lớn buổi tối",
    "Bảng tên đường bị phai chữ",
    "Cảm ơn phường đã vét cống đợt trước",
]
CHANNELS = {"ứng dụng": (70, 0.25), "tin nhắn": (60, 0.6), "tổng đài": (40, 0.0)}  # petitions, part typed without marks
CAUGHT = {"có dấu": 0.9, "không dấu": 0.4}
FALSE_ALARM = {"có dấu": 0.06, "không dấu": 0.08}


def without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def petition(rng: random.Random, channel: str, unmarked: float) -> list:
    urgent = rng.random() < 0.3
    way = "không dấu" if rng.random() < unmarked else "có dấu"
    text = rng.choice(URGENT if urgent else USUAL)
    said = rng.random() < (CAUGHT if urgent else FALSE_ALARM)[way]
    return [channel, way, without_marks(text) if way == "không dấu" else text, int(urgent), int(said)]


def main() -> None:
    rng = random.Random(16)
    rows = [petition(rng, channel, part) for channel, (count, part) in CHANNELS.items() for _ in range(count)]
    rng.shuffle(rows)
    with Path("ket_qua.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "kenh", "cach_viet", "noi_dung", "that", "doan"])
        for number, row in enumerate(rows, 1):
            writer.writerow([f"PA{number:03}", *row])


if __name__ == "__main__":
    main()
