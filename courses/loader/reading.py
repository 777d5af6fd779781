"""A folder of curriculum files → records. All problems are found in one go."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses import competencies
from courses.blocks.about import Framework
from courses.loader.bodies import PICTURE_SUFFIXES, BodyReader
from courses.loader.documents import digest_of, read_document, read_text
from courses.loader.fields import Fields, parse_yaml
from courses.loader.labs import read_lab
from courses.loader.problems import Problems
from courses.loader.records import About, CourseRecord, Curriculum, FileRef, LessonRecord, ModuleRecord, ProgramRecord
from courses.loader.resources import LabResource
from courses.models import Audience, Licence, Strand, Tier

ABOUT_FIELDS = (
    "tier", "audiences", "strands", "proficiency_level", "competencies", "duration_periods",
    "licence", "authors", "ai_made", "reviewed_on", "sources",
)  # fmt: skip
COURSE_FIELDS = ("uid", "slug", "title", "title_en", "summary", "picture", "language", "open", *ABOUT_FIELDS)
MODULE_FIELDS = ("uid", "title", "summary", *ABOUT_FIELDS)
LESSON_FIELDS = ("uid", "title", "summary", "goals", "second_reading", *ABOUT_FIELDS)
PROGRAM_FIELDS = ("uid", "slug", "title", "audience", "summary", "courses")
_NUMBERED = re.compile(r"(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)")


def read_curriculum(root: Path, *, only: Path | None = None) -> Curriculum:
    """Everything below `root`, or the one course folder `only` of it without the learning paths, which name other courses too.

    Raises CurriculumError with every problem found; nothing is written here.
    """
    problems = Problems(root)
    curriculum = Curriculum(root)
    if not root.is_dir():
        problems.add(root, 0, _("There is no such folder."))
        problems.raise_if_any()
    vocabulary = {
        "audiences": set(Audience.objects.values_list("code", flat=True)),
        "strands": set(Strand.objects.values_list("code", flat=True)),
    }
    for folder in [only] if only else sorted(path.parent for path in root.glob("*/course.md")):
        curriculum.courses.append(CourseReader(folder, vocabulary, problems).read())
    if not only and (root / "programs.yaml").exists():
        curriculum.programs = _programs(root / "programs.yaml", curriculum, vocabulary, problems)
    if not curriculum.courses and not problems.found:
        problems.add(root, 0, _("There is no course here: a course is a folder with a course.md."))
    _refuse_twins(curriculum, problems)
    problems.raise_if_any()
    return curriculum


class CourseReader:
    def __init__(self, folder: Path, vocabulary: dict[str, set[str]], problems: Problems) -> None:
        self.folder, self.vocabulary, self.problems = folder, vocabulary, problems

    def read(self) -> CourseRecord:
        document = read_document(self.folder / "course.md", COURSE_FIELDS, self.problems)
        fields = document.fields
        uid, slug = fields.uid() or UUID(int=0), fields.slug()
        about = self._about(fields, About(licence=Licence.CC_BY_SA))
        fields.choice("tier", Tier.values, required=True)
        if not about.audiences:
            fields.complain("audiences", _("Name at least one audience."))
        labs = self._labs(uid, slug)
        bodies = BodyReader(root=self.folder, labs={lab.slug: (lab.uid, lab.required) for lab in labs}, problems=self.problems)
        guide, guide_digest = self._guide(bodies)
        blocks = bodies.blocks(document, with_work=False)
        picture = bodies.file(fields, "picture", PICTURE_SUFFIXES)
        return CourseRecord(
            uid=uid,
            kind="course",
            title=fields.line_text("title", required=True),
            slug=slug,
            path=document.path,
            source_digest=digest_of(document.digest, guide_digest, _digest_of_files(bodies.files)),
            about=about,
            summary=fields.lines("summary", required=True),
            blocks=blocks,
            language=fields.choice("language", ("vi", "en"), default="vi"),
            title_en=fields.line_text("title_en"),
            open_to_all=fields.boolean("open"),
            picture=FileRef(picture, fields.line_text("title")) if picture else None,
            teacher_guide=guide,
            modules=tuple(self._module(path, about, labs) for path in _numbered(self.folder, "*/module.md", self.problems)),
            labs=labs,
        )

    def _guide(self, bodies: BodyReader) -> tuple[Any, str]:
        path = self.folder / "teacher-guide.md"
        if not path.exists():
            return (), ""
        document = read_document(path, ("title",), self.problems)
        return bodies.blocks(document, with_work=False), document.digest

    def _module(self, path: Path, course: About, labs: tuple[LabResource, ...]) -> ModuleRecord:
        document = read_document(path, MODULE_FIELDS, self.problems)
        own = {name: document.fields.data[name] for name in ABOUT_FIELDS if document.fields.has(name)}
        # A course's duration, competencies and sources are sums or its own: a module never inherits them.
        about = self._about(document.fields, replace(course, duration_periods=None, competencies=(), sources=()))
        return ModuleRecord(
            uid=document.fields.uid() or UUID(int=0),
            kind="module",
            title=document.fields.line_text("title", required=True),
            slug=_slug_of(path.parent.name),
            path=path,
            source_digest=digest_of(document.digest, repr(about), repr(sorted(own))),
            about=about,
            summary=document.fields.lines("summary"),
            lessons=tuple(self._lesson(each, about, labs) for each in _numbered(path.parent, "*.md", self.problems)),
        )

    def _lesson(self, path: Path, module: About, labs: tuple[LabResource, ...]) -> LessonRecord:
        document = read_document(path, LESSON_FIELDS, self.problems)
        bodies = BodyReader(root=self.folder, labs={lab.slug: (lab.uid, lab.required) for lab in labs}, problems=self.problems)
        about = self._about(document.fields, replace(module, duration_periods=None, competencies=(), sources=()))
        blocks = bodies.blocks(document)
        if not blocks:
            self.problems.add(path, document.body_line, _("The lesson has no text."))
        placed_labs = repr([value for kind, value in blocks if kind == "lab"])
        return LessonRecord(
            uid=document.fields.uid() or UUID(int=0),
            kind="lesson",
            title=document.fields.line_text("title", required=True),
            slug=_slug_of(path.stem),
            path=path,
            source_digest=digest_of(document.digest, repr(about), placed_labs, _digest_of_files(bodies.files)),
            about=about,
            summary=document.fields.lines("summary"),
            blocks=blocks,
            goals="\n".join(document.fields.texts("goals")),
            second_reading_on=document.fields.day("second_reading"),
            questions=tuple(bodies.questions),
        )

    def _labs(self, course_uid: UUID, course_slug: str) -> tuple[LabResource, ...]:
        return tuple(
            read_lab(path, course_uid=course_uid, course_slug=course_slug, problems=self.problems)
            for path in sorted(self.folder.glob("labs/*/lab.yaml"))
        )

    def _about(self, fields: Fields, inherited: About) -> About:
        own_competencies = tuple(_competency(each) for each in fields.mappings("competencies", ("framework", "code")))
        sources = tuple(
            {
                "title": each.line_text("title", required=True, max_length=300),
                "url": each.line_text("url", max_length=500),
                "note": each.line_text("note", max_length=300),
            }
            for each in fields.mappings("sources", ("title", "url", "note"))
        )
        return About(
            tier=fields.choice("tier", Tier.values, default=inherited.tier),
            audiences=tuple(fields.choices("audiences", self.vocabulary["audiences"])) or inherited.audiences,
            strands=tuple(fields.choices("strands", self.vocabulary["strands"])) or inherited.strands,
            proficiency_level=fields.integer("proficiency_level", minimum=1, maximum=8) or inherited.proficiency_level,
            competencies=own_competencies or inherited.competencies,
            duration_periods=fields.number("duration_periods", default=inherited.duration_periods),
            licence=fields.choice("licence", Licence.values, default=inherited.licence),
            authors="; ".join(fields.texts("authors")) or inherited.authors,
            ai_made=fields.boolean("ai_made", default=inherited.ai_made),
            reviewed_on=fields.day("reviewed_on") or inherited.reviewed_on,
            sources=sources or inherited.sources,
        )


def _competency(fields: Fields) -> dict[str, str]:
    framework = fields.choice("framework", Framework.values, required=True)
    code = fields.line_text("code", required=True, max_length=80)
    if framework and code and not competencies.is_known(framework, code):
        some = ", ".join(list(competencies.codes()[framework])[:12])
        fields.complain(
            "code", _("%(framework)s has no code %(code)s: choose among %(some)s …") % {"framework": framework, "code": code, "some": some}
        )
    return {"framework": framework, "code": code}


def _programs(path: Path, curriculum: Curriculum, vocabulary: dict[str, set[str]], problems: Problems) -> list[ProgramRecord]:
    text = read_text(path, problems)
    data = parse_yaml(text, path=path, first_line=1, problems=problems)
    slugs = {course.slug for course in curriculum.courses}
    programs = []
    listed = Fields({"programs": data}, path=path, first_line=1, problems=problems, known=("programs",))
    for fields in listed.mappings("programs", PROGRAM_FIELDS):
        courses = tuple(fields.texts("courses"))
        for slug in courses:
            if slug not in slugs:
                fields.complain("courses", _("There is no course with the slug %(slug)s.") % {"slug": slug})
        uid = fields.uid()
        if uid:
            audience = fields.choice("audience", vocabulary["audiences"])
            values = (fields.slug(), fields.line_text("title", required=True), fields.lines("summary"), audience, courses)
            programs.append(ProgramRecord(uid, *values, path=path, source_digest=digest_of(repr(values))))
    return programs


def _numbered(folder: Path, pattern: str, problems: Problems) -> list[Path]:
    """`NN-name` files or folders in the order of their numbers; module.md and what has no number are no lessons."""
    found = []
    for path in folder.glob(pattern):
        name = path.parent.name if path.name == "module.md" and pattern != "*.md" else path.stem
        if pattern == "*.md" and path.name == "module.md":
            continue
        match = _NUMBERED.fullmatch(name)
        if match:
            found.append((int(match[1]), name, path))
        else:
            problems.add(path, 0, _("The name must be a number, a hyphen and a slug, such as 01-hieu-dung."))
    return [path for _number, _name, path in sorted(found)]


def _slug_of(name: str) -> str:
    match = _NUMBERED.fullmatch(name)
    return match[2] if match else name


def _digest_of_files(paths: list[Path]) -> str:
    return digest_of(*[f"{path.name} {digest_of(path.read_bytes().hex())}" for path in paths])


def _refuse_twins(curriculum: Curriculum, problems: Problems) -> None:
    """A uid names one thing in one language, in all the files together."""
    seen: dict[tuple[str, str], Path] = {}
    for course in curriculum.courses:
        pages = [course, *course.modules, *(lesson for module in course.modules for lesson in module.lessons)]
        entries = [(page.uid, page.path) for page in pages]
        entries += [(value["uid"], page.path) for page in pages for kind, value in page.blocks if kind == "quiz"]
        entries += [(lab.uid, lab.folder / "lab.yaml") for lab in course.labs]
        for uid, path in entries:
            key = (str(uid), course.language)
            if uid and key in seen and UUID(str(uid)).int:
                problems.add(
                    path,
                    0,
                    _("The uid %(uid)s already belongs to %(path)s: make a new one.")
                    % {"uid": uid, "path": seen[key].relative_to(curriculum.root)},
                )
            seen[key] = path
    _refuse_twin_questions(curriculum, problems)


def _refuse_twin_questions(curriculum: Curriculum, problems: Problems) -> None:
    seen: set[UUID] = set()
    for course in curriculum.courses:
        for lesson in (lesson for module in course.modules for lesson in module.lessons):
            for question in lesson.questions:
                if question.uid in seen:
                    problems.add(
                        lesson.path, 0, _("The question %(uid)s stands in the files twice: make a new uid.") % {"uid": question.uid}
                    )
                seen.add(question.uid)
