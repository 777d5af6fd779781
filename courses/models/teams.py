"""Who writes a course: one Wagtail group per course, the same for all its languages."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection


class CourseTeam(models.Model):
    course_uid = models.UUIDField(unique=True)
    group = models.OneToOneField(Group, models.PROTECT, related_name="course_team")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("course team")

    def __str__(self) -> str:
        return self.group.name
