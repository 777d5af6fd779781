"""Make giao_an.csv and lop_6a.csv: an invented lesson draft with planted errors and an invented class, for the lab "Soát giáo án do máy nháp".

The draft was written by the authors to look like an assistant's answer; nothing in it comes from a real school.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

# code, part of the lesson, minutes (empty: the sentence takes no time of its own), text
DRAFT = [
    ("C01", "Mục tiêu", "", "Học sinh tính được tỉ số phần trăm của hai số và nói được ý nghĩa của nó."),
    ("C02", "Khởi động", 5, "Học sinh kể một nơi đã thấy ký hiệu % ở chợ hoặc siêu thị."),
    ("C03", "Kiến thức", 10, "Muốn tìm tỉ số phần trăm của a và b (b khác 0), lấy a chia b, nhân với 100 rồi thêm ký hiệu %."),
    ("C04", "Ví dụ 1", "", "Sạp rau có 60 bó, trong đó 24 bó rau muống: rau muống chiếm 36%."),
    ("C05", "Ví dụ 2", "", "Quả dưa giá 80 nghìn đồng, giảm 15% thì còn 68 nghìn đồng."),
    ("C06", "Lưu ý", "", "Tăng giá 10% rồi giảm 10% thì giá trở về đúng như cũ."),
    ("C07", "Ví dụ 3", "", "Lớp có 36 bạn, 27 bạn đi xe đạp: số bạn đi xe đạp chiếm 75% cả lớp."),
    ("C08", "Hoạt động nhóm", 20, "Mỗi nhóm nhận một bảng giá in sẵn, tính giá sau khi giảm và trình bày cách làm."),
    (
        "C09",
        "Công cụ",
        "",
        "Lần lượt từng em lên máy của giáo viên, nhập họ tên, ngày sinh và điểm Toán của mình vào một trang vẽ biểu đồ miễn phí.",
    ),
    ("C10", "Hỗ trợ", "", "Bạn nghe kém ngồi bàn cuối, giáo viên đọc đề bằng lời, không cần phiếu in."),
    ("C11", "Luyện tập", 10, "Năm bài trong phiếu, từ dễ đến khó, học sinh đổi phiếu để soát cho nhau."),
    ("C12", "Căn cứ", "", "Theo một nghiên cứu mới, 92% học sinh thích Toán hơn khi học bằng ví dụ mua bán."),
    ("C13", "Củng cố", 5, "Mỗi em viết một câu có tỉ số phần trăm về một món hàng bày ở chợ."),
    ("C14", "Về nhà", "", "Mỗi em ra ngã tư một mình trong giờ cao điểm, đếm xe máy 30 phút để tính tỉ số."),
]
CLASS = [
    ("số học sinh", "36"),
    ("độ dài một tiết", "45 phút"),
    ("phòng học", "phòng thường, một máy tính của giáo viên nối máy chiếu"),
    ("hỗ trợ cần có", "có học sinh nghe kém: cần ngồi gần, nhìn thấy miệng người nói, có đề in"),
    ("quy định của trường", "không đưa thông tin học sinh lên trang mà trường chưa cho dùng"),
]


def write(name: str, header: list[str], rows: list[tuple]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write("giao_an.csv", ["ma", "phan", "phut", "cau"], DRAFT)
    write("lop_6a.csv", ["dieu", "chi_tiet"], CLASS)
