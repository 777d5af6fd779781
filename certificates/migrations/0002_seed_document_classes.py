"""The three documents that never mix, with their legal basis. Data, apart from the schema."""

from datetime import date
from typing import Any

from django.db import migrations

# The day of the circular itself; the operator's lawyer confirms from when it applies to whom.
CIRCULAR_DAY = date(2023, 4, 30)
CIRCULAR = "Thông tư 03/2023/TT-BNV ngày 30/4/2023, Điều 5"
DOCUMENT_CLASSES = [
    ("official_certificate", "Chứng chỉ bồi dưỡng", "CC", f"{CIRCULAR}, Phụ lục I", CIRCULAR_DAY),
    ("course_completion_certificate", "Giấy chứng nhận hoàn thành khóa học", "CNHT", f"{CIRCULAR}, Phụ lục II", CIRCULAR_DAY),
    (
        "completion_confirmation",
        "Giấy xác nhận hoàn thành khóa học",
        "XNHT",
        "Quy định của nền tảng; không phải chứng chỉ theo Thông tư 03/2023/TT-BNV",
        None,
    ),
]


def seed(apps: Any, schema_editor: Any) -> None:
    document_class = apps.get_model("certificates", "DocumentClass")
    for kind, title, number_code, legal_basis, valid_from in DOCUMENT_CLASSES:
        values = {"title": title, "number_code": number_code, "legal_basis": legal_basis, "valid_from": valid_from}
        document_class.objects.get_or_create(kind=kind, version=1, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_create_certificates_and_register")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
