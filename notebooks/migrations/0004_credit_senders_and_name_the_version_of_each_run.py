"""Every run grades against the version of its submission until somebody moves it; whoever sent a submission is credited."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_versions(apps, schema_editor):
    Submission, GradingRun = apps.get_model("notebooks", "Submission"), apps.get_model("notebooks", "GradingRun")
    version = Submission.objects.filter(pk=OuterRef("submission_id")).values("lab_version_id")[:1]
    GradingRun.objects.filter(lab_version=None).update(lab_version_id=Subquery(version))


def credit_senders(apps, schema_editor):
    Submission, Credit = apps.get_model("notebooks", "Submission"), apps.get_model("notebooks", "SubmissionCredit")
    rows = Submission.objects.filter(credits=None).values_list("pk", "enrollment_id").iterator()
    Credit.objects.bulk_create((Credit(submission_id=pk, enrollment_id=place) for pk, place in rows), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("notebooks", "0003_set_labs_in_runs_and_grade_together")]

    operations = [
        migrations.RunPython(name_versions, migrations.RunPython.noop),
        migrations.RunPython(credit_senders, migrations.RunPython.noop),
    ]
