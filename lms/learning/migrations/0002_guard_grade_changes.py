"""Grades are appended, never overwritten."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_create_runs_progress_and_gradebook")]

    operations = [
        *append_only_operations("learning_gradechange"),
    ]
