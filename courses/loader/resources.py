"""Resources beside the lessons that another room loads, such as labs with their notebooks.

The room registers a handler for the name of the describing file; without one the resource is reported as skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class WrongAnswer:
    """A mistake made on purpose: `answers` (by the name of the cell) replace the solution's, and it must get exactly `score` points."""

    name: str
    score: float
    answers: dict[str, str]


@dataclass(frozen=True)
class LabResource:
    """A folder `labs/<slug>/` as its lab.yaml describes it."""

    uid: UUID
    slug: str
    title: str
    summary: str
    minutes: int | None
    required: bool
    # Read by teachers only, never given to learners; relative to `folder`.
    teacher_files: tuple[str, ...]
    wrong_answers: tuple[WrongAnswer, ...]
    folder: Path
    course_uid: UUID
    course_slug: str

    @property
    def files(self) -> list[Path]:
        """Notebooks and data for learners, without lab.yaml and the teacher's files."""
        kept_back = {"lab.yaml", *self.teacher_files}
        paths = sorted(
            path
            for path in self.folder.rglob("*")
            if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(self.folder).parts)
        )
        return [path for path in paths if path.relative_to(self.folder).as_posix() not in kept_back]


class ResourceError(Exception):
    """The handler's one sentence on what is wrong with the resource."""


# Takes the resource, makes or updates what belongs to it, and says "created", "updated", "unchanged" or "kept". Raises ResourceError.
Handler = Callable[[LabResource], str]

_handlers: dict[str, Handler] = {}


def register_handler(name: str, handler: Handler) -> None:
    """`name` is the describing file's name ("lab.yaml"). Called once, in the room's `AppConfig.ready`."""
    _handlers[name] = handler


# Takes the resource, writes nothing, and returns what is wrong with it in sentences. May take a minute.
Checker = Callable[[LabResource], list[str]]

_checkers: dict[str, Checker] = {}


def register_checker(name: str, checker: Checker) -> None:
    """As `register_handler`, for `manage.py check_curriculum`."""
    _checkers[name] = checker


def checker_for(name: str) -> Checker | None:
    return _checkers.get(name)


def handler_for(name: str) -> Handler | None:
    return _handlers.get(name)
