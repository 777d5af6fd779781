"""A body → blocks. Each directive has one small function that reads its YAML."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from courses.blocks.teaching import GROUPINGS
from courses.loader import markdown
from courses.loader.directives import Segment, cut
from courses.loader.documents import Document
from courses.loader.fields import Fields, parse_yaml
from courses.loader.problems import Problems
from courses.loader.questions import QUESTION_FIELDS, read_question
from courses.loader.records import Block, FileRef, QuestionRecord

IN_LESSONS = ("lab", "quiz", "activity", "teacher", "annex")
CALLOUT_KINDS = ("info", "tip", "warning", "danger")
PICTURE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")
DOCUMENT_SUFFIXES = (".pdf", ".pptx", ".docx", ".xlsx", ".odt", ".odp", ".ods", ".csv", ".txt", ".zip")
VIDEO_SUFFIXES = (".mp4", ".webm")


class BodyReader:
    """Reads the bodies of one course: knows its folder and its labs, and gathers the questions it meets."""

    def __init__(self, *, root: Path, labs: dict[str, tuple[UUID, bool]], problems: Problems) -> None:
        self.root, self.labs, self.problems = root, labs, problems
        self.questions: list[QuestionRecord] = []
        self.files: list[Path] = []

    def blocks(self, document: Document, *, with_work: bool = True) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for segment in cut(document.body, path=document.path, first_line=document.body_line, problems=self.problems):
            if segment.name in IN_LESSONS and not with_work:
                self.problems.add(
                    document.path, segment.line, _("Quizzes, labs, activities, teacher's notes and annexes stand in lessons only.")
                )
                continue
            reader = self._readers().get(segment.name)
            if reader:
                blocks += reader(segment, document.path)
        return tuple(blocks)

    def _readers(self) -> dict[str, Callable[[Segment, Path], list[Block]]]:
        return {
            "": self._text,
            "callout": self._callout,
            "picture": self._picture,
            "video": self._video,
            "document": self._document,
            "activity": self._activity,
            "teacher": self._teacher,
            "annex": self._annex,
            "lab": self._lab,
            "quiz": self._quiz,
        }

    def _text(self, segment: Segment, path: Path) -> list[Block]:
        blocks, complaints = markdown.to_blocks(segment.text)
        for complaint in complaints:
            self.problems.add(path, segment.line + complaint.line, complaint.message)
        return blocks

    def _callout(self, segment: Segment, path: Path) -> list[Block]:
        kind, _space, title = segment.argument.partition(" ")
        if kind not in CALLOUT_KINDS:
            self.problems.add(
                path, segment.line - 1, _("After :::callout write one of %(kinds)s, then a title.") % {"kinds": ", ".join(CALLOUT_KINDS)}
            )
        return [("callout", {"kind": kind, "title": title.strip(), "text": markdown.to_rich_text(segment.text)})]

    def _picture(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("file", "description", "caption", "credit"))
        file = self.file(fields, "file", PICTURE_SUFFIXES, required=True)
        value = {
            "image": file and FileRef(file, fields.line_text("caption") or file.stem),
            "description": fields.line_text("description", required=True, max_length=500),
            "caption": fields.line_text("caption", max_length=300),
            "credit": fields.line_text("credit", max_length=200),
        }
        return [("picture", value)]

    def _video(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("url", "file", "title", "transcript"))
        if fields.has("url") == fields.has("file"):
            fields.complain("url", _("Give either an address or a video file."))
        title = fields.line_text("title", required=True, max_length=200)
        file = self.file(fields, "file", VIDEO_SUFFIXES)
        transcript = markdown.to_rich_text(fields.lines("transcript", required=True))
        return [
            ("video", {"title": title, "url": fields.line_text("url"), "file": file and FileRef(file, title), "transcript": transcript})
        ]

    def _document(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("file", "title", "preview"))
        title = fields.line_text("title", max_length=200)
        file = self.file(fields, "file", DOCUMENT_SUFFIXES, required=True)
        preview = self.file(fields, "preview", (".pdf",))
        return [
            (
                "document",
                {
                    "file": file and FileRef(file, title or file.stem),
                    "title": title,
                    "preview": preview and FileRef(preview, title or preview.stem),
                },
            )
        ]

    def _activity(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("title", "minutes", "with", "needs", "text"))
        value = {
            "title": fields.line_text("title", required=True, max_length=160),
            "minutes": fields.integer("minutes", minimum=1, maximum=240),
            "grouping": fields.choice("with", [code for code, _name in GROUPINGS]),
            "needs": ", ".join(fields.texts("needs"))[:300],
            "text": markdown.to_rich_text(fields.lines("text", required=True)),
        }
        return [("activity", value)]

    def _teacher(self, segment: Segment, path: Path) -> list[Block]:
        return [("teacher", {"title": segment.argument, "text": markdown.to_rich_text(segment.text)})]

    def _annex(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("title", "reviewed_on", "text"))
        reviewed_on = fields.day("reviewed_on")
        if reviewed_on is None:
            fields.complain("reviewed_on", _("An annex says on which day it was last reviewed."))
        value = {
            "title": fields.line_text("title", required=True, max_length=160),
            "reviewed_on": reviewed_on.isoformat() if reviewed_on else None,
            "text": markdown.to_rich_text(fields.lines("text", required=True)),
        }
        return [("annex", value)]

    def _lab(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("lab",))
        slug = fields.line_text("lab", required=True)
        if slug and slug not in self.labs:
            fields.complain("lab", _("There is no folder labs/%(slug)s with a lab.yaml in this course.") % {"slug": slug})
        uid, required = self.labs.get(slug, ("", True))
        return [("lab", {"lab": str(uid), "required": required})]

    def _quiz(self, segment: Segment, path: Path) -> list[Block]:
        fields = self._fields(segment, path, ("uid", "title", "required", "attempts", "questions"))
        questions = [read_question(each) for each in fields.mappings("questions", QUESTION_FIELDS)]
        if not questions:
            fields.complain("questions", _("A quiz needs at least one question."))
        found = [question for question in questions if question is not None]
        self.questions += found
        value = {
            "uid": str(fields.uid() or ""),
            "title": fields.line_text("title", required=True, max_length=200),
            "required": fields.boolean("required"),
            "attempts": fields.integer("attempts", minimum=1, maximum=50),
            "questions": [str(question.uid) for question in found],
        }
        return [("quiz", value)]

    def _fields(self, segment: Segment, path: Path, known: tuple[str, ...]) -> Fields:
        data = parse_yaml(segment.text, path=path, first_line=segment.line, problems=self.problems)
        return Fields({} if data is None else data, path=path, first_line=segment.line, problems=self.problems, known=known)

    def file(self, fields: Fields, name: str, suffixes: tuple[str, ...], *, required: bool = False) -> Path | None:
        """A file inside the course's folder: links and .. lead nowhere."""
        text = fields.line_text(name, required=required)
        if not text:
            return None
        path = (self.root / text).resolve()
        if not path.is_relative_to(self.root.resolve()) or not path.is_file():
            fields.complain(name, _("There is no file %(file)s in the course's folder.") % {"file": text})
            return None
        if path.suffix.lower() not in suffixes:
            fields.complain(
                name, _("%(file)s is of a kind that cannot be used here: use %(kinds)s.") % {"file": text, "kinds": ", ".join(suffixes)}
            )
            return None
        self.files.append(path)
        return path
