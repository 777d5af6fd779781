"""Make nhiem_vu.csv and ket_qua.csv for the lab "Đề kiểm tra có chống được chép máy không": invented tasks and an invented class of 40.

Questions C1–C5 were answered at home (nearly everybody is right), C6–C10 in class. The key of C8 is wrong on purpose, so weaker answers score better.
Run in this folder: python make_data.py
"""

import csv
import math
import random
from pathlib import Path

TASKS = [
    ("N1", "Ở nhà: viết 400 chữ về vai trò của rừng ngập mặn, nộp bản cuối."),
    ("N2", "Tại lớp: trả lời miệng hai câu hỏi về bài em đã nộp, chỉ vào đoạn trong bài."),
    ("N3", "Ở nhà: nêu quang hợp là gì và kể ba điều ảnh hưởng tới quang hợp, nộp bản cuối."),
    ("N4", "Cả nhóm đo nhiệt độ ở sân trường trong giờ học; ở nhà mỗi em viết nhận xét từ số nhóm đã đo, nộp kèm phiếu đo."),
    ("N5", "Tại lớp, không thiết bị: nhận một đoạn văn do máy viết, gạch chỗ sai và ghi căn cứ ở trang nào trong sách."),
    ("N6", "Ở nhà: giới thiệu một món ăn của gia đình, nộp kèm ba bản nháp có ngày và ghi rõ chỗ nhờ AI."),
    ("N7", "Ở nhà: dịch một đoạn tiếng Anh trong sách sang tiếng Việt, nộp bản cuối."),
    ("N8", "Tại lớp, không thiết bị: vẽ sơ đồ mạch điện theo đề bốc thăm và nói lý do đặt công tắc ở đó."),
]
PUPILS = 40
# question: how hard it is (0: half of the class knows it)
IN_CLASS = {"C6": -1.2, "C7": -0.2, "C9": 0.5, "C10": 1.6}
AT_HOME = {"C1": 0.97, "C2": 0.95, "C3": 0.9, "C4": 0.97, "C5": 0.92}
QUESTIONS = [f"C{n}" for n in range(1, 11)]


def answers(rng: random.Random, ability: float) -> dict[str, int]:
    marks = {question: int(rng.random() < chance) for question, chance in AT_HOME.items()}
    for question, hardness in IN_CLASS.items():
        marks[question] = int(rng.random() < 1 / (1 + math.exp(-2.2 * (ability - hardness))))
    marks["C8"] = int(rng.random() < 1 / (1 + math.exp(3.0 * (ability + 0.3))))
    return marks


def main() -> None:
    rng = random.Random(8)
    rows = []
    for number in range(1, PUPILS + 1):
        marks = answers(rng, rng.gauss(0, 1.2))
        rows.append([f"HS{number:02}", *(marks[question] for question in QUESTIONS)])
    for name, header, lines in [("nhiem_vu.csv", ["ma", "nhiem_vu"], TASKS), ("ket_qua.csv", ["hoc_sinh", *QUESTIONS], rows)]:
        with Path(name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines)


if __name__ == "__main__":
    main()
