"""One `lab.yaml` and what lies beside it."""

from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from courses.loader.documents import read_text
from courses.loader.fields import Fields, parse_yaml
from courses.loader.problems import Problems
from courses.loader.resources import LabResource, WrongAnswer

LAB_FIELDS = ("uid", "slug", "title", "summary", "minutes", "required", "teacher_files", "wrong_answers")
WRONG_ANSWER_FIELDS = ("name", "score", "answers")


def read_lab(path: Path, *, course_uid: UUID, course_slug: str, problems: Problems) -> LabResource:
    """The folder beside this lab.yaml; what is wrong is added to `problems`."""
    text = read_text(path, problems)
    data = parse_yaml(text, path=path, first_line=1, problems=problems)
    fields = Fields(data, path=path, first_line=1, problems=problems, known=LAB_FIELDS)
    slug, teacher_files = fields.slug(), tuple(fields.texts("teacher_files"))
    if slug and slug != path.parent.name:
        fields.complain("slug", _("The slug of a lab is the name of its folder: %(name)s.") % {"name": path.parent.name})
    for name in teacher_files:
        if not (path.parent / name).is_file():
            fields.complain("teacher_files", _("There is no file %(file)s beside lab.yaml.") % {"file": name})
    return LabResource(
        uid=fields.uid() or UUID(int=0),
        slug=slug,
        title=fields.line_text("title", required=True, max_length=200),
        summary=fields.lines("summary"),
        minutes=fields.integer("minutes", minimum=1, maximum=1000),
        required=fields.boolean("required", default=True),
        teacher_files=teacher_files,
        wrong_answers=tuple(_wrong_answer(each) for each in fields.mappings("wrong_answers", WRONG_ANSWER_FIELDS)),
        folder=path.parent,
        course_uid=course_uid,
        course_slug=course_slug,
    )


def _wrong_answer(fields: Fields) -> WrongAnswer:
    answers = fields.data.get("answers")
    if not isinstance(answers, dict) or not answers:
        fields.complain("answers", _("Write the wrong answer under the name (grade_id) of its cell."))
        answers = {}
    score = fields.number("score")
    if score is None:
        fields.complain("score", _("Say how many points this wrong answer gets in all."))
    cells = {str(grade_id): str(text) for grade_id, text in answers.items()}
    return WrongAnswer(fields.line_text("name", required=True), float(score or 0), cells)
