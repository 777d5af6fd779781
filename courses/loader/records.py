"""What was read from the files: plain values, checked, not yet pages."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from courses.loader.resources import LabResource


@dataclass(frozen=True)
class About:
    """What a page says about itself; a module or lesson takes over from its course what it leaves out."""

    tier: str = ""
    audiences: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    proficiency_level: int | None = None
    competencies: tuple[dict[str, str], ...] = ()
    duration_periods: Decimal | None = None
    licence: str = ""
    authors: str = ""
    ai_made: bool = False
    reviewed_on: date | None = None
    sources: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class FileRef:
    """A picture or file that a block shows; it becomes a Wagtail image or document when the plan is applied."""

    path: Path
    title: str


@dataclass(frozen=True)
class QuestionRecord:
    uid: UUID
    kind: str
    prompt: str
    points: Decimal
    options: tuple[dict[str, Any], ...]
    answers: tuple[str, ...]
    answer: Decimal | None
    tolerance: Decimal
    explanation: str


# (block type, value); a value may hold FileRefs where the page will hold the id of an image or document.
Block = tuple[str, Any]


@dataclass(frozen=True)
class PageRecord:
    uid: UUID
    kind: str
    title: str
    slug: str
    path: Path
    source_digest: str
    about: About
    summary: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class LessonRecord(PageRecord):
    goals: str = ""
    second_reading_on: date | None = None
    questions: tuple[QuestionRecord, ...] = ()


@dataclass(frozen=True)
class ModuleRecord(PageRecord):
    lessons: tuple[LessonRecord, ...] = ()


@dataclass(frozen=True)
class CourseRecord(PageRecord):
    language: str = "vi"
    title_en: str = ""
    open_to_all: bool = False
    picture: FileRef | None = None
    teacher_guide: tuple[Block, ...] = ()
    modules: tuple[ModuleRecord, ...] = ()
    labs: tuple[LabResource, ...] = ()


@dataclass(frozen=True)
class ProgramRecord:
    uid: UUID
    slug: str
    title: str
    summary: str
    audience: str
    courses: tuple[str, ...]
    path: Path
    source_digest: str


@dataclass
class Curriculum:
    root: Path
    courses: list[CourseRecord] = field(default_factory=list)
    programs: list[ProgramRecord] = field(default_factory=list)
