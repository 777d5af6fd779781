"""Agencies, schools and academies as a tree that changes over the years, and who belongs to them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.foundation.fields import NormalisedCharField, SearchKeyField


class LegalCategory(models.TextChoices):
    """The legal status of a person at an agency (NĐ 171/2025, NĐ 101/2017: different rules for each)."""

    CADRE = "cadre", _("Cadre")
    CIVIL_SERVANT = "civil_servant", _("Civil servant")
    PUBLIC_EMPLOYEE = "public_employee", _("Public employee")
    CONTRACT_WORKER = "contract_worker", _("Contract worker")
    OTHER = "other", _("Other")


def in_force(on: date) -> models.Q:
    """Rows whose validity (from, to) includes the day `on`; open ends count."""
    begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on)
    not_ended = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
    return begun & not_ended


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Organization(models.Model):
    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        COMMUNE_UNIT = "commune_unit", _("Commune unit")
        TRAINING_INSTITUTION = "training_institution", _("Training institution")
        SCHOOL = "school", _("School")
        OTHER = "other", _("Other")

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = NormalisedCharField(_("name"), max_length=200)
    name_search_key = SearchKeyField(source="name")
    abbreviation = models.CharField(_("abbreviation"), max_length=32, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to"))
    predecessors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="successors")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="organization_validity_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ancestors_and_self(self) -> list["Organization"]:
        """This organization, its parent, and so on up to the root."""
        line: list[Organization] = []
        current: Organization | None = self
        while current is not None and current not in line:
            line.append(current)
            current = current.parent
        return line


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class Affiliation(models.Model):
    """A person's place of work or school in a stretch of time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="affiliations", verbose_name=_("organization"))
    legal_category = models.CharField(_("legal category"), max_length=24, choices=LegalCategory, default=LegalCategory.OTHER)
    position = NormalisedCharField(_("position"), max_length=150, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"], condition=models.Q(valid_to__isnull=True), name="affiliation_one_open_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization}"


class Headcount(models.Model):
    """How many people of a legal category an organization has: the denominator of coverage."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="headcounts")
    legal_category = models.CharField(max_length=24, choices=LegalCategory)
    on = models.DateField()
    n = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "legal_category", "on"], name="headcount_one_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.legal_category}: {self.n}"


class OrganizationRoleQuerySet(models.QuerySet["OrganizationRole"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class OrganizationRole(models.Model):
    """What a person may do in the name of an organization, and since when."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("Training officer")
        REGISTRAR = "registrar", _("Registrar of certificates")
        AUDITOR = "auditor", _("Auditor of registers")
        TEACHER = "teacher", _("Teacher")
        ADMINISTRATOR = "administrator", _("Administrator")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="organization_roles", verbose_name=_("person"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="roles", verbose_name=_("organization"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OrganizationRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization role")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "role"], condition=models.Q(valid_to__isnull=True), name="organization_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.organization}"
