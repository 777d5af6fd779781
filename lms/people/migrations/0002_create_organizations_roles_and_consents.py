import django.db.models.deletion
import django.utils.timezone
import lms.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_create_user"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("training", "Training and its records"), ("learning_analytics", "Learning analytics")], max_length=32
                    ),
                ),
                ("version", models.CharField(max_length=16)),
                ("method", models.CharField(max_length=32)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=40, verbose_name="relation")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "child",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="guardians", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "guardian",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="wards", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                ("name", lms.foundation.fields.NormalisedCharField(max_length=200, verbose_name="name")),
                ("name_search_key", lms.foundation.fields.SearchKeyField(max_length=255, source="name")),
                ("abbreviation", models.CharField(blank=True, max_length=32, verbose_name="abbreviation")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "Department"),
                            ("commune_unit", "Commune unit"),
                            ("training_institution", "Training institution"),
                            ("school", "School"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.organization",
                        verbose_name="belongs to",
                    ),
                ),
                ("predecessors", models.ManyToManyField(blank=True, related_name="successors", to="people.organization")),
            ],
            options={
                "verbose_name": "organization",
                "verbose_name_plural": "organizations",
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        max_length=24,
                    ),
                ),
                ("on", models.DateField()),
                ("n", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="headcounts", to="people.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("position", lms.foundation.fields.NormalisedCharField(blank=True, max_length=150, verbose_name="position")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="affiliations", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="people.organization",
                        verbose_name="organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "affiliation",
            },
        ),
        migrations.CreateModel(
            name="OrganizationRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Training officer"),
                            ("registrar", "Registrar of certificates"),
                            ("teacher", "Teacher"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="people.organization",
                        verbose_name="organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organization_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "organization role",
            },
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("person", "purpose", "version"), name="consent_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.UniqueConstraint(fields=("child", "guardian"), name="guardian_once"),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.CheckConstraint(
                condition=models.Q(("child", models.F("guardian")), _negated=True), name="guardian_is_another_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_from__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="organization_validity_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.UniqueConstraint(fields=("organization", "legal_category", "on"), name="headcount_one_per_day"),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("person", "organization"),
                name="affiliation_one_open_per_organization",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("person", "organization", "role"), name="organization_role_once"
            ),
        ),
    ]
