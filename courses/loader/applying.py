"""Records → site. Pages and questions in one transaction; labs after it, since their check may take long."""

from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from courses.actions import course_staff
from courses.loader.files import FileStore
from courses.loader.page_writing import PageWriter, keep_order, stream
from courses.loader.question_writing import bank_of, write_question
from courses.loader.records import Block, CourseRecord, Curriculum, FileRef, LessonRecord, ModuleRecord, PageRecord, ProgramRecord
from courses.loader.report import Report
from courses.loader.resources import LabResource, ResourceError, handler_for
from courses.models import CourseIndexPage, CoursePage, LessonPage, LoadedContent, ModulePage, ProgramCourse, ProgramPage


def apply(curriculum: Curriculum) -> Report:
    """Writes the curriculum and tells what changed. Running it again with the same files changes nothing."""
    report = Report()
    with transaction.atomic():
        for course in curriculum.courses:
            CourseWriter(course, curriculum, report).write()
        for program in curriculum.programs:
            _write_program(program, curriculum, report)
        _tell_missing(curriculum, report)
    for course in curriculum.courses:
        for lab in course.labs:
            _load_lab(lab, curriculum, report)
    return report


class CourseWriter:
    def __init__(self, course: CourseRecord, curriculum: Curriculum, report: Report) -> None:
        self.course, self.curriculum, self.report = course, curriculum, report
        self.locale = Locale.objects.get(language_code=course.language)
        self.pages = PageWriter(self.locale)
        self.files: FileStore | None = None

    def write(self) -> None:
        index = CourseIndexPage.objects.get(locale=self.locale)
        standing = CoursePage.objects.with_uid(self.course.uid).filter(locale=self.locale).first()
        self.files = FileStore(
            course_staff.team_of(standing or CoursePage(title=self.course.title, content_uid=self.course.uid)).collection
        )
        values = {
            "title_en": self.course.title_en,
            "open_to_all": self.course.open_to_all,
            "picture_id": self.course.picture and self.files.image_id(self.course.picture, description=self.course.title),
            "body": self._stream(self.course, self.course.blocks),
        }
        values["teacher_guide"] = self._stream(self.course, self.course.teacher_guide)
        page = self._page(self.course, CoursePage, index, values)
        course_staff.team_of(page)
        keep_order(page, [self._module(module, page) for module in self.course.modules])

    def _module(self, module: ModuleRecord, course: CoursePage) -> ModulePage:
        page = self._page(module, ModulePage, course, {})
        keep_order(page, [self._lesson(lesson, page) for lesson in module.lessons])
        return ModulePage.objects.get(pk=page.pk)

    def _lesson(self, lesson: LessonRecord, module: ModulePage) -> LessonPage:
        bank = bank_of(self.course.uid, self.course.title) if lesson.questions else None
        for question in lesson.questions:
            outcome = write_question(question, bank, self._shown(lesson))  # type: ignore[arg-type]
            note = _("a teacher changed the question") if outcome == "kept" else ""
            self.report.add("skipped" if outcome == "kept" else outcome, "question", question.prompt[:60], self._shown(lesson), note)
        return self._page(
            lesson,
            LessonPage,
            module,
            {"goals": lesson.goals, "second_reading_on": lesson.second_reading_on, "body": self._stream(lesson, lesson.blocks)},
        )

    def _page(self, record: PageRecord, model: Any, parent: Any, values: dict[str, Any]) -> Any:
        page, outcome = self.pages.write(record, model, parent, values, self._shown(record))
        self.report.add(outcome, record.kind, record.title, self._shown(record))
        return page

    def _shown(self, record: PageRecord) -> str:
        return str(record.path.relative_to(self.curriculum.root))

    def _stream(self, record: PageRecord, blocks: tuple[Block, ...]) -> str:
        return stream([(kind, self._raw(record, kind, value)) for kind, value in blocks], record.uid)

    def _raw(self, record: PageRecord, kind: str, value: Any) -> Any:
        """Files become ids, the questions of a quiz become list items."""
        assert self.files is not None
        if kind == "picture":
            return {**value, "image": self.files.image_id(value["image"], description=value["description"])}
        if kind == "quiz":
            items = [{"type": "item", "value": uid, "id": str(uuid5(record.uid, f"{value['uid']} {uid}"))} for uid in value["questions"]]
            return {**value, "questions": items}
        if isinstance(value, dict):
            return {name: self.files.document_id(each) if isinstance(each, FileRef) else each for name, each in value.items()}
        return value


def _write_program(record: ProgramRecord, curriculum: Curriculum, report: Report) -> None:
    from courses.models import Audience

    index = CourseIndexPage.objects.get(locale=Locale.objects.get(language_code="vi"))
    shown = str(record.path.relative_to(curriculum.root))
    page = ProgramPage.objects.with_uid(record.uid).filter(locale=index.locale).first()
    row = LoadedContent.objects.filter(uid=record.uid, kind="program").first()
    if page and row and row.source_digest == record.source_digest:
        report.add("unchanged", "program", record.title, shown)
        return
    outcome = "updated" if page else "created"
    page = page or ProgramPage(content_uid=record.uid, locale=index.locale, slug=record.slug)
    page.title, page.summary = record.title, record.summary
    page.audience = Audience.objects.filter(code=record.audience).first()
    courses = {course.slug: course for course in CoursePage.objects.child_of(index)}
    page.program_courses = [
        ProgramCourse(course=courses[slug], sort_order=number) for number, slug in enumerate(record.courses) if slug in courses
    ]
    if page.pk is None:
        index.add_child(instance=page)
    page.save_revision().publish(log_action=False)
    LoadedContent.objects.update_or_create(
        uid=record.uid, kind="program", language="", defaults={"path": shown, "source_digest": record.source_digest}
    )
    report.add(outcome, "program", record.title, shown)  # type: ignore[arg-type]


def _tell_missing(curriculum: Curriculum, report: Report) -> None:
    """Pages of the loaded courses whose file is gone are told, never deleted: learners may have progress there."""
    for course in curriculum.courses:
        folder = course.path.parent.name + "/"
        present = {
            course.uid,
            *(module.uid for module in course.modules),
            *(lesson.uid for module in course.modules for lesson in module.lessons),
        }
        gone = LoadedContent.objects.filter(path__startswith=folder, language=course.language, kind__in=("module", "lesson")).exclude(
            uid__in=present
        )
        for row in gone.order_by("path"):
            report.add("missing", row.kind, "", row.path, _("the page stays; take it off the site in the editor if it is not needed"))


def _load_lab(lab: LabResource, curriculum: Curriculum, report: Report) -> None:
    shown = str((lab.folder / "lab.yaml").relative_to(curriculum.root))
    handler = handler_for("lab.yaml")
    if handler is None:
        report.add("skipped", "lab", lab.title, shown, _("no room for labs is installed"))
        return
    try:
        report.add(handler(lab), "lab", lab.title, shown)  # type: ignore[arg-type]
    except ResourceError as error:
        report.add("failed", "lab", lab.title, shown, str(error))
