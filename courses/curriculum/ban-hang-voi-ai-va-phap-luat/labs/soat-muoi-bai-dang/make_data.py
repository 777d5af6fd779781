"""Make bai_dang.csv and so_dong_y.csv: ten invented posts and an invented register of consents, for the lab "Soát mười bài đăng".

Shops are made up and customers are only codes. Nothing is random.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

POSTS = [
    (
        "Quán hủ tiếu Ba Lành",
        "Mở cửa 6 đến 10 giờ. Tô 35.000 đồng, có đậu phộng rang, ai dị ứng nhớ báo.",
        "Ảnh tô hủ tiếu chụp tại quán, chỉ chỉnh sáng.",
    ),
    ("Tiệm trà Lá Gừng", "Trà Lá Gừng trị tiểu đường: uống một tháng là hết bệnh, khỏi cần thuốc.", "Ảnh ấm trà chụp tại tiệm."),
    (
        "Tiệm áo Mây Trắng",
        "Áo lanh mới về, 220.000 đồng, đủ cỡ từ S tới XL.",
        "Phim ngắn, giọng đọc do máy tạo nghe như người thật. Không ghi gì về giọng đọc.",
    ),
    ("Tiệm nail Bông Bưởi", "Nghe khách nói gì về Bông Bưởi: mười lời khen.", "Mười lời khen do trợ lý AI viết, không khách nào nói."),
    (
        "Lò bánh Út Mận",
        "Mẻ bánh chuối nướng ra lò 15 giờ, 35.000 đồng một phần.",
        "Ảnh một chị khách quen đang ăn, thấy rõ mặt. Tiệm chưa hỏi ý chị.",
    ),
    (
        "Tiệm hoa Cỏ May",
        "Giảm 20% từ ngày 1 đến ngày 7 tháng 12. Bó cúc giá cũ 150.000 đồng.",
        "Sổ bán cho thấy tháng 10 và tháng 11 bán đúng giá cũ; tiệm sẽ hết giảm sau ngày 7.",
    ),
    ("Quầy kem dưỡng Ánh Sao", "Ca sĩ nổi tiếng cũng xài kem Ánh Sao!", "Phim do máy ghép mặt và giọng một ca sĩ. Ca sĩ không hay biết."),
    (
        "Quán cơm Tư Hiền",
        "Cơm tấm 40.000 đồng, trưa nào cũng có canh.",
        "Tranh hoạt hình mâm cơm, góc tranh ghi: Tranh do AI tạo. Món và giá đúng thực đơn.",
    ),
    (
        "Tiệm sữa hạt Nhà Nội",
        "Sữa đậu nấu mỗi sáng, 14.000 đồng. Hơn 9.000 khách hài lòng!",
        "Tiệm mở hai tuần, sổ có 60 đơn. Giá và cách nấu đúng sự thật.",
    ),
    (
        "Tiệm bánh kem Bé Na",
        "Tặng các tiệm bạn danh sách 300 số điện thoại khách mê bánh!",
        "Danh sách lấy từ đơn giao hàng. Khách không biết.",
    ),
]
TICKED, MESSAGE, PREFILLED, SILENT = "tự đánh dấu", "nhắn tin đồng ý", "ô tích sẵn", "không trả lời"
REGISTER = [
    ("KH-01", "báo bánh xong", TICKED, "2026-11-03", ""),
    ("KH-01", "khuyến mãi", TICKED, "2026-11-03", "2026-11-15"),
    ("KH-02", "khuyến mãi", PREFILLED, "2026-11-04", ""),
    ("KH-03", "khuyến mãi", SILENT, "2026-11-05", ""),
    ("KH-04", "khuyến mãi", TICKED, "2026-11-05", ""),
    ("KH-05", "khuyến mãi", MESSAGE, "2026-11-06", ""),
    ("KH-06", "báo bánh xong", TICKED, "2026-11-07", ""),
    ("KH-07", "báo bánh xong", TICKED, "2026-11-07", ""),
    ("KH-07", "khuyến mãi", MESSAGE, "2026-11-07", "2026-11-18"),
    ("KH-08", "khuyến mãi", TICKED, "2026-11-08", ""),
    ("KH-09", "khuyến mãi", PREFILLED, "2026-11-08", ""),
    ("KH-09", "báo bánh xong", TICKED, "2026-11-09", ""),
    ("KH-10", "đăng hình", TICKED, "2026-11-10", ""),
    ("KH-10", "khuyến mãi", TICKED, "2026-11-10", ""),
    ("KH-11", "khuyến mãi", SILENT, "2026-11-12", ""),
    ("KH-12", "báo bánh xong", TICKED, "2026-11-13", ""),
    ("KH-12", "khuyến mãi", TICKED, "2026-11-13", "2026-11-19"),
]


def write(name: str, header: list[str], rows: list) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    write("bai_dang.csv", ["bai", "tiem", "noi_dung", "dieu_da_biet"], [(f"bài {number}", *post) for number, post in enumerate(POSTS, 1)])
    write("so_dong_y.csv", ["ma_khach", "muc_dich", "cach_dong_y", "ngay", "ngay_rut"], REGISTER)


if __name__ == "__main__":
    main()
