"""Make tin_nhan.csv: twelve invented calls and messages, for the lab "Thật hay lừa".

Nothing here was ever sent: senders, addresses and sums are made up. Addresses end in ".example".
The order is shuffled with a fixed seed. Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

STRANGE, SAVED, OWN = "số lạ", "số đã lưu", "máy tự nhắn"

MESSAGES = [
    ("a", STRANGE, "Tài khoản của quý khách sẽ bị khóa sau 30 phút. Bấm vao-day-xac-nhan.example để mở lại."),
    ("b", SAVED, "Chị Lan ơi, mai em lấy 20 tô bún như mọi bữa, 6 giờ em ghé. Em Thảo."),
    ("a", STRANGE, "Má ơi con đổi số, máy cũ rớt nước rồi. Má chuyển cho con 3 triệu đóng học, đừng nói ba."),
    ("c", SAVED, "Má chuyển cho con 500 ngàn mua sách nha má."),
    ("b", OWN, "Bạn đang tự tay đăng nhập thì máy nhắn: Mã của bạn là 482913. Không đưa mã này cho ai."),
    ("a", STRANGE, "Em là nhân viên hỗ trợ. Anh đọc giùm em mã sáu số vừa nhắn tới để em hủy giao dịch lạ."),
    ("a", STRANGE, "Gọi hình, mặc đồng phục: Bác dính vụ án. Bác giữ máy, đừng kể ai, chuyển tiền vào tài khoản an toàn."),
    ("b", SAVED, "Tổ trưởng khu phố đây. 19 giờ thứ Sáu họp tổ ở nhà văn hóa, bà con mang theo ghế nhựa."),
    ("a", STRANGE, "Chúc mừng bạn trúng xe máy! Đóng 500.000 đồng phí hồ sơ trong hôm nay để nhận."),
    ("c", STRANGE, "Tôi gọi từ trường của bé. Bé hơi sốt, nhờ gia đình liên lạc với cô chủ nhiệm."),
    ("a", STRANGE, "Việc nhẹ tại nhà, bấm thích là có tiền. Muốn rút thì nạp trước 200.000 đồng."),
    ("c", STRANGE, "Kỳ này nhà bạn dùng 96 số điện. Giấy báo sẽ gửi tới nhà như mọi tháng."),
]


def main() -> None:
    rng = random.Random(34)
    rows = MESSAGES[:]
    rng.shuffle(rows)
    with Path("tin_nhan.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "tu_dau", "noi_dung"])
        writer.writerows((f"T{number:02}", sender, text) for number, (_, sender, text) in enumerate(rows, 1))


if __name__ == "__main__":
    main()
