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
        self.unreadable: set[str] = set()

    def add(self, path: Path, line: int, message: object) -> None:
        problem = self._problem(path, line, message)
        if problem.path not in self.unreadable:
            self.found.append(problem)

    def add_unreadable(self, path: Path, line: int, message: object) -> None:
        """A part of the file cannot be read: what else seems to be wrong in it follows from that, and is not told."""
        problem = self._problem(path, line, message)
        if problem.path not in self.unreadable:
            self.unreadable.add(problem.path)
            self.found = [each for each in self.found if each.path != problem.path]
        self.found.append(problem)

    def _problem(self, path: Path, line: int, message: object) -> Problem:
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return Problem(str(shown), line, str(message))

    def raise_if_any(self) -> None:
        if self.found:
            raise CurriculumError(sorted(set(self.found)))
