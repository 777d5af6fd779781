"""Marks given by hand are appended, never overwritten."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("learning", "0003_mark_work_by_hand")]

    operations = [
        *append_only_operations("learning_gradechange"),
        *append_only_operations("learning_handinmark"),
    ]
