"""The course, the class and the labs that the journey goes through."""

from secrets import token_hex

COURSE = "/khoa-hoc/tri-tue-nhan-tao-trong-cong-vu/"
CLASS_CODE = "BDAI-2026-03"
LAB = "phan-loai-phan-anh"
SECOND_LAB = "kiem-chung-ban-nhap"
OWN_LAB = f"trung-binh-{token_hex(3)}"
OWN_LAB_TITLE = f"Trung bình cộng {OWN_LAB[-6:]}"
