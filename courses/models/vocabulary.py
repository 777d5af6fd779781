"""The words that describe what is taught: how deep, for whom, about what, under which licence."""

from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """How deep a course goes (DOMAIN: T0 = group 0 of QĐ 757, T4 = optional, with heavy labs)."""

    T0 = "T0", _("Getting to know")
    T1 = "T1", _("Basic")
    T2 = "T2", _("Applied")
    T3 = "T3", _("Advanced")
    T4 = "T4", _("Specialised")


class Licence(models.TextChoices):
    CC_BY = "CC BY 4.0", _("CC BY 4.0 (free to share and adapt, name the author)")
    CC_BY_SA = "CC BY-SA 4.0", _("CC BY-SA 4.0 (share and adapt under the same licence)")
    CC_BY_NC = "CC BY-NC 4.0", _("CC BY-NC 4.0 (share and adapt, not for money)")
    CC_BY_NC_SA = "CC BY-NC-SA 4.0", _("CC BY-NC-SA 4.0 (not for money, same licence)")
    COPYRIGHT = "copyright", _("All rights reserved")


class AudienceGroup(models.TextChoices):
    """The entrances of the site: what a visitor calls him- or herself."""

    PUPILS = "pupils", _("Pupils")
    TEACHERS = "teachers", _("Teachers")
    CITIZENS = "citizens", _("Citizens")
    BUSINESSES = "businesses", _("Businesses")
    PUBLIC_STAFF = "public_staff", _("Civil servants and public employees")
    LEADERS = "leaders", _("Leaders and managers")
    TECHNICAL_STAFF = "technical_staff", _("Technical staff of agencies")


class NamedTerm(models.Model):
    """A term with a code that never changes and a name in both languages of the site."""

    code = models.SlugField(_("code"), max_length=48, unique=True)
    name = models.CharField(_("Vietnamese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("order in lists"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class AudienceQuerySet(models.QuerySet["Audience"]):
    def in_group(self, group: str) -> Self:
        return self.filter(group=group)


class Audience(NamedTerm):
    group = models.CharField(_("group"), max_length=24, choices=AudienceGroup)

    objects = AudienceQuerySet.as_manager()

    class Meta(NamedTerm.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Strand(NamedTerm):
    """A strand of QĐ 3439 (HUM, ETH, TEC, SYS) or a tag that runs across them."""

    class Meta(NamedTerm.Meta):
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
