"""`manage.py check_curriculum [PATH] [--no-labs] [--json]`: what is wrong in curriculum files, and where, in Vietnamese. Writes nothing."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.translation import gettext as _

from courses.checking import walk
from courses.loader.problems import CurriculumError, Problem
from courses.loader.reading import read_curriculum
from courses.loader.records import Curriculum


class Command(BaseCommand):
    help = (
        "Check curriculum files: PATH is a course's folder or a folder of courses (default: courses/curriculum). "
        "Exit code 0: nothing to say; 1: a file cannot be loaded, a lab does not score as it says, or a lesson lacks something."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=Path(settings.HOCAI_CURRICULUM), metavar="PATH")
        parser.add_argument("--no-labs", action="store_true", help="do not run the labs: a second instead of a minute")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, path: Path, no_labs: bool, **options: Any) -> None:
        try:
            curriculum = read_path(path.resolve())
            errors, wishes = neighbours_problems(curriculum), walk.shortcomings(curriculum)
        except OperationalError as error:
            raise CommandError(_("There is no database yet: run `make run` once, or `manage.py migrate`."), returncode=2) from error
        except CurriculumError as error:
            curriculum, errors, wishes = Curriculum(path), error.problems, []
        if not no_labs:
            errors += [found for course in curriculum.courses for lab in course.labs for found in self.run_lab(lab, curriculum, options)]
        if options["json"]:
            self.stdout.write(json.dumps({"errors": plain(errors), "shortcomings": plain(wishes)}, ensure_ascii=False, indent=1))
        else:
            self.tell(curriculum, errors, wishes)
        if errors or wishes:
            raise SystemExit(1)

    def run_lab(self, lab: Any, curriculum: Curriculum, options: dict[str, Any]) -> list[Problem]:
        if not options["json"]:
            self.stderr.write(_("Running the lab “%(title)s” …") % {"title": lab.title})
        return walk.lab_failures(lab, curriculum.root)

    def tell(self, curriculum: Curriculum, errors: list[Problem], wishes: list[Problem]) -> None:
        for heading, problems in ((_("Must be mended:"), errors), (_("Should be better:"), wishes)):
            if problems:
                self.stdout.write("\n".join([heading, *(f"  {problem}" for problem in problems)]))
        lessons = [lesson for course in curriculum.courses for module in course.modules for lesson in module.lessons]
        self.stdout.write(
            _(
                "%(courses)d courses, %(lessons)d lessons, %(questions)d questions, %(labs)d labs: %(errors)d to mend, %(wishes)d to make better."
            )
            % {
                "courses": len(curriculum.courses),
                "lessons": len(lessons),
                "questions": sum(len(lesson.questions) for lesson in lessons),
                "labs": sum(len(course.labs) for course in curriculum.courses),
                "errors": len(errors),
                "wishes": len(wishes),
            }
        )


def read_path(path: Path) -> Curriculum:
    """A course's folder, or a folder of courses. Raises CommandError for anything else, CurriculumError for wrong files."""
    if not path.is_dir():
        raise CommandError(_("%(path)s is no folder: name a course's folder or a folder of courses.") % {"path": path}, returncode=2)
    if (path / "course.md").exists():
        return read_curriculum(path.parent, only=path)
    return read_curriculum(path)


def neighbours_problems(curriculum: Curriculum) -> list[Problem]:
    """Of one course alone: a whole folder of courses was compared while it was read. A translation shares the uids of its pages."""
    if len(curriculum.courses) != 1 or curriculum.courses[0].language != "vi":
        return []
    return walk.copied_uids(curriculum.courses[0], curriculum.root)


def plain(problems: list[Problem]) -> list[dict[str, Any]]:
    return [{"path": each.path, "line": each.line, "message": each.message} for each in problems]
