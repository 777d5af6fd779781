"""Where lessons ask about labs without knowing the room that owns them.

`notebooks` registers one directory when the site starts. Until then there are no labs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class LabFacts:
    """What a lesson and an outline show of a lab."""

    title: str
    minutes: int | None = None
    max_score: Decimal | None = None


class LabDirectory(Protocol):
    def choices_for(self, user: Any) -> list[tuple[UUID, str]]:
        """(content_uid, title) of the labs that this person may place in a lesson."""
        ...

    def facts_of(self, uids: Iterable[UUID]) -> dict[UUID, LabFacts]:
        """Facts of the labs that exist among `uids`, in one query."""
        ...


class EmptyDirectory:
    def choices_for(self, user: Any) -> list[tuple[UUID, str]]:
        return []

    def facts_of(self, uids: Iterable[UUID]) -> dict[UUID, LabFacts]:
        return {}


_directory: LabDirectory = EmptyDirectory()


def register(directory: LabDirectory) -> None:
    """Called once by the room of labs, in its `AppConfig.ready`."""
    global _directory
    _directory = directory


def choices_for(user: Any) -> list[tuple[UUID, str]]:
    """The labs that `user` may place in a lesson, as (content_uid, title)."""
    return _directory.choices_for(user)


def facts_of(uids: Iterable[UUID]) -> dict[UUID, LabFacts]:
    """Title, minutes and full score of labs; what does not exist is left out."""
    wanted = list(uids)
    return _directory.facts_of(wanted) if wanted else {}
