"""What was handed in and what a person scored stay as they were."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("notebooks", "0001_create_labs_submissions_and_runs")]

    operations = [
        *append_only_operations("notebooks_submission"),
        *append_only_operations("notebooks_manualscore"),
    ]
