"""What the curriculum loader last wrote, so that it can tell a teacher's edit from its own text."""

from django.db import models
from django.utils import timezone


class LoadedContent(models.Model):
    """One row per file that became a page, a question or a picture."""

    uid = models.UUIDField()
    kind = models.CharField(max_length=24)
    language = models.CharField(max_length=10, blank=True)
    path = models.CharField(max_length=400)
    # Of the file as it was read.
    source_digest = models.CharField(max_length=64)
    # Of the page's content as it was written: still equal means that nobody edited it since.
    written_digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "kind", "language"], name="loaded_content_once")]

    def __str__(self) -> str:
        return self.path
