"""Make nha_cho.csv and to_vien.csv: invented households and helpers, for the lab "Xếp lịch hỗ trợ khu phố".

Nobody here is real. Two of the twelve requests must be handed over: whoever took the call wrote the wrong kind of work.
The order of the households is shuffled with a fixed seed. Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

HELPERS = [
    ("a", "Hậu", "T7 sáng, T7 chiều, CN sáng", "cài máy, tin lạ"),
    ("b", "Mai", "T7 sáng, CN sáng, CN chiều", "hỏi máy, tin lạ"),
    ("c", "Phúc", "T7 chiều, CN chiều", "cài máy, hỏi máy"),
    ("d", "Thu", "T7 sáng, T7 chiều, CN chiều", "hỏi máy, cài máy"),
    ("e", "Dũng", "CN sáng", "tin lạ"),
]

HOUSEHOLDS = [
    ("T7 sáng", "cài máy", "Chỉnh chữ to và cài một trợ lý AI"),
    ("T7 sáng", "tin lạ", "Coi giùm một tin nhắn báo trúng thưởng"),
    ("T7 sáng", "hỏi máy", "Tập nhờ máy lên thực đơn ba ngày"),
    ("T7 chiều", "tin lạ", "Tập bốn bước khi có cuộc gọi lạ"),
    ("T7 chiều", "hỏi máy", "Tập nhờ máy viết lời mời đám giỗ"),
    ("T7 chiều", "tin lạ", "Sáng nay lỡ chuyển tiền cho người xưng công an"),
    ("CN sáng", "cài máy", "Điện thoại mới, chưa cài được gì"),
    ("CN sáng", "hỏi máy", "Muốn máy kể ngắn lại thông báo của phường"),
    ("CN sáng", "tin lạ", "Hỏi một tấm hình trong nhóm là thật hay máy vẽ"),
    ("CN chiều", "tin lạ", "Đặt câu hỏi bí mật cho cả nhà"),
    ("CN chiều", "cài máy", "Bật phần đọc to chữ trên màn hình"),
    ("CN chiều", "hỏi máy", "Đang chóng mặt, muốn hỏi máy nên đổi thuốc gì"),
]


def write(name: str, head: list[str], rows: list[tuple[str, ...]]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def main() -> None:
    rng = random.Random(56)
    rows = HOUSEHOLDS[:]
    rng.shuffle(rows)
    write("to_vien.csv", ["ma", "ten", "buoi_ranh", "viec_thao"], HELPERS)
    write("nha_cho.csv", ["ma", "buoi", "loai_viec", "yeu_cau"], [(f"H{number:02}", *row) for number, row in enumerate(rows, 1)])


if __name__ == "__main__":
    main()
