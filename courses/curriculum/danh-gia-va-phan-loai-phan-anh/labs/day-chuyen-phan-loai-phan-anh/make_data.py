"""Make phan_anh_tong_hop.csv: invented petitions of an invented ward, for the lab "Dây chuyền phân loại phản ánh".

An alley has a few incidents; an incident is reported by several people in nearly the same words, often with the
same landmark. So rows of one alley resemble each other: a random split leaks, a split by alley does not.
Every sentence was written for this lab; no real person, address or petition is in it.
Run in this folder: python make_data.py
"""

import csv
import random
import unicodedata
from pathlib import Path

CORES = {
    "ve_sinh": [
        "rác chất đống bốc mùi hôi",
        "có người lén đổ xà bần ban đêm",
        "xe gom rác ba ngày chưa tới",
        "thùng rác đầy tràn ra lòng đường",
        "chợ tan bỏ lại rau củ thối",
        "xác chuột chết nằm giữa lối đi",
        "nệm cũ ghế hư vứt thành đống",
        "nước rửa cá đổ ra đường tanh nồng",
        "bãi đất trống thành chỗ đổ rác",
        "bao ni lông bay khắp hẻm không ai quét",
        "ruồi muỗi nhiều vì đống phế thải",
        "phân chó khắp lối đi bộ",
    ],
    "thoat_nuoc": [
        "mưa một chút là ngập tới đầu gối",
        "cống nghẹt nước trào vào nhà",
        "nắp cống bể rất nguy hiểm cho trẻ nhỏ",
        "triều lên nước đen dâng qua nền nhà",
        "rác bít miệng cống nước không rút được",
        "mương bị lấp nước tù đọng cả tuần",
        "hố ga bốc mùi và tràn nước",
        "ống thoát vỡ nước chảy lênh láng",
        "xe chết máy vì nước ngập sâu",
        "đề nghị nạo vét đường cống lâu năm",
        "nền đường lún giữ nước sau mỗi cơn mưa",
        "nước bẩn từ cống chảy ngược lên sân",
    ],
    "chieu_sang": [
        "đèn đường tắt cả tuần tối om",
        "bóng đèn chập chờn nhức mắt",
        "trụ đèn nghiêng sắp ngã",
        "đi làm về khuya không thấy đường",
        "nhánh cây che kín bóng đèn",
        "đèn sáng ban ngày phí điện",
        "đoạn này chưa có trụ đèn nào",
        "dây điện đèn công cộng thòng xuống",
        "tối quá hay có người té xe",
        "hộp điện của đèn bị mở nắp",
        "xin lắp thêm đèn cho học sinh đi học thêm",
        "đèn hẻm hư báo rồi chưa ai thay",
    ],
    "tieng_on": [
        "hát karaoke loa kéo tới nửa đêm",
        "quán nhậu mở nhạc lớn quá giờ",
        "công trình khoan đục lúc hai giờ sáng",
        "xưởng gỗ cưa xẻ suốt buổi trưa",
        "loa bán hàng phát đi phát lại cả ngày",
        "máy nén khí chạy rung cả tường nhà",
        "tập kèn trống ồn không học bài được",
        "xe ba gác nổ máy từ bốn giờ sáng",
        "tiệm sửa xe thử ga inh tai",
        "đám tiệc bật dàn âm thanh rất to",
        "chó sủa liên tục suốt đêm",
        "máy phát điện của quán kêu ầm ầm",
    ],
    "via_he": [
        "quán bày bàn ghế chiếm hết vỉa hè",
        "xe máy đậu kín lối đi bộ",
        "tiệm dựng bảng hiệu chắn lối",
        "xe hơi đậu chắn đầu hẻm cả ngày",
        "hàng rong che khuất lối qua đường",
        "mái hiên lấn ra nửa con hẻm",
        "chậu cây chiếm chỗ người đi bộ",
        "tập kết vật liệu xây dựng trên lề",
        "người đi xe lăn không qua được vì lề bị chiếm",
        "rào chắn tự dựng giữ chỗ đậu xe",
        "bãi giữ xe tự phát trên lề đường",
        "học sinh phải đi xuống lòng đường vì lề bị lấn",
    ],
}
LANDMARKS = [
    "quán Bảy Lúa",
    "tiệm tóc Mây",
    "miếu ông Tà",
    "trạm bơm",
    "nhà trẻ Nắng",
    "tiệm bánh Ngọc",
    "gốc me",
    "cây bàng",
    "tiệm thuốc Tâm",
    "nhà văn hóa",
    "xưởng Hai Đức",
    "cầu ván",
    "sân bóng",
    "quán cà phê Gió",
    "tiệm vải Lụa",
    "bến đò cũ",
    "giếng nước",
    "tiệm Tạp hóa Cô Ba",
]
OPENINGS = ["", "", "kính báo phường ", "cho tôi hỏi ", "bà con phản ánh ", "nhờ phường xem giúp ", "alo phường ơi "]
CLOSINGS = ["", "", " mong xử lý sớm", " đã báo hai lần", " cảm ơn", " người già trẻ nhỏ khổ lắm", " gọi lại số 0900000{:03} giúp"]
CHANNELS = ["ứng dụng", "tổng đài", "quầy"]
OTHER_TONES = {"hóa": "hoá", "khóa": "khoá", "hòa": "hoà", "thủy": "thuỷ", "xóa": "xoá", "lòa": "loà"}


def no_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def report(rng: random.Random, core: str, landmark: str, channel: str) -> str:
    words = core.split()
    if len(words) > 5 and rng.random() < 0.5:
        words.pop(rng.randrange(len(words)))
    place = rng.choice([f" ngay {landmark}", f" gần {landmark}", f" trước {landmark}"]) if rng.random() < 0.8 else ""
    text = rng.choice(OPENINGS) + " ".join(words) + place + rng.choice(CLOSINGS).format(rng.randrange(1000))
    text = text[0].upper() + text[1:]
    if rng.random() < 0.2:
        for new, old in OTHER_TONES.items():
            text = text.replace(new, old)
    if channel == "ứng dụng" and rng.random() < 0.35:
        return no_marks(text)
    if channel == "tổng đài" and rng.random() < 0.3:
        return unicodedata.normalize("NFD", text)
    return text + rng.choice(["", ".", "!", "  "])


def main() -> None:
    rng = random.Random(9)
    rows = []
    for alley in range(1, 41):
        places = rng.sample(LANDMARKS, 3)
        for place in places:
            label = rng.choices(list(CORES), [0.28, 0.26, 0.18, 0.16, 0.12])[0]
            core = rng.choice(CORES[label])
            for _ in range(rng.randint(3, 7)):
                channel = rng.choices(CHANNELS, [0.5, 0.3, 0.2])[0]
                noisy = label if rng.random() > 0.03 else rng.choice(list(CORES))
                rows.append([f"hẻm {alley}", channel, report(rng, core, f"{place} hẻm {alley}", channel), noisy])
    rng.shuffle(rows)
    with Path("phan_anh_tong_hop.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "hem", "kenh", "noi_dung", "nhan"])
        writer.writerows([f"P{number:03}", *row] for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
