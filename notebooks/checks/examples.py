"""One test cell of every kind, as authors read it."""

from __future__ import annotations

CALLS = """# Kiểu chấm: gọi hàm
assert trung_binh([2, 4]) == 3  # Gợi ý: cộng rồi chia
### BEGIN HIDDEN TESTS
assert abs(trung_binh([1, 2]) - 1.5) < 0.001  # Gợi ý: thử số lẻ
assert trung_binh([]) is None  # Gợi ý: thử danh sách rỗng
### END HIDDEN TESTS"""
OUTPUT = """# Kiểu chấm: in ra
in_bang(2)
### BEGIN HIDDEN TESTS
# Kết quả mong đợi:
# 2 x 1 = 2
# 2 x 2 = 4
### END HIDDEN TESTS"""
FILE = """# Kiểu chấm: tệp
ghi_ket_qua()
# Tệp: ket_qua.csv
# So với: cham/ket_qua.csv
# Sai số: 0.01"""
ASSERT = """# Gợi ý: thử lại với số âm
assert trung_binh([-2, 2]) == 0"""
EXAMPLES = {"calls": CALLS, "output": OUTPUT, "file": FILE, "assert": ASSERT}
