"""Make loi_nho.csv: invented requests to an AI assistant, for the lab "Sửa lời hỏi cho rõ".

Every sentence was written for this lab; each request lacks exactly one of the five parts.
The order is shuffled with a fixed seed. Run in this folder: python make_data.py
"""

import csv
import random
from pathlib import Path

REQUESTS = [
    (
        "b",
        "Viết lời mời dự buổi trồng cây. Buổi trồng lúc 7 giờ sáng thứ Bảy, ở bãi đất sau nhà văn hóa, có sẵn cuốc xẻng. Dưới 60 chữ, giọng vui. Đừng thêm số điện thoại.",
    ),
    ("c", "Lên thực đơn ba ngày cho nhà ba người, có má 70 tuổi ăn mềm. Kẻ bảng sáng, trưa, chiều. Đừng dùng món chiên."),
    (
        "d",
        "Viết tờ rao bán chuối cho khách đi chợ sớm. Chuối sứ chín cây, 15.000 đồng một ký, bán ở đầu hẻm 12. Đừng nói giảm giá, đừng thêm số điện thoại.",
    ),
    (
        "e",
        "Viết lời nhắn xin lỗi bác hàng xóm lớn tuổi vì nhà tôi sửa mái ồn. Thợ làm từ 8 giờ tới 11 giờ, trong ba ngày. Ba câu, lễ phép.",
    ),
    (
        "a",
        "Dành cho ba tôi, 68 tuổi, mắt kém. Ba có điện thoại chữ lớn, biết gọi mà chưa biết chụp hình. Năm dòng, chữ ngắn. Đừng dùng từ nước ngoài.",
    ),
    (
        "b",
        "Kể ngắn lại thông báo cúp nước đã dán ở bảng tin: cúp từ 8 giờ tới 16 giờ thứ Ba, khu phố 3. Ba gạch đầu dòng. Giữ nguyên giờ, đừng thêm lý do.",
    ),
    (
        "c",
        "Viết lời giới thiệu quán nước của tôi cho sinh viên ở trọ gần đó. Dưới 50 chữ, giọng vui. Đừng nói giảm giá; thiếu gì thì hỏi lại tôi.",
    ),
    (
        "d",
        "Giải nghĩa ba chữ dàn nóng, dàn lạnh, máy nén cho người mới học nghề. Tôi học được một tuần, đã biết tháo vỏ máy. Đừng dùng công thức.",
    ),
]


def main() -> None:
    rng = random.Random(12)
    rows = REQUESTS[:]
    rng.shuffle(rows)
    with Path("loi_nho.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ma", "loi_nho"])
        writer.writerows((f"L{number}", text) for number, (_, text) in enumerate(rows, 1))


if __name__ == "__main__":
    main()
