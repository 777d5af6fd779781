"""What the terminal says when everything is up. Pure."""

from collections.abc import Mapping

DEMO_PEOPLE = (
    ("giaovien@hoc.example", "giáo viên, quản lý lớp"),
    ("hocvien@hoc.example", "học viên là công chức, viên chức"),
    ("hocsinh@hoc.example", "học sinh"),
    ("ngoclan@hoc.example", "công chức đã có giấy chứng nhận"),
    ("khach@hoc.example", "người ngoài lớp"),
    ("sonoivu@hoc.example", "cán bộ Sở Nội vụ"),
    ("sokhcn@hoc.example", "cán bộ Sở Khoa học và Công nghệ"),
    ("phuong@hoc.example", "cán bộ phường"),
    ("vanthu@hoc.example", "văn thư của nơi cấp chứng nhận"),
    ("kiemtoan@hoc.example", "người kiểm toán sổ cấp"),
    ("quantri@hoc.example", "quản trị"),
)
DEMO_PASSWORD = "hoc-ai-demo"


def announcement(up: list[str], down: list[str], environ: Mapping[str, str], labs_problem: str = "") -> str:
    """Addresses, demo logins, and what is missing."""
    lines = ["", "Học AI đã sẵn sàng." if not down else "Học AI đang chạy, nhưng còn thiếu: " + ", ".join(down) + " (xem var/log)."]
    if "site" in up:
        lines.append(f"  Trang web        {environ['HOCAI_SITE_URL']}")
    if "hub" in up:
        lines.append(f"  Phòng thực hành  {environ['HOCAI_HUB_URL']}")
    if labs_problem:
        lines.append(f"  Phòng thực hành chưa mở: {labs_problem}")
    if environ.get("HOCAI_DEMO") == "1":
        lines += ["", f"Tài khoản dùng thử (mật khẩu {DEMO_PASSWORD}):"]
        lines += [f"  {email:<24} {who}" for email, who in DEMO_PEOPLE]
    return "\n".join([*lines, "", "Nhấn Ctrl-C để dừng.", ""])
