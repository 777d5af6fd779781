"""Through a whole curriculum: every file read, every rule asked, nothing written."""

from collections.abc import Callable
from pathlib import Path

from courses.checking.addresses import check_addresses
from courses.checking.courses import check_course, lessons_of
from courses.checking.lessons import check_lesson
from courses.checking.similarity import check_similarity
from courses.checking.wording import check_wording
from courses.loader.problems import Problem, Problems
from courses.loader.records import Curriculum
from courses.loader.resources import LabResource, checker_for

Say = Callable[[str], None]


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


def lab_failures(lab: LabResource, root: Path) -> list[Problem]:
    """What the room of labs finds when it runs solution, blank and wrong answers; empty where no such room is installed."""
    checker = checker_for("lab.yaml")
    shown = str((lab.folder / "lab.yaml").relative_to(root))
    return [Problem(shown, 0, sentence) for sentence in checker(lab)] if checker else []


def written_files(folder: Path) -> list[Path]:
    """The files with language in them: Markdown, and the descriptions of labs."""
    return sorted([*folder.rglob("*.md"), *folder.glob("labs/*/lab.yaml")])
