"""The door to Word files that people bring: the lines of a .docx, and a plain .docx of lines for a template."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_LINES = 20_000
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
MESSAGES = {
    "too_large": _("The Word file is larger than 5 MB: take the pictures out, or split it."),
    "old": _("This is an old .doc file or has a password: open it in Word and save it as .docx without a password."),
    "unreadable": _("The Word file cannot be read: open it in Word, save it as .docx and choose it again."),
}


class DocxError(Exception):
    """A Word file that cannot be used: `code` for programs, `str()` for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(MESSAGES[self.code])


@dataclass(frozen=True)
class Line:
    """One paragraph. `numbering`: "decimal" or "letter" where Word itself writes the number, which then is not in the text."""

    text: str
    is_bold: bool = False
    numbering: str = ""


def read_lines(content: bytes) -> list[Line]:
    """Every paragraph of the body in order, also those in tables, row by row. Raises DocxError."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    _refuse_unusable(content)
    try:
        document = Document(io.BytesIO(content))
        paragraphs = list(_paragraphs(document))[:MAX_LINES]
        formats = _list_formats(document)
        return [Line(each.text, _is_bold(each), _numbering(each, formats)) for each in paragraphs]
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, AttributeError) as error:
        raise DocxError("unreadable") from error


def write_lines(lines: Iterable[Line], *, title: str) -> bytes:
    """A .docx with one paragraph per line, in the font of the offices."""
    from docx import Document
    from docx.shared import Pt

    document: Any = Document()
    document.core_properties.title, document.core_properties.language = title, "vi-VN"
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    for line in lines:
        document.add_paragraph().add_run(line.text).bold = line.is_bold
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _refuse_unusable(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise DocxError("too_large")
    if content.startswith(OLE_MAGIC):
        raise DocxError("old")
    try:
        unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile as error:
        raise DocxError("unreadable") from error
    if unpacked > MAX_UNPACKED:
        raise DocxError("too_large")


def _paragraphs(document: Any) -> Iterable[Any]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield block


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _list_formats(document: Any) -> dict[tuple[str, str], str]:
    """{(numId, level): Word's name of the numbers}; empty where the file has no lists."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {each.get(_w("abstractNumId")): each for each in numbering.findall(_w("abstractNum"))}
    formats = {}
    for number in numbering.findall(_w("num")):
        for level in abstract[number.find(_w("abstractNumId")).get(_w("val"))].findall(_w("lvl")):
            kind = level.find(_w("numFmt"))
            formats[number.get(_w("numId")), level.get(_w("ilvl"))] = "" if kind is None else kind.get(_w("val"))
    return formats


def _numbering(paragraph: Any, formats: dict[tuple[str, str], str]) -> str:
    found = _numbers_of(paragraph._p)
    if found is None and paragraph.style is not None:
        found = _numbers_of(paragraph.style.element)
    if found is None or found.numId is None:
        return ""
    level = "0" if found.ilvl is None else str(found.ilvl.val)
    kind = formats.get((str(found.numId.val), level), "")
    # What is set in under a number are its options, whatever signs Word gives them.
    return "letter" if kind.endswith("Letter") or level != "0" else "decimal" if kind.startswith("decimal") else ""


def _numbers_of(element: Any) -> Any:
    """A list's mark on a paragraph or on its style."""
    return None if element.pPr is None else element.pPr.numPr


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name
