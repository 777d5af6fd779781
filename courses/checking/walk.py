"""Through a whole curriculum: every file read, every rule asked, nothing written."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from courses.checking.addresses import check_addresses
from courses.checking.courses import check_course, lessons_of
from courses.checking.lessons import check_lesson
from courses.checking.similarity import check_similarity
from courses.checking.wording import check_wording
from courses.loader.problems import Problem, Problems
from courses.loader.records import CourseRecord, Curriculum
from courses.loader.resources import LabResource, checker_for

_UID = re.compile(r"\buid:\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def shortcomings(curriculum: Curriculum) -> list[Problem]:
    """What should be better in files that can be loaded, sorted by file and line."""
    problems = Problems(curriculum.root)
    for course in curriculum.courses:
        check_course(course, problems)
        for lesson in lessons_of(course):
            check_lesson(lesson, problems)
        for path in written_files(course.path.parent):
            check_wording(path, problems)
    check_similarity([lesson for course in curriculum.courses for lesson in lessons_of(course)], problems)
    check_addresses(curriculum, problems)
    return sorted(set(problems.found))


def copied_uids(course: CourseRecord, root: Path) -> list[Problem]:
    """Uids of this course that a neighbouring folder has too: whoever copies a folder gives everything new ones."""
    theirs: dict[str, Path] = {}
    for path in written_files_and_labs(root):
        if not path.is_relative_to(course.path.parent):
            theirs |= dict.fromkeys(_UID.findall(path.read_text(encoding="utf-8", errors="ignore")), path)
    problems = Problems(root)
    for path in written_files_and_labs(course.path.parent):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").split("\n"), start=1):
            if (found := _UID.search(line)) and found[1] in theirs:
                twin = theirs[found[1]].relative_to(root)
                problems.add(
                    path, number, _("The uid %(uid)s already belongs to %(path)s: make a new one.") % {"uid": found[1], "path": twin}
                )
    return problems.found


def written_files_and_labs(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.md"), *folder.rglob("lab.yaml")])


def lab_failures(lab: LabResource, root: Path) -> list[Problem]:
    """What the room of labs finds when it runs solution, blank and wrong answers; empty where no such room is installed."""
    checker = checker_for("lab.yaml")
    shown = str((lab.folder / "lab.yaml").relative_to(root))
    return [Problem(shown, 0, sentence) for sentence in checker(lab)] if checker else []


def written_files(folder: Path) -> list[Path]:
    """The files with language in them: Markdown, and the descriptions of labs."""
    return sorted([*folder.rglob("*.md"), *folder.glob("labs/*/lab.yaml")])
