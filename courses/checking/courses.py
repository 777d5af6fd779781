"""A course as a whole: what its page and its teacher's guide tell, and its labs."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.checking import limits
from courses.loader.problems import Problems
from courses.loader.records import CourseRecord, LessonRecord
from courses.loader.resources import LabResource
from courses.models import Licence

# A heading may go on ("Học xong, em làm được gì"): it is found by how it begins.
COURSE_HEADINGS = ("Khóa học này dành cho ai", "Cần có gì trước khi học", "Học xong", "Cách học", "Bài cuối khóa")
GUIDE_HEADINGS = ("Chia thời gian", "Câu hỏi thảo luận", "Những chỗ hay hiểu lầm", "Chấm phần viết")
CODE_SUFFIX = ".py"
TYPED_BYTES = 2_000
DATA_SUFFIXES = {".csv", ".json", ".txt", ".xlsx", ".png"}


def check_course(course: CourseRecord, problems: Problems) -> None:
    for sentence in course_problems(course):
        problems.add(course.path, 0, sentence)
    for lab in course.labs:
        for sentence in lab_problems(lab, course):
            problems.add(lab.folder / "lab.yaml", 0, sentence)


def course_problems(course: CourseRecord) -> Iterable[str]:
    if course.about.licence in (Licence.COPYRIGHT, ""):
        yield _("Open material needs an open licence, such as CC BY 4.0.")
    if not course.about.strands or not course.about.proficiency_level:
        yield _("Name the strands and the proficiency level of the course.")
    if not course.picture:
        yield _("Give the course a cover: picture.")
    yield from (
        _("The course's page lacks the heading “%(heading)s”.") % {"heading": each} for each in missing(COURSE_HEADINGS, course.blocks)
    )
    if course.teacher_guide:
        yield from (
            _("The teacher's guide lacks the heading “%(heading)s”.") % {"heading": each}
            for each in missing(GUIDE_HEADINGS, course.teacher_guide)
        )
    else:
        yield _("Write a guide for the teacher: teacher-guide.md.")
    placed = [value["lab"] for lesson in lessons_of(course) for kind, value in lesson.blocks if kind == "lab"]
    yield from (_("The lab “%(title)s” stands in no lesson.") % {"title": lab.title} for lab in course.labs if str(lab.uid) not in placed)


def lab_problems(lab: LabResource, course: CourseRecord) -> Iterable[str]:
    least, most = minutes_for(course)
    if lab.minutes is None or not least <= lab.minutes <= most:
        yield _("A lab for these learners takes %(least)d to %(most)d minutes.") % {"least": least, "most": most}
    if not lab.summary:
        yield _("Add a summary of one or two sentences.")
    if len(lab.wrong_answers) < limits.WRONG_ANSWERS:
        yield _("Add at least %(least)d wrong answers made on purpose: wrong_answers.") % {"least": limits.WRONG_ANSWERS}
    # What somebody typed by hand needs no script.
    has_data = any(path.suffix.lower() in DATA_SUFFIXES and path.stat().st_size > TYPED_BYTES for path in lab.files)
    if has_data and not any(name.endswith(CODE_SUFFIX) for name in lab.teacher_files):
        yield _("Keep the script that made the data beside them, and name it in teacher_files.")


def minutes_for(course: CourseRecord) -> tuple[int, int]:
    audiences = set(course.about.audiences)
    if "pupil_primary" in audiences:
        return limits.PRIMARY_LAB_MINUTES
    return limits.SCHOOL_LAB_MINUTES if audiences & limits.SCHOOL else limits.LAB_MINUTES


def missing(headings: tuple[str, ...], blocks: Iterable[tuple[str, object]]) -> list[str]:
    text = "".join(str(value) for kind, value in blocks if kind == "text")
    return [heading for heading in headings if f"<h2>{heading}" not in text]


def lessons_of(course: CourseRecord) -> list[LessonRecord]:
    return [lesson for module in course.modules for lesson in module.lessons]
