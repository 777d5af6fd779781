"""Everything that the earlier migrations of this room made, at once: a fresh database needs a tenth of the time. Existing ones keep theirs."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from lms.foundation.append_only import append_only_operations

APPEND_ONLY = ("learning_gradechange", "learning_handinmark")


class Migration(migrations.Migration):
    replaces = [
        ("learning", "0001_create_runs_progress_and_gradebook"),
        ("learning", "0002_guard_grade_changes"),
        ("learning", "0003_mark_work_by_hand"),
        ("learning", "0004_guard_marks"),
    ]

    initial = True

    dependencies = [
        ("courses", "0002_seed_audiences_and_strands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=48,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$", "Use letters, digits, dot, hyphen and underscore only."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                ("self_enrolment", models.BooleanField(default=False, verbose_name="anybody may enrol")),
                ("content_pin", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="courses.coursepage", verbose_name="course"
                    ),
                ),
            ],
            options={
                "verbose_name": "course run",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closes_at__isnull", True), ("self_enrolment", True)),
                        fields=("course",),
                        name="course_run_one_open_to_all",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Learning"), ("completed", "Completed"), ("withdrawn", "Withdrawn")],
                        default="active",
                        max_length=16,
                    ),
                ),
                ("enrolled_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("source", models.CharField(default="self", max_length=24)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="learning.courserun"),
                ),
            ],
            options={
                "verbose_name": "enrollment",
                "constraints": [models.UniqueConstraint(fields=("person", "run"), name="enrollment_once")],
            },
        ),
        migrations.CreateModel(
            name="GradeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("quiz", "Quiz"), ("lab", "Lab"), ("hand_in", "Hand-in"), ("paper", "Paper mark")], max_length=16
                    ),
                ),
                ("content_uid", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("max_score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("required", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="grade_items", to="learning.courserun"),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "content_uid"), name="grade_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("max_score__isnull", True), ("max_score__gte", 0), _connector="OR"),
                        name="grade_item_max_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("instructor", "Instructor"), ("assistant", "Assistant")], default="instructor", max_length=16
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="run_staff", to=settings.AUTH_USER_MODEL),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="staff", to="learning.courserun")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "person"), name="run_staff_once")],
            },
        ),
        migrations.CreateModel(
            name="GradeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("needs_manual", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=24)),
                ("reference", models.CharField(blank=True, help_text="The run, attempt or hand-in it came from.", max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="grade_changes", to="learning.enrollment"),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="learning.gradechange",
                    ),
                ),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="learning.gradeitem")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)), fields=("item", "enrollment"), name="grade_change_one_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__isnull", True), ("score__gte", 0), _connector="OR"),
                        name="grade_change_score_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hand_ins", to="learning.enrollment"),
                ),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hand_ins", to="learning.gradeitem")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("file_sha256", ""), ("text", ""), _negated=True), name="hand_in_not_empty")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandInTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instructions", models.TextField(blank=True, max_length=5000, verbose_name="instructions")),
                ("takes_text", models.BooleanField(default=True, verbose_name="text")),
                ("takes_files", models.BooleanField(default=True, verbose_name="files and photos")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("rubric", models.JSONField(blank=True, default=list)),
                ("review_days", models.PositiveSmallIntegerField(default=5, verbose_name="days for asking for a review")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("item", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="task", to="learning.gradeitem")),
            ],
            options={
                "verbose_name": "work to hand in",
            },
        ),
        migrations.CreateModel(
            name="LessonProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lesson_uid", models.UUIDField()),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lesson_progress", to="learning.enrollment"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("enrollment", "lesson_uid"), name="lesson_progress_once")],
            },
        ),
        migrations.CreateModel(
            name="MarkReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Waiting"), ("changed", "Mark changed"), ("kept", "Mark kept"), ("withdrawn", "Withdrawn")],
                        default="asked",
                        max_length=16,
                    ),
                ),
                ("score_before", models.DecimalField(decimal_places=2, max_digits=8)),
                ("score_after", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="learning.enrollment"),
                ),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="learning.gradeitem")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("item", "enrollment"), name="mark_review_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuizAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quiz_uid", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("snapshot", models.JSONField()),
                ("answers", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict, help_text="Per question: points and what was right.")),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="quiz_attempts", to="learning.enrollment"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("enrollment", "quiz_uid", "number"), name="quiz_attempt_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("submitted_at__isnull", True)), fields=("enrollment", "quiz_uid"), name="quiz_attempt_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("score__isnull", True), ("submitted_at__isnull", True)),
                            models.Q(("score__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="quiz_attempt_scored_when_submitted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CurrentGrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("needs_manual", models.BooleanField(default=False)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="current_grades", to="learning.enrollment"),
                ),
                ("change", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.gradechange")),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="current_grades", to="learning.gradeitem"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "enrollment"), name="current_grade_once")],
            },
        ),
        migrations.CreateModel(
            name="HandInFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_sha256", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "hand_in",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="further_files", to="learning.handin"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandInMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField(blank=True, default=dict)),
                ("score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("remark", models.TextField(blank=True, max_length=2000, verbose_name="remark")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="learning.enrollment"),
                ),
                (
                    "hand_in",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="learning.handin"
                    ),
                ),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="learning.gradeitem")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("score__gte", 0)), name="hand_in_mark_not_negative")],
            },
        ),
        *(operation for table in APPEND_ONLY for operation in append_only_operations(table)),
    ]
