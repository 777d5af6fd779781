"""Make phan_anh.csv: invented petitions to an invented ward, for the lab "Phân loại phản ánh".

Every sentence was written for this lab; no real person, address or petition is in it.
Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

PLACES = [
    "hẻm 12",
    "đường số 5",
    "đường số 9",
    "khu phố 3",
    "khu phố 7",
    "gần chợ",
    "trước cổng trường",
    "cạnh công viên",
]

PROBLEMS = {
    "ve_sinh": [
        "rác dồn đống {place}, mấy ngày chưa thu gom",
        "có người đổ xà bần {place} lúc sáng sớm",
        "thùng rác {place} đầy, bốc mùi hôi",
        "bãi đất trống {place} thành chỗ đổ rác",
        "xe thu gom rác bỏ sót {place}",
    ],
    "thoat_nuoc": [
        "mưa nhỏ là ngập {place}, nước vào nhà",
        "miệng cống {place} bị nghẹt, nước dâng cao",
        "nắp cống {place} bị vỡ, rất nguy hiểm",
        "nước cống trào lên {place} sau cơn mưa",
        "cống thoát nước {place} lâu ngày chưa nạo vét",
    ],
    "chieu_sang": [
        "đèn đường {place} tắt cả tuần, tối om",
        "bóng đèn {place} chập chờn, đi lại khó",
        "trụ đèn {place} bị nghiêng sau cơn dông",
        "buổi tối {place} không có đèn, dễ té xe",
        "đèn đường {place} sáng cả ban ngày, lãng phí điện",
    ],
    "tieng_on": [
        "quán ăn {place} mở loa to đến khuya",
        "hát karaoke bằng loa kéo {place} gây ồn",
        "công trình {place} khoan đục ồn ào ban đêm",
        "xưởng cưa {place} chạy máy ồn từ sớm",
        "loa quảng cáo {place} phát suốt buổi trưa",
    ],
}

TO_LABEL = [
    ("ve_sinh", "Ai đó vứt nệm cũ và túi rác ngay vỉa hè khu phố 3."),
    ("chieu_sang", "Ba trụ đèn trên đường số 5 không sáng từ đầu tuần."),
    ("tieng_on", "Nhà bên hát karaoke tới 23 giờ, người già không ngủ được."),
    ("thoat_nuoc", "Hẻm 12 cứ mưa là nước ngập tới đầu gối."),
    ("tieng_on", "Máy trộn bê tông chạy ầm ầm lúc nửa đêm cạnh công viên."),
    ("thoat_nuoc", "Rác lấp kín miệng cống nên nước không thoát được, cả hẻm ngập."),
    ("chieu_sang", "Nhánh cây che khuất đèn đường nên đoạn gần chợ rất tối."),
    ("ve_sinh", "Nước thải từ sạp cá chảy ra vỉa hè, mùi hôi suốt ngày, cần dọn rửa."),
]

TO_TEST = [
    ("ve_sinh", "Rác sinh hoạt chất đống đầu hẻm 4, mùi hôi bay vào nhà."),
    ("ve_sinh", "Xe thu gom hai hôm nay không ghé đường số 2."),
    ("ve_sinh", "Có người lén đổ xà bần ở bãi đất trống khu phố 1."),
    ("ve_sinh", "Thùng rác công cộng bị vỡ, rác rơi đầy vỉa hè."),
    ("ve_sinh", "Chợ tan để lại rau củ thối, không ai dọn."),
    ("ve_sinh", "Đống rác cạnh trụ đèn ngày càng cao."),
    ("thoat_nuoc", "Sau cơn mưa chiều, đường số 2 ngập, xe chết máy."),
    ("thoat_nuoc", "Nắp cống trước nhà văn hóa bị mất, sợ trẻ em té."),
    ("thoat_nuoc", "Nước cống trào ngược vào nhà mỗi khi triều lên."),
    ("thoat_nuoc", "Đề nghị nạo vét cống hẻm 4, nước đọng nhiều ngày."),
    ("thoat_nuoc", "Miệng cống bị rác bịt kín, mưa xuống là ngập."),
    ("thoat_nuoc", "Mương cạnh trường học bị lấp, nước không có chỗ chảy."),
    ("chieu_sang", "Đèn đường hẻm 4 tắt đã nhiều đêm."),
    ("chieu_sang", "Bóng đèn trước nhà văn hóa chập chờn, đề nghị thay."),
    ("chieu_sang", "Đoạn qua cầu nhỏ tối om, người đi bộ rất sợ."),
    ("chieu_sang", "Trụ đèn khu phố 1 nghiêng hẳn ra đường."),
    ("chieu_sang", "Đèn đường số 2 sáng suốt ban ngày, tốn điện."),
    ("chieu_sang", "Xin lắp thêm đèn ở lối vào bãi rác cũ."),
    ("tieng_on", "Quán nhậu đầu hẻm 4 mở loa to quá giờ."),
    ("tieng_on", "Loa kéo hát karaoke ở khu phố 1 làm con tôi không học được."),
    ("tieng_on", "Công trình bên cạnh khoan đục lúc 2 giờ sáng."),
    ("tieng_on", "Xưởng cơ khí gõ sắt cả buổi trưa, rất ồn."),
    ("tieng_on", "Tiệm điện máy phát nhạc quảng cáo ra đường suốt ngày."),
    ("tieng_on", "Máy bơm nước của công trình chạy ồn suốt đêm."),
]


def taught_rows(rng: random.Random) -> list[tuple[str, str]]:
    """Ten examples per group, each pattern used twice with different places."""
    rows = []
    for group, patterns in PROBLEMS.items():
        for pattern in patterns:
            for place in rng.sample(PLACES, 2):
                sentence = pattern.format(place=place)
                rows.append((group, sentence[0].upper() + sentence[1:] + "."))
    rng.shuffle(rows)
    return rows


def main() -> None:
    rng = random.Random(2026)
    to_test = TO_TEST[:]
    rng.shuffle(to_test)
    with Path("phan_anh.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "phan", "noi_dung", "nhom"])
        writer.writerows((f"N{i}", "can_dan_nhan", text, "") for i, (_, text) in enumerate(TO_LABEL, 1))
        writer.writerows((f"V{i:02}", "vi_du", text, group) for i, (group, text) in enumerate(taught_rows(rng), 1))
        writer.writerows((f"K{i:02}", "kiem_tra", text, group) for i, (group, text) in enumerate(to_test, 1))


if __name__ == "__main__":
    main()
