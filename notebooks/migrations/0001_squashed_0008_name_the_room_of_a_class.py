"""Everything that the earlier migrations of this room made, at once: a fresh database needs a tenth of the time. Existing ones keep theirs."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lms.foundation.fields
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from lms.foundation.append_only import append_only_operations

APPEND_ONLY = (
    "notebooks_submission",
    "notebooks_manualscore",
    "notebooks_submissioncredit",
    "notebooks_extension",
    "notebooks_versionmove",
)


class Migration(migrations.Migration):
    replaces = [
        ("notebooks", "0001_create_labs_submissions_and_runs"),
        ("notebooks", "0002_guard_submissions_and_manual_scores"),
        ("notebooks", "0003_set_labs_in_runs_and_grade_together"),
        ("notebooks", "0004_credit_senders_and_name_the_version_of_each_run"),
        ("notebooks", "0005_require_the_version_of_each_run"),
        ("notebooks", "0006_guard_credits_extensions_and_moves"),
        ("notebooks", "0007_remember_when_names_were_shown"),
        ("notebooks", "0008_name_the_room_of_a_class"),
    ]

    initial = True

    dependencies = [
        ("learning", "0002_guard_grade_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lab",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "slug",
                    models.CharField(
                        max_length=48,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{0,47}$", "Use lower-case letters, digits and hyphens only."
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="title")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "lab",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("accepts_until", models.DateTimeField(blank=True, null=True, verbose_name="late work is taken until")),
                (
                    "late_percent_per_day",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="off per begun day (%)",
                    ),
                ),
                (
                    "late_percent_most",
                    models.DecimalField(
                        decimal_places=2,
                        default=100,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="off at most (%)",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="submissions per learner",
                    ),
                ),
                (
                    "group_size",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)],
                        verbose_name="learners per submission",
                    ),
                ),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="grade without names")),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="notebooks.lab")),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="learning.courserun"),
                ),
                ("names_shown_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "assignment",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "lab"), name="assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__isnull", True),
                            ("opens_at__lt", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="assignment_opens_before_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepts_until__isnull", True), ("closes_at__lte", models.F("accepts_until")), _connector="OR"),
                        name="assignment_late_after_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group_size__gte", 1), ("group_size__lte", 3)), name="assignment_group_size"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="where you are stuck")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="help_requests", to="learning.enrollment"),
                ),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="help_requests", to="notebooks.lab")),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)), fields=("enrollment", "lab"), name="help_request_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lab_activity", to="learning.enrollment"),
                ),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="activity", to="notebooks.lab")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("enrollment", "lab"), name="lab_activity_once")],
            },
        ),
        migrations.CreateModel(
            name="LabReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("similarity", "Similar submissions"),
                            ("export", "nbgrader course folder"),
                            ("import", "Import of an nbgrader course folder"),
                            ("room", "Lab servers of a class"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("running", "Being made"), ("done", "Done"), ("failed", "Did not succeed")],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("claims", models.PositiveSmallIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("given_sha256", models.CharField(blank=True, max_length=64)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("result", models.JSONField(default=dict)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="notebooks.lab"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_reports",
                        to="learning.courserun",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=("kind", "run", "lab"), name="lab_report_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="staff", to="notebooks.lab")),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lab_staff", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lab", "person"), name="lab_staff_once")],
            },
        ),
        migrations.CreateModel(
            name="LabVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("rejected", "Did not pass the check"),
                            ("passed", "Passed the check"),
                            ("released", "Released"),
                        ],
                        default="checking",
                        max_length=16,
                    ),
                ),
                ("source_files", models.JSONField()),
                ("release_files", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("environment_digest", models.CharField(blank=True, max_length=64)),
                ("questions", models.JSONField(default=list)),
                ("max_score", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ("gate_report", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("release_when_passed", models.BooleanField(default=False)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="notebooks.lab")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("default_tier", models.CharField(blank=True, max_length=2)),
                ("gate_claims", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "lab version",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("lab", "number"), name="lab_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "released"), _negated=True), ("released_at__isnull", False), _connector="OR"),
                        name="lab_version_released_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="remark")),
                ("used", models.PositiveIntegerField(default=0)),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="notebooks.lab")),
                (
                    "owner",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-used", "pk"],
                "constraints": [models.UniqueConstraint(fields=("owner", "lab", "text"), name="remark_once")],
            },
        ),
        migrations.CreateModel(
            name="RubricItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notebook", models.CharField(max_length=100)),
                ("grade_id", models.CharField(max_length=100)),
                ("text", models.CharField(max_length=300, verbose_name="criterion")),
                ("points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="points")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rubric", to="notebooks.lab")),
            ],
            options={
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["lab", "notebook", "grade_id"], name="rubric_question")],
            },
        ),
        migrations.CreateModel(
            name="CheckRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("files", models.JSONField(help_text='[{"path", "sha256", "size"}]')),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being checked"),
                            ("done", "Checked"),
                            ("failed", "The check did not succeed"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claim_token", models.CharField(blank=True, max_length=36)),
                ("claims", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("results", models.JSONField(default=list)),
                ("message", models.TextField(blank=True)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lab_checks", to="learning.enrollment"),
                ),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="notebooks.lab")),
                (
                    "lab_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notebooks.labversion"),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-pk"],
                "indexes": [
                    models.Index(fields=["state", "queued_at"], name="check_run_queue"),
                    models.Index(fields=["enrollment", "lab", "-queued_at"], name="check_run_mine"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=("enrollment", "lab"), name="check_run_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "running"), _negated=True), ("lease_until__isnull", False), _connector="OR"),
                        name="check_run_running_has_lease",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closes_at", models.DateTimeField(verbose_name="due")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assignment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="notebooks.assignment"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="learning.enrollment"),
                ),
            ],
            options={
                "verbose_name": "extension",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("files", models.JSONField(help_text='[{"path", "sha256", "size"}]')),
                ("sha256", models.CharField(max_length=64)),
                ("idempotency_key", models.CharField(max_length=64)),
                ("channel", models.CharField(choices=[("lab", "From the lab"), ("upload", "Uploaded file")], max_length=16)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="learning.enrollment"),
                ),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="notebooks.lab")),
                (
                    "lab_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="notebooks.labversion"),
                ),
            ],
            options={
                "verbose_name": "submission",
                "ordering": ["-received_at"],
                "indexes": [models.Index(fields=["lab", "-received_at"], name="submission_lab_time")],
                "constraints": [models.UniqueConstraint(fields=("enrollment", "idempotency_key"), name="submission_key_once")],
            },
        ),
        migrations.CreateModel(
            name="VersionMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("lab", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="notebooks.lab")),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.courserun")),
                ("to_version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notebooks.labversion")),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assignment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="notebooks.assignment"),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notebook", models.CharField(max_length=100)),
                ("grade_id", models.CharField(max_length=100)),
                ("text", models.TextField(max_length=2000, verbose_name="what should be looked at again")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("outcome", models.CharField(blank=True, choices=[("kept", "Points stay"), ("changed", "Points changed")], max_length=16)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="notebooks.submission"),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("submission", "notebook", "grade_id"),
                        name="appeal_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            models.Q(("answered_by__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="appeal_answer_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradingRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being graded"),
                            ("graded", "Graded"),
                            ("needs_manual", "Waits for the teacher"),
                            ("failed", "Grading did not succeed"),
                            ("superseded", "Replaced by a newer grading"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claim_token", models.CharField(blank=True, max_length=36)),
                ("claims", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("max_score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("sandbox_status", models.CharField(blank=True, max_length=16)),
                ("environment_digest", models.CharField(blank=True, max_length=64)),
                ("error_code", models.CharField(blank=True, max_length=40)),
                ("timings", models.JSONField(default=dict)),
                ("remarks", models.JSONField(default=dict)),
                ("review_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="grading_runs", to="notebooks.submission"),
                ),
                (
                    "lab_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notebooks.labversion"),
                ),
                ("late_percent", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
            ],
            options={
                "verbose_name": "grading run",
                "ordering": ["-number"],
                "indexes": [models.Index(fields=["state", "queued_at"], name="grading_run_queue")],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "number"), name="grading_run_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=("submission",), name="grading_run_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "running"), _negated=True), ("lease_until__isnull", False), _connector="OR"),
                        name="grading_run_running_has_lease",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notebook", models.CharField(max_length=100)),
                ("grade_id", models.CharField(max_length=100)),
                ("score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("comment", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="notebooks.manualscore",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="manual_scores", to="notebooks.submission"),
                ),
                ("rubric", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("submission", "notebook", "grade_id"),
                        name="manual_score_one_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", models.F("max_score"))), name="manual_score_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submission_credits", to="learning.enrollment"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="notebooks.submission"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("submission", "enrollment"), name="submission_credit_once")],
            },
        ),
        migrations.CreateModel(
            name="WorkGroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assignment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notebooks.assignment")),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="work_groups", to="learning.enrollment"),
                ),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="notebooks.workgroup")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("assignment", "enrollment"), name="work_group_member_once")],
            },
        ),
        migrations.CreateModel(
            name="CellScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notebook", models.CharField(max_length=100)),
                ("grade_id", models.CharField(max_length=100)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("partial", "Partly"),
                            ("failed", "Not yet"),
                            ("not_executed", "Did not run"),
                            ("manual", "Graded by the teacher"),
                            ("no_response", "No answer"),
                        ],
                        max_length=16,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="cell_scores", to="notebooks.gradingrun"),
                ),
                ("error", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "notebook", "grade_id"), name="cell_score_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", models.F("max_score"))), _connector="OR"
                        ),
                        name="cell_score_in_range",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Lab",
            name="current_version",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notebooks.labversion"
            ),
        ),
        migrations.AddField(
            model_name="GradingRun",
            name="move",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="grading_runs", to="notebooks.versionmove"
            ),
        ),
        *(operation for table in APPEND_ONLY for operation in append_only_operations(table)),
    ]
