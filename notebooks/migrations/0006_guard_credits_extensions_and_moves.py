"""Who is credited, who got more time and who moved work to a new version stays written. The changed table needs its guard again."""

from django.db import migrations

from lms.foundation.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("notebooks", "0005_require_the_version_of_each_run")]

    operations = [
        *append_only_operations("notebooks_manualscore"),
        *append_only_operations("notebooks_submissioncredit"),
        *append_only_operations("notebooks_extension"),
        *append_only_operations("notebooks_versionmove"),
    ]
