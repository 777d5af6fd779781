"""The demo's organizations and people: made up, and only while HOCAI_DEMO=1."""

from dataclasses import dataclass

PASSWORD = "hoc-ai-demo"  # noqa: S105 (printed on purpose, demo only)


@dataclass(frozen=True)
class DemoOrganization:
    code: str
    name: str
    abbreviation: str
    kind: str
    parent: str = ""


@dataclass(frozen=True)
class DemoPerson:
    email: str
    full_name: str
    birth_year: int
    # (role, organization code); "" for no role.
    role: str = ""
    organization: str = ""
    position: str = ""
    legal_category: str = "other"
    is_staff: bool = False
    is_superuser: bool = False


ORGANIZATIONS = (
    DemoOrganization("H29", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "UBND TP", "other"),
    DemoOrganization("H29.SNV", "Sở Nội vụ", "SNV", "department", "H29"),
    DemoOrganization("H29.SKHCN", "Sở Khoa học và Công nghệ", "SKHCN", "department", "H29"),
    DemoOrganization("H29.SGDDT", "Sở Giáo dục và Đào tạo", "SGDĐT", "department", "H29"),
    DemoOrganization("H29.STC", "Sở Tài chính", "STC", "department", "H29"),
    DemoOrganization("H29.STP", "Sở Tư pháp", "STP", "department", "H29"),
    DemoOrganization("H29.SYT", "Sở Y tế", "SYT", "department", "H29"),
    DemoOrganization("H29.SXD", "Sở Xây dựng", "SXD", "department", "H29"),
    DemoOrganization("H29.TTCDS", "Trung tâm Chuyển đổi số", "TTCĐS", "other", "H29.SKHCN"),
    DemoOrganization("H29.HVCB", "Học viện Cán bộ Thành phố Hồ Chí Minh", "HVCB", "training_institution", "H29"),
    DemoOrganization("26743", "Phường Bến Thành", "", "commune_unit", "H29"),
    DemoOrganization("DEMO.THPT", "Trường THPT Mẫu", "THPT Mẫu", "school", "H29.SGDDT"),
)

PEOPLE = (
    DemoPerson("quantri@hoc.example", "Vũ Minh Khôi", 1984, "administrator", "H29", "Quản trị hệ thống", is_staff=True, is_superuser=True),
    DemoPerson("sonoivu@hoc.example", "Phạm Quốc Bảo", 1980, "officer", "H29.SNV", "Chuyên viên", "civil_servant"),
    DemoPerson("sokhcn@hoc.example", "Lý Thanh Tùng", 1982, "officer", "H29.SKHCN", "Chuyên viên", "civil_servant"),
    DemoPerson("phuong@hoc.example", "Dương Thị Cẩm Tú", 1991, "officer", "26743", "Công chức văn hóa - xã hội", "civil_servant"),
    DemoPerson("vanthu@hoc.example", "Đỗ Thị Hồng Vân", 1987, "registrar", "H29.HVCB", "Chuyên viên phòng Đào tạo", "public_employee"),
    DemoPerson("kiemtoan@hoc.example", "Hồ Đắc Thành", 1978, "auditor", "H29.HVCB", "Thanh tra nội bộ", "public_employee"),
    DemoPerson("giaovien@hoc.example", "Nguyễn Thị Thu Hà", 1985, "teacher", "H29.HVCB", "Giảng viên", "public_employee", is_staff=True),
    DemoPerson("hocvien@hoc.example", "Trần Ngọc Ánh", 1990, "", "H29.TTCDS", "Viên chức", "public_employee"),
    DemoPerson("hocsinh@hoc.example", "Lê Gia Hân", 2009, "", "DEMO.THPT", "Học sinh"),
    DemoPerson("ngoclan@hoc.example", "Phan Ngọc Lan", 1972, "", "H29.STC", "Chuyên viên", "civil_servant"),
    DemoPerson("khach@hoc.example", "Hoàng Văn Lạ", 1992),
)
