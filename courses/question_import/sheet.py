"""Questions in a spreadsheet: one row each, options A to F with their feedback."""

from collections.abc import Sequence

from courses.question_import.drafts import LETTERS, Option, Raw
from courses.question_import.lines import EXAMPLE, read_lines, text_lines
from lms.foundation.spreadsheets import Cell, Header, cell_text, find_header, read_table, write_table

COLUMNS = {
    "kind": ("Loại câu", "Loại", "Kiểu câu"),
    "prompt": ("Câu hỏi", "Nội dung", "Nội dung câu hỏi"),
    "points": ("Điểm", "Số điểm"),
    "right": ("Đáp án", "Đáp án đúng", "Trả lời"),
    **{f"option_{letter}": (letter, f"Lựa chọn {letter}", f"Phương án {letter}") for letter in LETTERS[:6]},
    **{f"feedback_{letter}": (f"Phản hồi {letter}", f"Nhận xét {letter}") for letter in LETTERS[:6]},
    "tolerance": ("Sai số",),
    "explanation": ("Giải thích",),
}
ROWS = 2_000


def read_sheet(data: bytes, filename: str) -> list[Raw]:
    """One Raw per row with a question. Raises SpreadsheetError."""
    rows = read_table(data, filename).rows[:ROWS]
    header = find_header(rows, COLUMNS, required=("prompt", "right"))
    below = list(enumerate(rows[header.row_index + 1 :], start=header.row_index + 2))
    return [raw_of(row, header, number) for number, row in below if any(cell_text(cell) for cell in row)]


def raw_of(row: Sequence[Cell], header: Header, number: int) -> Raw:
    texts = {name: cell_text(header.cell(row, name)) for name in COLUMNS}
    options = [Option(texts[f"option_{letter}"], feedback=texts[f"feedback_{letter}"]) for letter in LETTERS[:6]]
    # An empty column between two options keeps its letter until the answer has been read.
    while options and not options[-1].text:
        options.pop()
    simple = {name: texts[name] for name in ("kind", "prompt", "points", "right", "tolerance", "explanation")}
    return Raw(f"Dòng {number}", options=options, **simple)


def template() -> bytes:
    """The example questions as a spreadsheet."""
    return write_table(
        [titles[0] for titles in COLUMNS.values()], [row_of(raw) for raw in read_lines(text_lines(EXAMPLE))], sheet_name="Câu hỏi"
    )


def row_of(raw: Raw) -> list[str]:
    right = raw.right or ", ".join(letter for letter, option in zip(LETTERS, raw.options, strict=False) if option.correct)
    padded = [*raw.options, *[Option("")] * 6][:6]
    options = [option.text for option in padded] + [option.feedback for option in padded]
    return [raw.kind, raw.prompt, raw.points or "1", right, *options, raw.tolerance, raw.explanation]
