"""Make cau_tra_loi.csv: sentences that imitate three answers of an AI assistant, for the lab "Chọn lời giao việc tốt hơn".

Everything is written by the authors; the labels that the lab asks for are not in the file.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

# answer: its sentences, in order
ANSWERS = {
    "G1": [
        "Ngày hội đổi sách diễn ra vào thứ Bảy và Chủ nhật.",
        "Mỗi bạn đem 3 cuốn sách cũ.",
        "Bạn đổi được nhiều sách nhất sẽ có quà.",
        "Chỗ đổi sách là sảnh thư viện.",
    ],
    "G2": [
        "Từ thứ Hai đến thứ Sáu, tụi mình đổi sách nhé.",
        "Giờ ra chơi, đem 1 cuốn sách cũ còn đọc được tới sảnh thư viện.",
        "Ai tới cũng được uống nước chanh miễn phí.",
        "Không có sách thì gặp cô thủ thư để mượn.",
    ],
    "G3": [
        "Tuần lễ đổi sách: thứ Hai đến thứ Sáu, giờ ra chơi, sảnh thư viện.",
        "Mỗi bạn đem 1 cuốn sách cũ còn đọc được; không nhận sách giáo khoa.",
        "Không có sách thì gặp cô thủ thư để mượn.",
        "Một bạn được đổi mấy lần: tờ tin chưa ghi, hãy hỏi cô thủ thư.",
    ],
}


def main() -> None:
    rows, number = [], 0
    for answer, sentences in ANSWERS.items():
        for sentence in sentences:
            number += 1
            rows.append([f"C{number}", answer, sentence])
    with Path("cau_tra_loi.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "lan_giao_viec", "cau"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
