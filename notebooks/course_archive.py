"""A zipped nbgrader course folder of a stranger, taken apart: which files are the lab's, which each student's. Nothing is executed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks.exceptions import BadUpload
from notebooks.intake import MB, Limits, collect, unzip, without_shared_folder

LIMITS = Limits(files=8_000, file_bytes=60 * MB, total_bytes=400 * MB, depth=10)
ABOUT_BYTES = 20_000
TIMESTAMP = "timestamp.txt"
FOLDERS = frozenset({"source", "submitted"})
SINGLE = frozenset({"gradebook.db", "hocai.json"})


class BadFolder(BadUpload):
    """A zip that is no course folder of nbgrader."""

    sentences: ClassVar[dict[str, Promise]] = {
        "no_source": _("There is no folder source/ with an assignment in this .zip. Zip the course folder itself and choose it again."),
        "which_assignment": _(
            "The folder holds these assignments: %(names)s. Write the name of the one to take, then choose the folder again."
        ),
        "bad_gradebook": _(
            "gradebook.db is no gradebook of nbgrader 0.9, or is damaged. Leave it out, or copy it again while nbgrader is closed."
        ),
    }


@dataclass(frozen=True)
class CourseArchive:
    """`submitted` is by student id, then by path; `about` is what our own export says of itself."""

    assignment: str
    source: Mapping[str, bytes]
    submitted: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    gradebook: bytes | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def default_tier(self) -> str:
        return "T3" if self.about.get("default_tier") == "T3" else ""


def read_archive(packed: bytes, *, assignment: str = "", expected: str = "") -> CourseArchive:
    """`assignment` names the one to take; without it `expected`, or the only one. Raises BadUpload, BadFolder."""
    found = without_shared_folder(collect(((name, data) for name, data in unzip(packed, LIMITS) if is_wanted(name)), LIMITS))
    names = sorted({path.split("/")[1] for path in found if path.startswith("source/") and path.count("/") > 1})
    chosen = chosen_of(names, assignment, expected)
    submitted: dict[str, dict[str, bytes]] = {}
    for path, content in found.items():
        top, _slash, rest = path.partition("/")
        student, _slash, inside = rest.partition("/")
        if top == "submitted" and inside.startswith(chosen + "/"):
            submitted.setdefault(student, {})[inside.removeprefix(chosen + "/")] = content
    source = {path.removeprefix(f"source/{chosen}/"): content for path, content in found.items() if path.startswith(f"source/{chosen}/")}
    return CourseArchive(chosen, source, submitted, found.get("gradebook.db"), read_about(found.get("hocai.json", b"")))


def is_wanted(name: str) -> bool:
    """Releases, graded notebooks and feedback are made anew here."""
    parts = name.split("/")
    return not FOLDERS.isdisjoint(parts[:2]) or parts[-1] in SINGLE


def chosen_of(names: list[str], assignment: str, expected: str) -> str:
    if not names:
        raise BadFolder("no_source")
    for wanted in (assignment, "" if assignment else expected):
        if wanted in names:
            return wanted
    if assignment or len(names) > 1:
        raise BadFolder("which_assignment", names=", ".join(names[:10]))
    return names[0]


def read_about(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content) if 0 < len(content) <= ABOUT_BYTES else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def handed_in_at(files: Mapping[str, bytes], known: datetime | None) -> datetime:
    """The time in the folder, else the gradebook's; now where neither makes sense. Never in the future."""
    now = timezone.now()
    try:
        at = parse_datetime(files.get(TIMESTAMP, b"")[:100].decode().strip().removesuffix(" UTC"))
    except ValueError:
        at = None
    if at is not None and timezone.is_naive(at):
        at = at.replace(tzinfo=timezone.get_current_timezone()) if b"UTC" not in files[TIMESTAMP] else at.replace(tzinfo=UTC)
    return min(at or known or now, now)
