"""What is wrong with a file, where, and what to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class CurriculumError(Exception):
    """The files cannot be loaded; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Problems:
    """Collects, so that an author sees everything at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: list[Problem] = []

    def add(self, path: Path, line: int, message: object) -> None:
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.found.append(Problem(str(shown), line, str(message)))

    def raise_if_any(self) -> None:
        if self.found:
            raise CurriculumError(sorted(set(self.found)))
