import django.utils.timezone
import lms.foundation.fields
import lms.people.handles
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("handle", models.CharField(default=lms.people.handles.new_handle, max_length=16, unique=True, verbose_name="handle")),
                ("email", models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name="email")),
                ("full_name", lms.foundation.fields.NormalisedCharField(max_length=150, verbose_name="full name")),
                (
                    "family_middle",
                    lms.foundation.fields.NormalisedCharField(blank=True, max_length=120, verbose_name="family and middle name"),
                ),
                ("given", lms.foundation.fields.NormalisedCharField(blank=True, max_length=60, verbose_name="given name")),
                ("name_sort_key", lms.foundation.fields.SortKeyField(family_attr="family_middle", given_attr="given", max_length=144)),
                ("name_search_key", lms.foundation.fields.SearchKeyField(max_length=255, source="full_name")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of birth")),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "Male"), ("female", "Female"), ("", "Not stated")],
                        default="",
                        max_length=8,
                        verbose_name="sex",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="phone")),
                ("personal_id_sealed", models.BinaryField(blank=True, null=True)),
                ("personal_id_hmac", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                ("language", models.CharField(default="vi", max_length=5, verbose_name="language")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the editor")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["name_sort_key"], name="user_name_sort"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(("email", ""), _negated=True), name="user_email_null_not_empty"),
        ),
    ]
