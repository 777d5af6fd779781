"""Make nhan_hai_nguoi.csv: invented petitions with the labels of two invented annotators, for the lab on their agreement.

Clear sentences are labelled alike nearly always; sentences that speak of two matters are labelled by each annotator's
own habit: the first looks at the cause, the second at the damage. No real person or petition is in it.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

LABELS = ["ve_sinh", "thoat_nuoc", "tieng_on", "via_he"]
CLEAR = {
    "ve_sinh": ["Rác chất đống {p} ba ngày chưa gom", "Có người đổ xà bần {p} ban đêm", "Thùng rác {p} đầy tràn", "Xe gom rác bỏ sót {p}"],
    "thoat_nuoc": ["Nắp cống {p} bị bể", "Mưa nhỏ là ngập {p}", "Cống {p} lâu năm chưa nạo vét", "Triều lên nước vào nhà {p}"],
    "tieng_on": [
        "Loa kéo hát tới khuya {p}",
        "Công trình {p} khoan đục ban đêm",
        "Xưởng cưa {p} ồn cả trưa",
        "Loa bán hàng {p} phát suốt ngày",
    ],
    "via_he": [
        "Xe máy đậu kín vỉa hè {p}",
        "Tiệm {p} dựng bảng hiệu chắn lối",
        "Bàn ghế bày hết lề {p}",
        "Vật liệu xây dựng chất trên lề {p}",
    ],
}
UNCLEAR = [
    ("ve_sinh", "thoat_nuoc", "Rác bít miệng cống {p} nên nước ngập"),
    ("ve_sinh", "thoat_nuoc", "Người ta đổ dầu mỡ xuống cống {p}, nước trào lên"),
    ("via_he", "tieng_on", "Quán nhậu {p} bày ra lề, hò hét tới khuya"),
    ("via_he", "ve_sinh", "Hàng rong {p} chiếm lề rồi bỏ rác lại"),
]
PLACES = ["hẻm 3", "hẻm 8", "hẻm 21", "gần chợ", "cạnh trường", "đầu cầu", "khu phố 2", "khu phố 5"]
CHANNELS = ["ứng dụng", "tổng đài"]


def main() -> None:
    rng = random.Random(31)
    rows = []
    for label, sentences in CLEAR.items():
        for sentence in sentences:
            for place in rng.sample(PLACES, 5):
                first, second = label, label
                if rng.random() < 0.05:
                    second = rng.choice(LABELS)
                rows.append([rng.choice(CHANNELS), sentence.format(p=place) + ".", first, second])
    for cause, damage, sentence in UNCLEAR:
        for place in rng.sample(PLACES, 6):
            first = cause if rng.random() < 0.8 else damage
            second = damage if rng.random() < 0.75 else cause
            channel = "tổng đài" if rng.random() < 0.75 else "ứng dụng"
            rows.append([channel, sentence.format(p=place) + ".", first, second])
    rng.shuffle(rows)
    with Path("nhan_hai_nguoi.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "kenh", "noi_dung", "nguoi_1", "nguoi_2"])
        writer.writerows([f"N{number:03}", *row] for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
