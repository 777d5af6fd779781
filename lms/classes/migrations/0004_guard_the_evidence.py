"""Scans, decisions on them, substitutes, seals and approvals are appended, never overwritten."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("classes", "0003_bring_lists_halls_books_and_plans")]

    operations = [
        *append_only_operations("classes_attendancerecord"),
        *append_only_operations("classes_scan"),
        *append_only_operations("classes_claimdecision"),
        *append_only_operations("classes_impersonation"),
        *append_only_operations("classes_bookseal"),
        *append_only_operations("classes_planapproval"),
    ]
