"""The door to nbgrader's gradebook: plain values go in, a `gradebook.db` that stock nbgrader opens comes out. For the worker alone.

Reading one back is done with the standard library (`gradebook_reading`): a stranger's database meets no mapper of ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbgrader
from alembic.script import ScriptDirectory
from nbgrader.api import Base, Gradebook, SubmittedAssignment
from nbgrader.preprocessors import SaveCells
from sqlalchemy import create_engine, text

from notebooks import grader

Key = tuple[str, str]


@dataclass(frozen=True)
class CellGrade:
    """One graded cell: the machine's points, a person's, and whether a person has still to decide."""

    auto: float | None = None
    manual: float | None = None
    needs_manual: bool = False
    comment: str = ""


@dataclass(frozen=True)
class GradedWork:
    """A submission as the gradebook holds it; `penalty` is what lateness took, by notebook."""

    student: str
    timestamp: datetime
    cells: Mapping[Key, CellGrade] = field(default_factory=dict)
    penalty: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Student:
    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


def write_gradebook(
    path: Path,
    *,
    course: str,
    assignment: str,
    notebooks: Mapping[str, Mapping[str, Any]],
    students: Iterable[Student],
    works: Iterable[GradedWork],
) -> list[Key]:
    """Makes the database; returns the (student, cell) whose remark has no place in nbgrader: it keeps none for test cells."""
    address = f"sqlite:///{path}"
    homeless: list[Key] = []
    make_tables(address)
    with Gradebook(address, course_id=course) as book:
        book.add_assignment(assignment)
    save_cells(address, course, assignment, notebooks)
    with Gradebook(address, course_id=course) as book:
        for student in students:
            known = {"first_name": student.first_name, "last_name": student.last_name, "email": student.email}
            book.add_student(student.id, **{name: value for name, value in known.items() if value})
        for work in works:
            # Its lookups would else write a submission that is only half made.
            with book.db.no_autoflush:
                submission = book.add_submission(assignment, work.student, timestamp=work.timestamp.isoformat())
            homeless += [(work.student, grade_id) for grade_id in filled(submission, work)]
            book.db.commit()
    return homeless


def make_tables(address: str) -> None:
    """nbgrader's tables with the mark of their version, as `Gradebook` makes them; that one starts `alembic`, which lies on no path here."""
    engine = create_engine(address)
    newest = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()
    with engine.begin() as database:
        Base.metadata.create_all(bind=database)
        database.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        database.execute(text("INSERT INTO alembic_version (version_num) VALUES (:newest)"), {"newest": newest})
    engine.dispose()


def save_cells(address: str, course: str, assignment: str, notebooks: Mapping[str, Mapping[str, Any]]) -> None:
    """nbgrader's own step of `generate_assignment` enters which cells the assignment has."""
    for name, notebook in notebooks.items():
        where = {"notebook": name, "assignment": assignment, "db_url": address, "course_id": course}
        SaveCells().preprocess(grader.as_node(dict(notebook)), {"nbgrader": where})


def filled(submission: SubmittedAssignment, work: GradedWork) -> list[str]:
    """Enters points and remarks; returns the cells whose remark found no place."""
    homeless = []
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = work.penalty.get(notebook.name)
        for grade in notebook.grades:
            given = work.cells.get((notebook.name, grade.name), CellGrade(needs_manual=True))
            grade.auto_score, grade.manual_score, grade.needs_manual_grade = given.auto, given.manual, given.needs_manual
        places = {comment.name: comment for comment in notebook.comments}
        for (name, grade_id), given in work.cells.items():
            if name != notebook.name or not given.comment:
                continue
            if grade_id in places:
                places[grade_id].manual_comment = given.comment
            else:
                homeless.append(grade_id)
    return homeless
