"""Make nguon.csv and tom_tat.csv: an invented notice in ten points and three flawed summaries, for the lab "Máy tóm tắt có sót ý không".

The summaries imitate an assistant; nobody's real answer is in them. Nothing is random.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

SOURCE = [
    ("Từ ngày 01/12, rác sinh hoạt được thu vào thứ Hai, thứ Tư và thứ Sáu.", "có"),
    ("Giờ thu từ 18 đến 20 giờ.", ""),
    ("Rác tái chế chỉ thu vào sáng thứ Bảy.", ""),
    ("Không để rác ra đường trước 17 giờ.", "có"),
    ("Đồ cồng kềnh phải báo trước ít nhất 2 ngày.", ""),
    ("Pin và bóng đèn hỏng không bỏ chung với rác thường, đem tới điểm nhận ở nhà văn hóa.", "có"),
    ("Hộ có người bệnh hoặc người già neo đơn được thu tận cửa nếu có đăng ký.", ""),
    ("Đăng ký thu tận cửa với tổ trưởng trước ngày 25/11.", "có"),
    ("Nghỉ thu ba ngày Tết, lịch bù báo sau.", ""),
    ("Góp ý gửi cho tổ trưởng hoặc hộp thư khu phố.", ""),
]
SUMMARIES = {
    "A": [
        "Từ 01/12, rác sinh hoạt thu thứ Hai, thứ Tư, thứ Sáu, từ 18 đến 20 giờ.",
        "Rác tái chế chỉ thu sáng thứ Bảy.",
        "Không để rác ra đường trước 17 giờ.",
        "Đồ cồng kềnh báo trước ít nhất 2 ngày.",
        "Pin và bóng đèn hỏng không bỏ chung, đem tới điểm nhận ở nhà văn hóa.",
        "Hộ có người bệnh hoặc người già neo đơn được thu tận cửa.",
    ],
    "B": [
        "Từ 01/12, rác sinh hoạt thu thứ Hai, thứ Tư, thứ Sáu.",
        "Không để rác ra đường trước 17 giờ.",
        "Đồ cồng kềnh phải báo trước ít nhất 5 ngày.",
        "Pin và bóng đèn hỏng không bỏ chung, đem tới điểm nhận ở nhà văn hóa.",
        "Hộ có người bệnh hoặc người già neo đơn được thu tận cửa nếu đăng ký với tổ trưởng trước 25/11.",
    ],
    "C": [
        "Từ 01/12, rác sinh hoạt thu thứ Hai, thứ Tư, thứ Sáu, từ 18 đến 20 giờ.",
        "Rác tái chế chỉ thu sáng thứ Bảy.",
        "Không để rác ra đường trước 17 giờ.",
        "Đồ cồng kềnh báo trước ít nhất 2 ngày.",
        "Hộ nào không phân loại rác sẽ bị ngưng thu.",
        "Pin và bóng đèn hỏng được bỏ chung với rác thường.",
        "Hộ có người bệnh hoặc người già neo đơn đăng ký với tổ trưởng trước 25/11 để được thu tận cửa.",
        "Nghỉ thu ba ngày Tết, lịch bù báo sau.",
        "Xe rác mới chạy điện nên không ồn.",
    ],
}


def write(name: str, header: list[str], rows: list) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    write("nguon.csv", ["y", "noi_dung", "bat_buoc"], [(f"ý {number}", *point) for number, point in enumerate(SOURCE, 1)])
    rows = [(version, f"câu {number}", text) for version, texts in SUMMARIES.items() for number, text in enumerate(texts, 1)]
    write("tom_tat.csv", ["ban", "cau", "noi_dung"], rows)


if __name__ == "__main__":
    main()
