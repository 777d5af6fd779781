"""Who may issue what (TT 03/2023/TT-BNV Điều 5): dated data with its source."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.classes.models import TrainingClass
from lms.foundation.fields import NormalisedCharField
from lms.people.models import Organization
from lms.people.models.organizations import in_force


class DocumentClassQuerySet(models.QuerySet["DocumentClass"]):
    def released(self) -> Self:
        return self.filter(is_draft=False)

    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))

    def newest_first(self) -> Self:
        return self.order_by("kind", "-version")


class DocumentClass(models.Model):
    """One of the three documents that never mix, with the form that is in force."""

    class Kind(models.TextChoices):
        OFFICIAL_CERTIFICATE = "official_certificate", _("Official certificate")
        COURSE_COMPLETION_CERTIFICATE = "course_completion_certificate", _("Certificate of course completion")
        COMPLETION_CONFIRMATION = "completion_confirmation", _("Confirmation of completion")

    class Original(models.TextChoices):
        """The other one carries «Bản thể hiện»."""

        PAPER = "paper", _("The signed paper")
        SIGNED_PDF = "signed_pdf", _("The signed PDF")

    class Language(models.TextChoices):
        VIETNAMESE = "vi", _("Vietnamese")
        BILINGUAL = "vi_en", _("Vietnamese and English")

    kind = models.CharField(_("kind of document"), max_length=32, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title printed"), max_length=200)
    number_code = models.CharField(_("code in numbers"), max_length=12)
    original = models.CharField(_("which one is the original"), max_length=16, choices=Original, default=Original.PAPER)
    language = models.CharField(_("language of the form"), max_length=8, choices=Language, default=Language.VIETNAMESE)
    english_title = models.CharField(_("title in English"), max_length=200, blank=True)
    # Millimetres; A4 landscape unless the annex of the law says otherwise.
    width_mm = models.PositiveSmallIntegerField(_("width (mm)"), default=297)
    height_mm = models.PositiveSmallIntegerField(_("height (mm)"), default=210)
    is_two_sided = models.BooleanField(_("has an outer face"), default=False)
    # Printed on blanks whose frame and number come from the printing house.
    uses_blanks = models.BooleanField(_("is printed on numbered blanks"), default=False)
    # The sentences of the form by name, with fields in braces; what is not there is said as the house says it.
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    is_draft = models.BooleanField(_("draft, not for issuing"), default=False)
    edition = models.PositiveIntegerField(default=0, editable=False)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = DocumentClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("document form")
        verbose_name_plural = _("document forms")
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="document_class_version_once")]

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class IssuerAuthorisationQuerySet(models.QuerySet["IssuerAuthorisation"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))

    def for_class(self, training_class: TrainingClass) -> Self:
        """Those of the issuer of this class for its programme."""
        return self.filter(organization=training_class.issuer_id, programme=training_class.programme_id)


class IssuerAuthorisation(models.Model):
    """An institution that a competent authority assigned a programme to."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="issuer_authorisations", verbose_name=_("issuer"))
    programme = models.ForeignKey(
        "classes.TrainingProgramme", models.PROTECT, related_name="issuer_authorisations", verbose_name=_("programme")
    )
    document_kind = models.CharField(_("kind of document"), max_length=32, choices=DocumentClass.Kind)
    source = models.CharField(_("assigning document"), max_length=300)
    signer_position = models.CharField(_("position of the signer"), max_length=100, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=100, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = IssuerAuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of an issuer")
        verbose_name_plural = _("assignments of issuers")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "document_kind"],
                condition=models.Q(valid_to__isnull=True),
                name="issuer_authorisation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.document_kind}"

    def clean(self) -> None:
        """Departments issue nothing in their own name."""
        if self.organization_id and self.organization.kind != Organization.Kind.TRAINING_INSTITUTION:
            raise ValidationError({"organization": _("Choose a training institution: departments issue no certificates themselves.")})
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day lies before the first one.")})


class SignerQuerySet(models.QuerySet["Signer"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class Signer(models.Model):
    """Who signs in the name of an issuer, in which capacity, from when to when, and which paper says so."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="signers", verbose_name=_("issuer"))
    name = NormalisedCharField(_("name of the signer"), max_length=100)
    # As above the signature: «GIÁM ĐỐC», or «KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC» on two lines (NĐ 30/2020, phụ lục I).
    position = models.CharField(_("position of the signer"), max_length=150)
    english_position = models.CharField(_("position in English"), max_length=150, blank=True)
    source = models.CharField(_("document that gives the authority"), max_length=300)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = SignerQuerySet.as_manager()

    class Meta:
        verbose_name = _("signer")
        verbose_name_plural = _("signers")

    def __str__(self) -> str:
        return f"{self.name} · {self.position}"

    def clean(self) -> None:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day lies before the first one.")})
