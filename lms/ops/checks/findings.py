"""What a check says: a name, a level, what is so, and what to do about it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """`bad` makes `doctor` exit 1; `warn` does not."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of `doctor` and one light of the administrator."""

    name: str
    level: Level
    text: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """For --json."""
        return asdict(self)


Check = Callable[[], list[Finding]]


def good(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(name, Level.OK, text)


def warn(name: str, text: str, advice: str) -> Finding:
    """Somebody should look at it soon."""
    return Finding(name, Level.WARN, text, advice)


def bad(name: str, text: str, advice: str) -> Finding:
    """Something does not work."""
    return Finding(name, Level.BAD, text, advice)
