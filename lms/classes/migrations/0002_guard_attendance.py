"""Attendance is appended, never overwritten."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("classes", "0001_create_classes_and_attendance")]

    operations = [
        *append_only_operations("classes_attendancerecord"),
    ]
