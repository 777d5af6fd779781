"""An uploaded file or a typed text → drafts."""

from pathlib import Path

from django.utils.translation import gettext as _

from courses.exceptions import CourseError
from courses.question_import.drafts import MAX_QUESTIONS, Draft, Raw, drafted
from courses.question_import.lines import EXAMPLE, read_lines, text_lines
from courses.question_import.sheet import read_sheet
from lms.foundation import docx
from lms.foundation.spreadsheets import SpreadsheetError


def read_file(content: bytes, filename: str) -> list[Draft]:
    """Raises CourseError with one sentence when the file cannot be used or holds no question."""
    try:
        if Path(filename).suffix.lower() in (".docx", ".doc"):
            return _drafts(read_lines(docx.read_lines(content)))
        return _drafts(read_sheet(content, filename))
    except (docx.DocxError, SpreadsheetError) as error:
        raise CourseError("import_unreadable", str(error)) from error


def read_text(text: str) -> list[Draft]:
    """Raises CourseError."""
    return _drafts(read_lines(text_lines(text)))


def _drafts(found: list[Raw]) -> list[Draft]:
    if not found:
        raise CourseError(
            "import_empty",
            _("No question was found. A question begins with “Câu 1.”; download the template and write your questions over the example."),
        )
    if len(found) > MAX_QUESTIONS:
        raise CourseError(
            "import_many",
            _("These are %(number)d questions; at most %(limit)d go at once. Split the file.")
            % {"number": len(found), "limit": MAX_QUESTIONS},
        )
    return [drafted(raw) for raw in found]


def word_template() -> bytes:
    """The example questions as a Word file, the right options starred as in the text."""
    return docx.write_lines([docx.Line(line) for line in EXAMPLE.split("\n")], title="Mẫu câu hỏi")
