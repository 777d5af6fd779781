"""Nobody edits a diary."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_keep_the_two_diaries")]

    operations = [
        *append_only_operations("foundation_auditentry"),
        *append_only_operations("foundation_accessentry"),
    ]
