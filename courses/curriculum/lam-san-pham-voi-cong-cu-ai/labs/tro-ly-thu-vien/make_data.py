"""Make cau_hoi.csv: invented questions to a school library, with the answer group each belongs to, for the lab "Trợ lý thư viện trường".

Part "vi_du" is for choosing keywords, part "thu" for measuring a ready-made keyword table. No real pupil asked any of them.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

EXAMPLES = {
    "so_luong": ["Em được mượn mấy cuốn?", "Một lần mượn tối đa bao nhiêu cuốn ạ?", "Mượn ba cuốn được không cô?"],
    "thoi_han": ["Giữ sách được mấy ngày?", "Em muốn gia hạn thêm.", "Trả trễ thì sao ạ?"],
    "gio_mo": ["Thư viện mở cửa lúc nào?", "Thứ Bảy có mở không?", "Mấy giờ thư viện đóng cửa?"],
    "cho_de": ["Truyện tranh ở kệ nào?", "Sách khoa học nằm ở đâu?", "Kệ sách lớp 6 chỗ nào?"],
    "sach_hong": ["Em lỡ làm rách bìa sách.", "Sách bị ướt mưa thì sao?", "Sách này bị mất trang cuối."],
}
TRIALS = {
    "so_luong": ["Được đem về mấy cuốn?", "Mượn năm cuốn được không?", "Bạn em mượn thêm một cuốn nữa nha cô?"],
    "thoi_han": ["Sau bao nhiêu ngày phải trả?", "Gia hạn được mấy lần?", "Em trả trễ một ngày rồi."],
    "gio_mo": ["Ngày mai có mở không?", "Thư viện mở tới mấy giờ?", "Giờ ra chơi có vào được không?"],
    "cho_de": ["Từ điển ở kệ nào?", "Tìm sách lịch sử ở đâu?", "Sách nấu ăn để chỗ nào?"],
    "sach_hong": ["Rách một trang thì sao?", "Cuốn em mượn bị ướt.", "Gáy sách bị rách ạ."],
    "hoi_co": [
        "Bạn ngồi cạnh giật sách của em.",
        "Em sợ bị la vì làm mất cuốn sách quý.",
        "Hôm nay em buồn, em ngồi đây được không?",
        "Em ở nhà một mình, có ngày không ai đón.",
        "Máy tính của thư viện chơi trò chơi được không?",
    ],
}


def main() -> None:
    rng = random.Random(11)
    rows = []
    for part, prefix, groups in (("vi_du", "V", EXAMPLES), ("thu", "T", TRIALS)):
        pairs = [(group, question) for group, questions in groups.items() for question in questions]
        if part == "thu":
            rng.shuffle(pairs)
        rows += [[f"{prefix}{n}", part, group, question] for n, (group, question) in enumerate(pairs, 1)]
    with Path("cau_hoi.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "phan", "nhom", "cau_hoi"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
