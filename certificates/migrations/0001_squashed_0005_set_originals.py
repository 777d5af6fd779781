"""Everything that the earlier migrations of this room made, at once: a fresh database needs a tenth of the time. Existing ones keep theirs."""

import certificates.models.credentials
import datetime

import django.db.models.deletion
import django.utils.timezone
import lms.foundation.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from lms.foundation.append_only import append_only_operations

APPEND_ONLY = ("certificates_registerentry", "certificates_registercheckpoint", "certificates_certificatefile", "certificates_revocation")

# The day of the circular itself; the operator's lawyer confirms from when it applies to whom.
CIRCULAR_DAY = datetime.date(2023, 4, 30)
CIRCULAR = "Thông tư 03/2023/TT-BNV ngày 30/4/2023, Điều 5"
OWN_RULE = "Quy định của nền tảng; không phải chứng chỉ theo Thông tư 03/2023/TT-BNV"
# Kind, title, title in English, code in numbers, legal basis, in force from, which one is the original, outer face.
DOCUMENT_CLASSES = [
    ("official_certificate", "Chứng chỉ bồi dưỡng", "Certificate of in-service training", "CC", f"{CIRCULAR}, Phụ lục I", CIRCULAR_DAY, "paper", True),
    ("course_completion_certificate", "Giấy chứng nhận hoàn thành khóa học", "Certificate of course completion", "CNHT", f"{CIRCULAR}, Phụ lục II", CIRCULAR_DAY, "paper", False),
    ("completion_confirmation", "Giấy xác nhận hoàn thành khóa học", "Confirmation of course completion", "XNHT", OWN_RULE, None, "signed_pdf", False),
]  # fmt: skip


def seed(apps, schema_editor):
    """The three documents that never mix."""
    document_class = apps.get_model("certificates", "DocumentClass")
    for kind, title, english, code, basis, valid_from, original, two_sided in DOCUMENT_CLASSES:
        values = {"title": title, "english_title": english, "number_code": code, "legal_basis": basis, "valid_from": valid_from}
        document_class.objects.get_or_create(kind=kind, version=1, defaults={**values, "original": original, "is_two_sided": two_sided})


