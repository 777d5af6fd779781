"""Which one is the original: of both papers of the circular the signed paper, of our own confirmation the signed PDF."""

from typing import Any

from django.db import migrations


def say_originals(apps: Any, schema_editor: Any) -> None:
    forms = apps.get_model("certificates", "DocumentClass").objects
    forms.filter(kind="completion_confirmation").update(original="signed_pdf")
    forms.filter(kind="official_certificate").update(is_two_sided=True)
    titles = {
        "official_certificate": "Certificate of in-service training",
        "course_completion_certificate": "Certificate of course completion",
        "completion_confirmation": "Confirmation of course completion",
    }
    for kind, title in titles.items():
        forms.filter(kind=kind, english_title="").update(english_title=title)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_guard_registers_and_files")]

    operations = [migrations.RunPython(say_originals, migrations.RunPython.noop)]
