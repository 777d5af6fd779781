"""The grammar of questions in Word and in plain text: «Câu 1. …», options «A. …» with the right one bold or starred, «→ feedback»."""

import re
from collections.abc import Iterable, Iterator

from courses.question_import.drafts import LETTERS, Option, Raw
from lms.foundation.docx import Line

_QUESTION = re.compile(r"^(?:câu(?:\s+hỏi)?\s*)?(\d{1,3})\s*[.:)]\s*(.*)$", re.IGNORECASE)
_OPTION = re.compile(r"^(\*?)\s*([A-Ha-h])\s*[.)]\s*(.+)$")
_FEEDBACK = re.compile(r"^(?:→|->|=>|phản hồi\s*:|nhận xét\s*:)\s*(.+)$", re.IGNORECASE)
_FIELD = re.compile(r"^(đáp án(?:\s+đúng)?|sai số|giải thích|điểm|loại(?:\s+câu)?)\s*:\s*(.*)$", re.IGNORECASE)
_KIND = re.compile(r"^\(([^)]{2,20})\)\s*(.+)$", re.DOTALL)
FIELDS = {"đáp án": "right", "sai số": "tolerance", "giải thích": "explanation", "điểm": "points", "loại": "kind"}

EXAMPLE = """Câu 1. Ai chịu trách nhiệm về văn bản do trợ lý AI soạn nháp?
A. Cái máy
→ Máy không chịu trách nhiệm trước ai.
*B. Người ký văn bản
→ Đúng. Người ký chịu trách nhiệm.
C. Không ai cả
→ Văn bản nào cũng có người ký.
Giải thích: Trợ lý chỉ giúp soạn; người ký kiểm tra và chịu trách nhiệm.
Điểm: 1

Câu 2. (nhiều đáp án) Điều nào nên làm trước khi tin câu trả lời của trợ lý AI?
*A. Mở nguồn gốc để đối chiếu
→ Đúng, nguồn gốc là nơi chắc nhất.
*B. Hỏi người hiểu việc
→ Đúng, người hiểu việc nhận ra chỗ sai.
C. Hỏi lại đúng trợ lý đó lần nữa
→ Chưa đủ: nó có thể lặp lại điều sai.
Giải thích: Cần một chỗ dựa nằm ngoài trợ lý.

Câu 3. Xóa họ tên là đủ để dữ liệu không còn nhận ra ai.
A. Đúng
→ Chưa đúng: số điện thoại, địa chỉ vẫn nhận ra người.
*B. Sai
→ Chính xác.
Giải thích: Nhiều thông tin ghép lại vẫn nhận ra một người.

Câu 4. Máy đoán 24 phản ánh và đúng 18. Tỷ lệ đúng là bao nhiêu phần trăm?
Đáp án: 75
Sai số: 0,5
Giải thích: 18 chia 24 bằng 0,75, tức 75%.

Câu 5. Câu trả lời đúng đi kèm mỗi ví dụ để máy học gọi là gì?
Đáp án: nhãn | nhãn dữ liệu
Giải thích: Người dán nhãn quyết định máy học điều gì."""


def read_lines(lines: Iterable[Line]) -> list[Raw]:
    """One Raw per question; what stands before the first question is a heading and no question."""
    found: list[Raw] = []
    part = ""
    for line in spelled_out(lines):
        text = line.text.strip()
        if not text:
            continue
        if started := _QUESTION.match(text):
            found.append(_begun(started[1], started[2]))
            part = "prompt"
        elif found:
            part = _read_into(found[-1], line, text, part)
    return found


def text_lines(text: str) -> list[Line]:
    return [Line(line) for line in text.replace("\r\n", "\n").split("\n")]


def spelled_out(lines: Iterable[Line]) -> Iterator[Line]:
    """Where Word numbers a list by itself, the number or letter is written in front."""
    question = option = 0
    for line in lines:
        if line.numbering == "decimal":
            question, option = question + 1, 0
            yield Line(f"{question}. {line.text}", line.is_bold)
        elif line.numbering == "letter" and line.text.strip() and option < len(LETTERS):
            yield Line(f"{LETTERS[option]}. {line.text}", line.is_bold)
            option += 1
        else:
            option = 0 if _QUESTION.match(line.text.strip()) else option
            yield line


def _begun(number: str, rest: str) -> Raw:
    kind = _KIND.match(rest)
    return Raw(f"Câu {number}", kind=kind[1] if kind else "", prompt=kind[2] if kind else rest)


def _read_into(raw: Raw, line: Line, text: str, part: str) -> str:
    """Adds the line to the question; returns the part that a next line without a sign belongs to."""
    if field := _FIELD.match(text):
        name = next(value for word, value in FIELDS.items() if field[1].lower().startswith(word))
        setattr(raw, name, field[2])
        return name
    if option := _OPTION.match(text):
        raw.options.append(Option(option[3], correct=bool(option[1]) or line.is_bold))
        return "option"
    if (feedback := _FEEDBACK.match(text)) and raw.options:
        raw.options[-1].feedback = feedback[1]
        return "feedback"
    if part in ("prompt", "explanation"):
        setattr(raw, part, f"{getattr(raw, part)}\n{text}")
    elif part == "option":
        raw.options[-1].text += f" {text}"
    elif part == "feedback":
        raw.options[-1].feedback += f" {text}"
    return part