class Migration(migrations.Migration):
    replaces = [
        ("certificates", "0001_create_certificates_and_register"),
        ("certificates", "0002_seed_document_classes"),
        ("certificates", "0003_add_register_chain_signing_paper_and_credentials"),
        ("certificates", "0004_guard_registers_and_files"),
        ("certificates", "0005_set_originals"),
    ]

    initial = True

    dependencies = [
        ("classes", "0002_guard_attendance"),
        ("classes", "0004_guard_the_evidence"),
        ("courses", "0002_seed_audiences_and_strands"),
        ("learning", "0002_guard_grade_changes"),
        ("learning", "0004_guard_marks"),
        ("people", "0002_create_organizations_roles_and_consents"),
        ("people", "0003_add_auditor_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlankRange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("official_certificate", "Official certificate"),
                            ("course_completion_certificate", "Certificate of course completion"),
                            ("completion_confirmation", "Confirmation of completion"),
                        ],
                        max_length=32,
                        verbose_name="kind of document",
                    ),
                ),
                ("prefix", models.CharField(blank=True, max_length=20, verbose_name="letters before the number")),
                ("first", models.PositiveIntegerField(verbose_name="first number")),
                ("last", models.PositiveIntegerField(verbose_name="last number")),
                ("digits", models.PositiveSmallIntegerField(default=6, verbose_name="digits")),
                ("received_on", models.DateField(verbose_name="received on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blank_ranges",
                        to="people.organization",
                        verbose_name="issuer",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("last__gte", models.F("first"))), name="blank_range_in_order")],
            },
        ),
        migrations.CreateModel(
            name="DocumentClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official_certificate", "Official certificate"),
                            ("course_completion_certificate", "Certificate of course completion"),
                            ("completion_confirmation", "Confirmation of completion"),
                        ],
                        max_length=32,
                        verbose_name="kind of document",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title printed")),
                ("number_code", models.CharField(max_length=12, verbose_name="code in numbers")),
                ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="legal basis")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                ("edition", models.PositiveIntegerField(default=0, editable=False)),
                ("english_title", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("height_mm", models.PositiveSmallIntegerField(default=210, verbose_name="height (mm)")),
                ("is_draft", models.BooleanField(default=False, verbose_name="draft, not for issuing")),
                ("is_two_sided", models.BooleanField(default=False, verbose_name="has an outer face")),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Vietnamese"), ("vi_en", "Vietnamese and English")],
                        default="vi",
                        max_length=8,
                        verbose_name="language of the form",
                    ),
                ),
                (
                    "original",
                    models.CharField(
                        choices=[("paper", "The signed paper"), ("signed_pdf", "The signed PDF")],
                        default="paper",
                        max_length=16,
                        verbose_name="which one is the original",
                    ),
                ),
                ("texts", models.JSONField(blank=True, default=dict, verbose_name="texts")),
                ("uses_blanks", models.BooleanField(default=False, verbose_name="is printed on numbered blanks")),
                ("width_mm", models.PositiveSmallIntegerField(default=297, verbose_name="width (mm)")),
            ],
            options={
                "verbose_name": "document form",
                "verbose_name_plural": "document forms",
                "constraints": [models.UniqueConstraint(fields=("kind", "version"), name="document_class_version_once")],
            },
        ),
        migrations.CreateModel(
            name="IssuerAuthorisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("official_certificate", "Official certificate"),
                            ("course_completion_certificate", "Certificate of course completion"),
                            ("completion_confirmation", "Confirmation of completion"),
                        ],
                        max_length=32,
                        verbose_name="kind of document",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="assigning document")),
                ("signer_position", models.CharField(blank=True, max_length=100, verbose_name="position of the signer")),
                ("signer_name", models.CharField(blank=True, max_length=100, verbose_name="name of the signer")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuer_authorisations",
                        to="people.organization",
                        verbose_name="issuer",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuer_authorisations",
                        to="classes.trainingprogramme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment of an issuer",
                "verbose_name_plural": "assignments of issuers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("organization", "programme", "document_kind"),
                        name="issuer_authorisation_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order",
                    models.CharField(
                        choices=[("name", "By name"), ("agency", "By agency, then by name"), ("venue", "By venue, agency and name")],
                        default="agency",
                        max_length=16,
                        verbose_name="order",
                    ),
                ),
                ("shift_x_mm", models.DecimalField(decimal_places=1, default=0, max_digits=4, verbose_name="shift to the right (mm)")),
                ("shift_y_mm", models.DecimalField(decimal_places=1, default=0, max_digits=4, verbose_name="shift down (mm)")),
                ("with_frame", models.BooleanField(default=True, verbose_name="print the frame")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "training_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="print_runs", to="classes.trainingclass"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecognitionDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=64, verbose_name="decision number")),
                ("decided_on", models.DateField(verbose_name="decision date")),
                ("eligibility", models.JSONField(default=dict)),
                ("eligible_count", models.PositiveIntegerField(default=0)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "training_class",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recognition_decision", to="classes.trainingclass"
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="recognition_decision_has_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("official_certificate", "Official certificate"),
                            ("course_completion_certificate", "Certificate of course completion"),
                            ("completion_confirmation", "Confirmation of completion"),
                        ],
                        max_length=32,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "issuer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="register_books", to="people.organization"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("closing_file_sha256", models.CharField(blank=True, max_length=64)),
                ("closing_sha256", models.CharField(blank=True, max_length=64)),
                ("head", models.CharField(blank=True, max_length=64)),
                ("last_position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer", "document_kind", "year"), name="register_book_once")],
            },
        ),
        migrations.CreateModel(
            name="RegisterCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("heads", models.JSONField(default=dict)),
                ("is_intact", models.BooleanField()),
                ("findings", models.JSONField(default=list)),
                ("entries_checked", models.PositiveIntegerField(default=0)),
                ("previous_sha256", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=200)),
                ("key_name", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", lms.foundation.fields.NormalisedCharField(max_length=100, verbose_name="name of the signer")),
                ("position", models.CharField(max_length=150, verbose_name="position of the signer")),
                ("english_position", models.CharField(blank=True, max_length=150, verbose_name="position in English")),
                ("source", models.CharField(max_length=300, verbose_name="document that gives the authority")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signers", to="people.organization", verbose_name="issuer"
                    ),
                ),
            ],
            options={
                "verbose_name": "signer",
                "verbose_name_plural": "signers",
            },
        ),
        migrations.CreateModel(
            name="SigningBatch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Waiting for signed files"), ("done", "All signed"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=16,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing_batches", to="people.organization"
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "training_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_batches",
                        to="classes.trainingclass",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SigningProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "backend",
                    models.CharField(
                        choices=[
                            ("demo", "Demonstration key, without legal value"),
                            ("pkcs12", "Key file of the organisation (PKCS#12)"),
                            ("pkcs11", "Token or security module (PKCS#11)"),
                            ("detached", "An officer signs outside and uploads"),
                        ],
                        max_length=16,
                        verbose_name="way of signing",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="settings")),
                ("certificate_sha256", models.CharField(blank=True, max_length=64, verbose_name="fingerprint of the certificate")),
                ("digest", models.CharField(default="sha256", max_length=8, verbose_name="digest")),
                ("timestamp_url", models.URLField(blank=True, verbose_name="timestamp service")),
                ("with_long_term_data", models.BooleanField(default=False, verbose_name="with long-term validation data")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason written in the signature")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_profiles",
                        to="people.organization",
                        verbose_name="issuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "way of signing",
                "verbose_name_plural": "ways of signing",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("organization",), name="signing_profile_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("awaiting_signature", "Awaiting signature"),
                            ("valid", "Valid"),
                            ("replaced", "Replaced"),
                            ("revoked", "Revoked"),
                            ("annulled", "Annulled"),
                            ("void", "Number not used"),
                        ],
                        default="prepared",
                        max_length=24,
                    ),
                ),
                ("snapshot", models.JSONField()),
                ("verification_code", models.CharField(max_length=24, unique=True)),
                ("serial_no", models.CharField(max_length=40, unique=True, verbose_name="serial number")),
                ("register_number", models.PositiveIntegerField(blank=True, null=True)),
                ("register_no", models.CharField(blank=True, max_length=60, verbose_name="register number")),
                ("issued_on", models.DateField(verbose_name="issue date")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="learning.enrollment"),
                ),
                (
                    "issued_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "issuer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="people.organization"),
                ),
                (
                    "document_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="certificates.documentclass"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certificates.recognitiondecision",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certificates.registerbook",
                    ),
                ),
                ("file_problem", models.CharField(blank=True, max_length=300)),
                ("finalised_at", models.DateTimeField(blank=True, null=True)),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="certificates.certificate",
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("decision", "After the decision"),
                            ("reissue", "Reissued after an error"),
                            ("replacement", "In place of a lost or damaged one"),
                            ("open_course", "After an open course"),
                        ],
                        default="decision",
                        max_length=16,
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "ordering": ["register_number", "issued_at"],
                "indexes": [
                    models.Index(fields=["register_no"], name="certificate_register_no"),
                    models.Index(fields=["state", "file_sha256"], name="certificate_files_to_make"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("prepared", "awaiting_signature", "valid"))),
                        fields=("enrollment",),
                        name="certificate_once_per_person_and_class",
                    ),
                    models.UniqueConstraint(fields=("book", "register_number"), name="certificate_register_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("register_no", ""), _negated=True),
                        fields=("issuer", "register_no"),
                        name="certificate_register_no_once_per_issuer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "valid"), _negated=True),
                            models.Q(("register_number__isnull", False), models.Q(("register_no", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="certificate_valid_is_registered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("needs_all_lessons", models.BooleanField(default=True, verbose_name="every lesson must be done")),
                ("least_percent", models.PositiveSmallIntegerField(default=50, verbose_name="least percent of every work")),
                ("periods", models.PositiveSmallIntegerField(default=0, verbose_name="tiết")),
                ("source", models.CharField(max_length=300, verbose_name="document that this rests on")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation_terms",
                        to="courses.coursepage",
                        verbose_name="course",
                    ),
                ),
                (
                    "document_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.documentclass",
                        verbose_name="document form",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation_terms",
                        to="people.organization",
                        verbose_name="issuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of a confirmation",
                "verbose_name_plural": "terms of confirmations",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("course",), name="confirmation_terms_one_open"
                    ),
                    models.CheckConstraint(condition=models.Q(("least_percent__lte", 100)), name="confirmation_terms_percent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssueBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(choices=[("prepare", "Prepare"), ("issue", "Issue")], max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("issued", models.PositiveIntegerField(default=0)),
                ("already", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "document_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="certificates.documentclass"),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issue_batches", to="classes.trainingclass"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("training_class",),
                        name="issue_batch_one_under_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Blank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("official_certificate", "Official certificate"),
                            ("course_completion_certificate", "Certificate of course completion"),
                            ("completion_confirmation", "Confirmation of completion"),
                        ],
                        max_length=32,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(choices=[("free", "Free"), ("used", "Used"), ("spoiled", "Spoiled")], default="free", max_length=16),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was spoiled")),
                ("at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blanks",
                        to="certificates.certificate",
                    ),
                ),
                ("issuer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization")),
                (
                    "range",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="blanks", to="certificates.blankrange"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "document_kind", "text"), name="blank_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "used")), fields=("certificate",), name="blank_one_per_certificate"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "spoiled"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="blank_spoiled_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("unsigned", "Unsigned"), ("signed", "Signed")], max_length=16)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("findings", models.JSONField(blank=True, default=dict)),
                ("key_name", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
                (
                    "certificate",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="files", to="certificates.certificate"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("certificate", "sha256"), name="certificate_file_once")],
            },
        ),
        migrations.CreateModel(
            name="CertificateRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("issuer_error", "The issuer made a mistake in it"), ("lost", "It was lost or damaged")],
                        max_length=16,
                        verbose_name="what happened",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="in your words")),
                ("corrections", models.JSONField(blank=True, default=dict)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("received_on", models.DateField(verbose_name="received on")),
                ("due_on", models.DateField(verbose_name="to be answered by")),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
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
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "certificate",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="certificates.certificate"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_request",
                        to="certificates.certificate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("certificate",), name="certificate_request_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["granted", "refused"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="certificate_request_has_a_decider",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(unique=True)),
                ("token", models.TextField(blank=True)),
                ("key_name", models.CharField(blank=True, max_length=64)),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credential", to="certificates.certificate"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken_on", models.DateField(verbose_name="taken on")),
                ("receiver", lms.foundation.fields.NormalisedCharField(max_length=150, verbose_name="who took it")),
                ("is_proxy", models.BooleanField(default=False, verbose_name="for somebody else")),
                ("authority", models.CharField(blank=True, max_length=300, verbose_name="letter of authority")),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_over", to="certificates.certificate"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_proxy", False), models.Q(("authority", ""), _negated=True), _connector="OR"),
                        name="hand_over_proxy_has_authority",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_guardian", models.BooleanField()),
                ("evidence", models.CharField(blank=True, max_length=300)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="publication_consents", to="certificates.certificate"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("certificate", "is_guardian"),
                        name="publication_consent_one_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("voided", "Number not used"),
                            ("replaced", "Replaced"),
                            ("revoked", "Revoked"),
                            ("annulled", "Annulled"),
                            ("handed_over", "Handed over"),
                            ("closed", "Book closed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("register_number", models.PositiveIntegerField(blank=True, null=True)),
                ("statement", models.JSONField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("key_name", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "book",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="certificates.registerbook"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entries",
                        to="certificates.certificate",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("book", "position"), name="register_entry_position_once")],
            },
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("a", "Fraud in enrolment or study"),
                            ("b", "Issued to somebody not qualified, or outside the issuer's authority"),
                            ("c", "Erased or altered"),
                            ("d", "Lent to somebody else"),
                            ("e", "An error of the issuer"),
                        ],
                        max_length=1,
                        verbose_name="ground",
                    ),
                ),
                ("legal_basis", models.CharField(max_length=300)),
                ("decision_number", models.CharField(max_length=64, verbose_name="decision number")),
                ("decided_on", models.DateField(verbose_name="decision date")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revocation", to="certificates.certificate"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization", verbose_name="decided by"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision_number", ""), _negated=True), name="revocation_has_decision_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=certificates.models.credentials.new_share_code, max_length=24, unique=True)),
                ("parts", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="for whom")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "certificate",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="certificates.certificate"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SigningLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("signed_sha256", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=500)),
                (
                    "batch",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="certificates.signingbatch"),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing_lines", to="certificates.certificate"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "certificate"), name="signing_line_once")],
            },
        ),
        migrations.CreateModel(
            name="PrintLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("group", models.CharField(blank=True, max_length=250)),
                (
                    "blank",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_lines",
                        to="certificates.blank",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="print_lines", to="certificates.certificate"
                    ),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="certificates.printrun")),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "position"), name="print_line_position_once"),
                    models.UniqueConstraint(fields=("run", "certificate"), name="print_line_certificate_once"),
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
        *(operation for table in APPEND_ONLY for operation in append_only_operations(table)),
    ]
