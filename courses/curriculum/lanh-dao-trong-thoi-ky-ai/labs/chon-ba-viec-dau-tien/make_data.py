"""Make de_xuat.csv: ten invented proposals of an invented ward for using AI, with marks from 1 to 5, for the lab "Chọn ba việc đầu tiên".

The marks are set by hand so that the proposal with the highest total must be vetoed, two proposals stay on top under every weighting, and the third place changes.
Run in this folder: python make_data.py
"""

import csv
from pathlib import Path

COLUMNS = ["ma", "de_xuat", "ai_quyet", "du_lieu_ca_nhan", "gia_tri", "kha_thi", "du_lieu", "cong_bang"]
PROPOSALS = [
    ("D1", "Khung hỏi đáp thủ tục trên trang của phường, có nút gặp người", "người", "không dùng", 4, 4, 3, 4),
    ("D2", "Từ chối hồ sơ trợ cấp thiếu giấy ngay khi nộp", "máy tự quyết", "có căn cứ", 5, 5, 5, 2),
    ("D3", "Xếp phản ánh về đúng bộ phận", "người", "có căn cứ", 5, 4, 5, 3),
    ("D4", "Nhận mặt người vào trụ sở bằng máy ghi hình", "người", "chưa rõ căn cứ", 2, 3, 2, 1),
    ("D5", "Đọc to và rút gọn thông báo cho người cao tuổi", "người", "không dùng", 3, 5, 5, 5),
    ("D6", "Dự báo ngập từng hẻm cho đội thoát nước", "người", "không dùng", 5, 2, 1, 4),
    ("D7", "Tóm tắt biên bản họp nội bộ không mật", "người", "có căn cứ", 3, 5, 4, 1),
    ("D8", "Xếp loại thái độ cán bộ qua ghi âm cuộc gọi", "máy tự quyết", "chưa rõ căn cứ", 3, 2, 2, 1),
    ("D9", "Tìm hồ sơ trùng trong kho lưu trữ số", "người", "có căn cứ", 4, 3, 3, 2),
    ("D10", "Dịch thông báo cho người nước ngoài, người dịch soát lại", "người", "không dùng", 3, 4, 4, 5),
]


def main() -> None:
    with Path("de_xuat.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(PROPOSALS)


if __name__ == "__main__":
    main()
