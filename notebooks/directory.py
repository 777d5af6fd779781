"""What the rooms below may know of labs: the directory that lessons ask."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from courses.lab_directory import LabFacts
from notebooks.models import Lab


class Labs:
    def choices_for(self, user: Any) -> list[tuple[UUID, str]]:
        """Released labs that this person wrote or was given."""
        return list(Lab.objects.usable_by(user).released().order_by("title").values_list("content_uid", "title"))

    def facts_of(self, uids: Iterable[UUID]) -> dict[UUID, LabFacts]:
        rows = Lab.objects.filter(content_uid__in=list(uids)).values_list("content_uid", "title", "minutes", "current_version__max_score")
        return {uid: LabFacts(title=title, minutes=minutes, max_score=max_score) for uid, title, minutes, max_score in rows}
