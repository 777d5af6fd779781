"""Grades with stock nbgrader, in a process and a course folder of its own.

`python stock.py COURSE release` makes COURSE/release of COURSE/source. `python stock.py COURSE grade` grades
COURSE/handed_in/<assignment>/<student>/*.ipynb and prints what nbgrader's gradebook says as JSON:
{assignment: {student: {"notebook/grade_id": {"score", "max_score", "needs_manual_grade"}}}}; null for a student whom nbgrader could
not grade.
"""

import json
import logging
import os
import shutil
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config


def main(course: Path, step: str) -> None:
    os.chdir(course)
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "course"
    api = NbGraderAPI(config=config)
    api.log.setLevel(logging.CRITICAL)
    if step == "release":
        release(api, course)
    else:
        sys.stdout.write(json.dumps({folder.name: graded(api, course, folder) for folder in sorted((course / "handed_in").iterdir())}))


def release(api: NbGraderAPI, course: Path) -> None:
    for folder in sorted((course / "source").iterdir()):
        result = api.generate_assignment(folder.name)
        if not result["success"]:
            raise SystemExit(str(result["log"]))


def graded(api: NbGraderAPI, course: Path, folder: Path) -> dict[str, object]:
    return {student.name: grades_of(api, course, folder.name, student) for student in sorted(folder.iterdir())}


def grades_of(api: NbGraderAPI, course: Path, assignment: str, student: Path) -> dict[str, object] | None:
    shutil.copytree(student, course / "submitted" / student.name / assignment)
    if not api.autograde(assignment, student.name)["success"]:
        return None
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        notebooks = gradebook.find_submission(assignment, student.name).notebooks
        return {f"{each.name}/{grade.name}": row(grade) for each in notebooks for grade in each.grades}


def row(grade: object) -> dict[str, object]:
    return {"score": grade.score, "max_score": grade.max_score, "needs_manual_grade": grade.needs_manual_grade}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
