"""The audiences and strands of the city's plans. Data, apart from the schema."""

from typing import Any

from django.db import migrations

AUDIENCES = [
    ("pupil_primary", "Học sinh tiểu học", "Primary pupils", "pupils"),
    ("pupil_lower_secondary", "Học sinh trung học cơ sở", "Lower secondary pupils", "pupils"),
    ("pupil_upper_secondary", "Học sinh trung học phổ thông", "Upper secondary pupils", "pupils"),
    ("teacher", "Giáo viên", "Teachers", "teachers"),
    ("citizen", "Người dân", "Citizens", "citizens"),
    ("community_digital_team", "Tổ công nghệ số cộng đồng", "Community digital teams", "citizens"),
    ("sme", "Doanh nghiệp nhỏ và vừa, khởi nghiệp", "Small firms and start-ups", "businesses"),
    ("ict_enterprise", "Doanh nghiệp công nghệ thông tin", "ICT enterprises", "businesses"),
    ("civil_servant", "Công chức", "Civil servants", "public_staff"),
    ("public_employee", "Viên chức", "Public employees", "public_staff"),
    ("contract_worker", "Người lao động trong cơ quan nhà nước", "Contract workers of agencies", "public_staff"),
    ("leader", "Lãnh đạo, quản lý", "Leaders and managers", "leaders"),
    ("technical_staff", "Cán bộ kỹ thuật", "Technical staff", "technical_staff"),
]
# The first four are the strands of QĐ 3439/QĐ-BGDĐT; the others run across them.
STRANDS = [
    ("HUM", "Tư duy lấy con người làm trung tâm", "Human-centred thinking"),
    ("ETH", "Đạo đức trí tuệ nhân tạo", "Ethics of AI"),
    ("TEC", "Kỹ thuật và ứng dụng trí tuệ nhân tạo", "AI techniques and applications"),
    ("SYS", "Thiết kế hệ thống trí tuệ nhân tạo", "AI system design"),
    ("DATA", "Dữ liệu", "Data"),
    ("SAFE", "An toàn", "Safety"),
    ("STEM", "STEM", "STEM"),
    ("PED", "Sư phạm", "Teaching"),
    ("GOV", "Quản lý nhà nước", "Public administration"),
    ("BIZ", "Kinh doanh", "Business"),
]


def seed(apps: Any, schema_editor: Any) -> None:
    audience, strand = apps.get_model("courses", "Audience"), apps.get_model("courses", "Strand")
    for position, (code, name, name_en, group) in enumerate(AUDIENCES, start=1):
        audience.objects.update_or_create(code=code, defaults={"name": name, "name_en": name_en, "group": group, "position": position})
    for position, (code, name, name_en) in enumerate(STRANDS, start=1):
        strand.objects.update_or_create(code=code, defaults={"name": name, "name_en": name_en, "position": position})


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_create_pages_and_questions")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
