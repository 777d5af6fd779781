"""Everything that the earlier migrations of this room made, at once: a fresh database needs a tenth of the time. Existing ones keep theirs."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lms.classes.models.classes
import lms.foundation.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from lms.foundation.append_only import append_only_operations

APPEND_ONLY = (
    "classes_attendancerecord",
    "classes_scan",
    "classes_claimdecision",
    "classes_impersonation",
    "classes_bookseal",
    "classes_planapproval",
)


class Migration(migrations.Migration):
    replaces = [
        ("classes", "0001_create_classes_and_attendance"),
        ("classes", "0002_guard_attendance"),
        ("classes", "0003_bring_lists_halls_books_and_plans"),
        ("classes", "0004_guard_the_evidence"),
    ]

    initial = True

    dependencies = [
        ("courses", "0002_seed_audiences_and_strands"),
        ("learning", "0002_guard_grade_changes"),
        ("people", "0002_create_organizations_roles_and_consents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Browser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                ("first_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=32)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_feed", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommunitySession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("topic", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="topic")),
                ("place", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="place")),
                ("on", models.DateField(verbose_name="day")),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                ("names", models.JSONField(blank=True, default=list)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="community_sessions", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="community_sessions",
                        to="people.organization",
                        verbose_name="ward or commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "community session",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TrainingProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("approval_decision_no", models.CharField(blank=True, max_length=64, verbose_name="approval decision number")),
                ("approval_decision_on", models.DateField(blank=True, null=True, verbose_name="approval decision date")),
                ("periods_total", models.PositiveSmallIntegerField(verbose_name="tiết in all")),
                ("minutes_per_period", models.PositiveSmallIntegerField(default=45, verbose_name="minutes of a tiết")),
                (
                    "attendance_threshold_percent",
                    models.PositiveSmallIntegerField(
                        default=80,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                        verbose_name="attendance threshold, %",
                    ),
                ),
                (
                    "attendance_unit",
                    models.CharField(
                        choices=[("period", "by tiết"), ("session", "by session")],
                        default="period",
                        max_length=16,
                        verbose_name="attendance counted",
                    ),
                ),
                ("late_counts_whole", models.BooleanField(default=False, verbose_name="coming late or leaving early costs nothing")),
                ("excused_counts", models.BooleanField(default=False, verbose_name="absence with leave counts as present")),
                (
                    "required_work_percent",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="least score of each required work, %",
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="legal basis")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                        verbose_name="approved by",
                    ),
                ),
                (
                    "courses",
                    models.ManyToManyField(blank=True, related_name="training_programmes", to="courses.coursepage", verbose_name="courses"),
                ),
            ],
            options={
                "verbose_name": "training programme",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="programme_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("attendance_threshold_percent__gte", 1), ("attendance_threshold_percent__lte", 100)),
                        name="programme_threshold_is_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", lms.foundation.fields.NormalisedCharField(max_length=150, verbose_name="name")),
                ("address", lms.foundation.fields.NormalisedCharField(blank=True, max_length=250, verbose_name="address")),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="seats")),
            ],
            options={
                "verbose_name": "venue",
                "constraints": [models.UniqueConstraint(fields=("name", "address"), name="venue_once")],
            },
        ),
        migrations.CreateModel(
            name="YearPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=250, verbose_name="plan")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("submitted", "Waiting for approval"), ("approved", "Approved")],
                        default="draft",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("decision_no", models.CharField(blank=True, max_length=64, verbose_name="decision number")),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="decision date")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "approvers",
                    models.ManyToManyField(related_name="plans_to_approve", to="people.organization", verbose_name="approved by"),
                ),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="year_plans",
                        to="people.organization",
                        verbose_name="lead agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "year plan",
                "constraints": [models.UniqueConstraint(fields=("organizer", "year", "title"), name="year_plan_once")],
            },
        ),
        migrations.CreateModel(
            name="CommunityCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sex", models.CharField(choices=[("female", "Female"), ("male", "Male")], max_length=8)),
                (
                    "age_band",
                    models.CharField(
                        choices=[
                            ("under_16", "under 16"),
                            ("16_30", "16–30"),
                            ("31_45", "31–45"),
                            ("46_60", "46–60"),
                            ("over_60", "over 60"),
                        ],
                        max_length=12,
                    ),
                ),
                ("n", models.PositiveIntegerField(default=0)),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="classes.communitysession"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "sex", "age_band"), name="community_count_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="classes.yearplan")),
            ],
        ),
        migrations.CreateModel(
            name="TrainingClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="class code")),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=250, verbose_name="class name")),
                ("programme_terms", models.JSONField(default=dict)),
                (
                    "form",
                    models.CharField(
                        choices=[("face_to_face", "Face to face"), ("online", "Online"), ("blended", "Blended")],
                        default="face_to_face",
                        max_length=16,
                        verbose_name="form",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("approved", "Approved"),
                            ("enrolling", "Enrolling"),
                            ("running", "Running"),
                            ("assessing", "Assessing"),
                            ("closed", "Closed"),
                            ("archived", "Archived"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("decision_no", models.CharField(blank=True, max_length=64, verbose_name="decision number")),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="decision date")),
                ("quota", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places")),
                ("opening_on", models.DateField(blank=True, null=True, verbose_name="opening day")),
                ("closing_on", models.DateField(blank=True, null=True, verbose_name="closing day")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "coordinators",
                    models.ManyToManyField(
                        blank=True, related_name="coordinated_classes", to="people.organization", verbose_name="coordinating agencies"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuing_classes",
                        to="people.organization",
                        verbose_name="issuer of certificates",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organized_classes",
                        to="people.organization",
                        verbose_name="organizer",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="training_class", to="learning.courserun"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="classes.trainingprogramme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "book_days",
                    models.PositiveSmallIntegerField(default=3, verbose_name="days after a session until its book should be closed"),
                ),
                (
                    "confirm_by",
                    models.CharField(
                        choices=[
                            ("birth_date", "Date of birth"),
                            ("ticket", "Ticket of the invitation"),
                            ("either", "Date of birth or ticket"),
                        ],
                        default="either",
                        max_length=16,
                        verbose_name="first check-in is confirmed by",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="classes.trainingclass",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=0, editable=False)),
                ("enrols_from", models.DateTimeField(blank=True, null=True, verbose_name="lists are taken from")),
                ("enrols_until", models.DateTimeField(blank=True, null=True, verbose_name="lists are taken until")),
                ("late_after_minutes", models.PositiveSmallIntegerField(default=15, verbose_name="minutes after which somebody is late")),
                ("review_days", models.PositiveSmallIntegerField(default=5, verbose_name="days in which a mark may be reviewed")),
                (
                    "short_code",
                    models.CharField(
                        default=lms.classes.models.classes.new_short_code, editable=False, max_length=8, null=True, unique=True
                    ),
                ),
                ("with_check_out", models.BooleanField(default=False, verbose_name="trainees also check out")),
            ],
            options={
                "verbose_name": "training class",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "archived"]), _negated=True),
                            models.Q(
                                ("closed_at__isnull", False), ("closing_on__isnull", False), models.Q(("decision_no", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="class_closed_has_decision_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quota", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places")),
                ("contact_name", lms.foundation.fields.NormalisedCharField(blank=True, max_length=150, verbose_name="contact")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("contact_phone", models.CharField(blank=True, max_length=16, verbose_name="phone")),
                ("nonce", models.CharField(default=lms.classes.models.classes.new_checkin_secret, editable=False, max_length=64)),
                ("expires_at", models.DateTimeField(verbose_name="link valid until")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="class_invitations",
                        to="people.organization",
                        verbose_name="agency",
                    ),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="classes.trainingclass"),
                ),
            ],
            options={
                "verbose_name": "invitation of an agency",
                "constraints": [models.UniqueConstraint(fields=("training_class", "agency"), name="invitation_once")],
            },
        ),
        migrations.CreateModel(
            name="ClassSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="session number")),
                ("title", lms.foundation.fields.NormalisedCharField(blank=True, max_length=200, verbose_name="content")),
                (
                    "day_part",
                    models.CharField(
                        choices=[("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")],
                        default="morning",
                        max_length=16,
                        verbose_name="part of the day",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("periods", models.PositiveSmallIntegerField(verbose_name="tiết")),
                ("cancelled", models.BooleanField(default=False, verbose_name="cancelled")),
                ("checkin_secret", models.CharField(default=lms.classes.models.classes.new_checkin_secret, editable=False, max_length=64)),
                ("checkin_opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("checkin_closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("book_closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="classes.trainingclass"),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="classes.venue",
                        verbose_name="venue",
                    ),
                ),
                ("check_out_opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("edition", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "make_up_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="make_ups",
                        to="classes.classsession",
                        verbose_name="makes up for",
                    ),
                ),
            ],
            options={
                "verbose_name": "class session",
                "ordering": ["starts_at", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("training_class", "number"), name="class_session_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="class_session_ends_after_start"
                    ),
                    models.CheckConstraint(condition=models.Q(("periods__gte", 1)), name="class_session_has_periods"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("class_manager", "Class manager"), ("trainer", "Trainer")], default="class_manager", max_length=16
                    ),
                ),
                ("appointed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "appointed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="class_staff", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="staff", to="classes.trainingclass"),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="staff",
                        to="classes.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("training_class", "person", "role"), name="class_staff_once")],
            },
        ),
        migrations.CreateModel(
            name="PlannedClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=250, verbose_name="class name")),
                ("quarter", models.PositiveSmallIntegerField(choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")], verbose_name="quarter")),
                ("quota", models.PositiveSmallIntegerField(verbose_name="places")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                        verbose_name="issuer of certificates",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_classes",
                        to="people.organization",
                        verbose_name="organizer",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_classes",
                        to="classes.trainingprogramme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "training_class",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="planned",
                        to="classes.trainingclass",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="planned_classes", to="classes.yearplan"),
                ),
            ],
            options={
                "verbose_name": "planned class",
                "ordering": ["quarter", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quarter__gte", 1), ("quarter__lte", 4)), name="planned_class_quarter")
                ],
            },
        ),
        migrations.CreateModel(
            name="Trainee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", lms.foundation.fields.NormalisedCharField(blank=True, max_length=150, verbose_name="position")),
                (
                    "legal_category",
                    models.CharField(
                        choices=[
                            ("cadre", "Cadre"),
                            ("civil_servant", "Civil servant"),
                            ("public_employee", "Public employee"),
                            ("contract_worker", "Contract worker"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=24,
                        verbose_name="legal category",
                    ),
                ),
                ("under_discipline", models.BooleanField(default=False, verbose_name="open discipline")),
                ("admitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainees",
                        to="people.organization",
                        verbose_name="agency",
                    ),
                ),
                (
                    "enrollment",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="trainee", to="learning.enrollment"),
                ),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="trainees", to="classes.trainingclass"),
                ),
                (
                    "confirmation",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("awaiting_agency", "Awaiting the agency's confirmation"),
                            ("refused", "Refused by the agency"),
                        ],
                        default="confirmed",
                        max_length=16,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ticket_code",
                    models.CharField(
                        default=lms.classes.models.classes.new_ticket_code, editable=False, max_length=16, null=True, unique=True
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the main one.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="trainees",
                        to="classes.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "trainee",
            },
        ),
        migrations.CreateModel(
            name="WaitingPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", lms.foundation.fields.NormalisedCharField(blank=True, max_length=150)),
                ("legal_category", models.CharField(blank=True, max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("admitted", "Admitted"), ("withdrawn", "Withdrawn")],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waiting_places", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waiting_places", to="classes.trainingclass"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("training_class", "person"), name="waiting_place_once")],
            },
        ),
        migrations.CreateModel(
            name="AttendanceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("late", "Late"),
                            ("left_early", "Left early"),
                            ("excused", "Absent with leave"),
                            ("unexcused", "Absent without leave"),
                            ("online_present", "Present online"),
                        ],
                        max_length=16,
                    ),
                ),
                ("periods_missed", models.PositiveSmallIntegerField(default=0)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("qr", "QR code"),
                            ("code", "Typed code"),
                            ("manual", "Marked by hand"),
                            ("paper", "Paper sheet"),
                            ("card", "Trainee's own code"),
                            ("offline", "Scanned without a network"),
                            ("online_log", "Log of the online meeting"),
                            ("excuse", "Decision on an excuse"),
                        ],
                        max_length=16,
                    ),
                ),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="classes.attendancerecord",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendance_records", to="classes.classsession"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attendance_records", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)), fields=("session", "trainee"), name="attendance_one_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("supersedes__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="attendance_correction_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BrowserBinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "confirmed_by",
                    models.CharField(
                        choices=[
                            ("birth_date", "Date of birth"),
                            ("ticket", "Ticket of the invitation"),
                            ("account", "Account"),
                            ("desk", "The desk"),
                        ],
                        max_length=16,
                    ),
                ),
                ("bound_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("browser", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="classes.browser")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="browser_bindings", to="classes.trainee"),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="browser_bindings", to="classes.trainingclass"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("trainee",), name="binding_one_browser_per_trainee"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("browser", "training_class"),
                        name="binding_one_person_per_browser",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "Decision"),
                            ("enrolment_notice", "Enrolment notice"),
                            ("summons", "Summons letter"),
                            ("signed_sheet", "Signed attendance sheet"),
                            ("material", "Learning material"),
                            ("other", "Other paper"),
                        ],
                        default="other",
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="title")),
                ("document_no", models.CharField(blank=True, max_length=64, verbose_name="number")),
                ("document_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("is_public", models.BooleanField(default=False, verbose_name="shown on the class page")),
                ("file_sha256", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="classes.classsession",
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="classes.trainingclass"),
                ),
            ],
            options={
                "verbose_name": "paper of a class",
            },
        ),
        migrations.CreateModel(
            name="ClassNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("place", "Another room"),
                            ("time", "Another time"),
                            ("cancelled", "Session cancelled"),
                            ("summons", "Summons"),
                            ("news", "News"),
                        ],
                        default="news",
                        max_length=16,
                    ),
                ),
                ("title", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                (
                    "short_code",
                    models.CharField(default=lms.classes.models.classes.new_short_code, editable=False, max_length=8, unique=True),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="classes.classsession",
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="classes.trainingclass"),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Excuse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=16,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("sessions", models.ManyToManyField(related_name="excuses", to="classes.classsession", verbose_name="sessions")),
                ("trainee", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="excuses", to="classes.trainee")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["granted", "refused"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="excuse_decision_has_a_decider",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("one_device_many", "One device for many people"),
                            ("code_far", "A code used far from its time"),
                            ("name_taken", "A second browser for a name"),
                            ("wrong_confirmation", "Several wrong confirmations"),
                            ("wrong_venue", "Another venue than planned"),
                            ("heads_differ", "The head count differs"),
                        ],
                        max_length=24,
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settlement", models.CharField(blank=True, max_length=300)),
                (
                    "browser",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="flags", to="classes.browser"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="classes.classsession"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="classes.trainee"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["session", "settled_at"], name="flag_session_settled")],
            },
        ),
        migrations.CreateModel(
            name="LookAgain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000, verbose_name="what happened")),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=16,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="look_agains", to="classes.classsession"),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="look_agains", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("session", "trainee"), name="look_again_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OnlinePresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveIntegerField()),
                ("names", models.JSONField(default=list, help_text="The names under which the meeting knew this person.")),
                ("file_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="online_presences", to="classes.classsession"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="online_presences", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "trainee"), name="online_presence_once")],
            },
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("letter_sha256", models.CharField(blank=True, max_length=64)),
                ("letter_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "coming",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="replaces", to="classes.trainee"),
                ),
                (
                    "from_session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="classes.classsession",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replacements",
                        to="classes.agencyinvitation",
                    ),
                ),
                (
                    "leaving",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("leaving", models.F("coming")), _negated=True), name="replacement_is_another_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("file", "File"),
                            ("paste", "Pasted from a spreadsheet"),
                            ("agency", "Sent by the agency"),
                            ("command", "Command"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("writing", "Being written"),
                            ("written", "Written"),
                            ("failed", "Failed"),
                            ("undone", "Taken back"),
                        ],
                        default="checking",
                        max_length=16,
                    ),
                ),
                ("filename", models.CharField(max_length=200)),
                ("file_sha256", models.CharField(max_length=64)),
                ("decisions", models.JSONField(blank=True, default=dict)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("notes", models.JSONField(blank=True, default=list)),
                ("report_sha256", models.CharField(blank=True, max_length=64)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("beat_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="classes.agencyinvitation",
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roster_imports", to="classes.trainingclass"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["state", "beat_at"], name="roster_import_state")],
            },
        ),
        migrations.CreateModel(
            name="SessionVenue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("separate", "Separate venue"), ("linked", "Linked venue"), ("online", "Online room")],
                        default="linked",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("meeting_url", models.URLField(blank=True, verbose_name="address of the meeting")),
                ("checkin_secret", models.CharField(default=lms.classes.models.classes.new_checkin_secret, editable=False, max_length=64)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="further_venues", to="classes.classsession"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="further_sessions",
                        to="classes.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "further venue",
                "constraints": [models.UniqueConstraint(fields=("session", "venue"), name="session_venue_once")],
            },
        ),
        migrations.CreateModel(
            name="BookSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_sha256", models.CharField(max_length=64)),
                ("key_name", models.CharField(max_length=32)),
                ("seal", models.CharField(max_length=64)),
                ("same_person_reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "last_record",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="classes.attendancerecord"
                    ),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="next", to="classes.bookseal"
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="seal", to="classes.classsession"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CurrentAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("late", "Late"),
                            ("left_early", "Left early"),
                            ("excused", "Absent with leave"),
                            ("unexcused", "Absent without leave"),
                            ("online_present", "Present online"),
                        ],
                        max_length=16,
                    ),
                ),
                ("periods_missed", models.PositiveSmallIntegerField(default=0)),
                (
                    "record",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="classes.attendancerecord"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="current_attendance", to="classes.classsession"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="current_attendance", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "trainee"), name="current_attendance_once")],
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveIntegerField(verbose_name="heads counted")),
                ("recorded", models.PositiveIntegerField(help_text="How many were marked present there at that moment.")),
                ("called", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="head_counts", to="classes.classsession"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="head_counts",
                        to="classes.sessionvenue",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Impersonation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("substitute", models.CharField(blank=True, max_length=150, verbose_name="who came instead")),
                ("reason", models.CharField(max_length=500, verbose_name="how it was found")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="impersonations", to="classes.classsession"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="impersonations", to="classes.trainee"),
                ),
                (
                    "voided",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="classes.attendancerecord"
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="impersonation_has_reason")],
            },
        ),
        migrations.CreateModel(
            name="NoticeDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("mail", "Mail"), ("sms", "SMS"), ("zalo", "Zalo")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")], default="waiting", max_length=8
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "notice",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="classes.classnotice"),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="classes.trainee"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "at"], name="notice_delivery_state")],
                "constraints": [models.UniqueConstraint(fields=("notice", "trainee", "channel"), name="notice_delivery_once")],
            },
        ),
        migrations.CreateModel(
            name="NoticeOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "notice",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="classes.classnotice"),
                ),
                (
                    "trainee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notice_openings", to="classes.trainee"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("notice", "trainee"), name="notice_opening_once")],
            },
        ),
        migrations.CreateModel(
            name="RosterImportEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("made_person", models.BooleanField(default=False)),
                ("made_trainee", models.BooleanField(default=False)),
                ("before", models.JSONField(blank=True, default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "roster_import",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="classes.rosterimport"),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="import_entries", to="classes.trainee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("roster_import", "row"), name="roster_import_row_once")],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(choices=[("in", "In"), ("out", "Out")], default="in", max_length=4)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("qr", "QR code"),
                            ("typed", "Typed code"),
                            ("card", "Trainee's own code"),
                            ("offline", "Scanned without a network"),
                        ],
                        max_length=8,
                    ),
                ),
                ("shown_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_claimed", models.BooleanField(default=False)),
                (
                    "browser",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="classes.browser"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="classes.classsession"),
                ),
                ("trainee", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="classes.trainee")),
                (
                    "place",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="classes.sessionvenue"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["session", "is_claimed"], name="scan_session_claimed")],
                "constraints": [models.UniqueConstraint(fields=("session", "trainee", "direction", "is_claimed"), name="scan_once")],
            },
        ),
        migrations.CreateModel(
            name="ClaimDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("scan", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="classes.scan")),
            ],
        ),
        *(operation for table in APPEND_ONLY for operation in append_only_operations(table)),
    ]
