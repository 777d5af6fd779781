"""Questions from real Word and Excel files, and from text, as teachers write them."""

import io

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from courses.exceptions import CourseError
from courses.question_import import sheet
from courses.question_import.drafts import MAX_QUESTIONS
from courses.question_import.reading import read_file, read_text, word_template
from lms.foundation import docx

KINDS = ["single", "multiple", "true_false", "number", "short_text"]


def one(text):
    [draft] = read_text(text)
    return draft


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def right_of(draft):
    return [option["text"] for option in draft.values["options"] if option["correct"]]


# --- the templates ----------------------------------------------------------------------------------------------------
def test_both_templates_hold_one_whole_question_of_each_kind_and_say_the_same():
    from_word, from_excel = read_file(word_template(), "mau.docx"), read_file(sheet.template(), "mau.xlsx")

    assert [draft.values["kind"] for draft in from_word] == KINDS
    assert [draft.problems for draft in from_word] == [()] * 5
    assert [draft.values for draft in from_excel] == [draft.values for draft in from_word]


def test_the_templates_open_in_other_programs():
    paragraphs = [each.text for each in Document(io.BytesIO(word_template())).paragraphs]
    titles = [cell.value for cell in load_workbook(io.BytesIO(sheet.template())).active[1]]

    assert "*B. Người ký văn bản" in paragraphs
    assert titles[:4] == ["Loại câu", "Câu hỏi", "Điểm", "Đáp án"]


# --- text -------------------------------------------------------------------------------------------------------------
def test_text_of_several_lines_belongs_to_what_stands_before():
    draft = one("Câu 1: Đọc đoạn sau\nrồi trả lời.\nA. Một lựa chọn\ndài hai dòng\n→ Gần đúng\nlắm.\n*B. Hai\nGiải thích: Vì thế\nnên vậy.")

    assert draft.values["prompt"] == "Đọc đoạn sau\nrồi trả lời."
    assert draft.values["options"][0] == {"text": "Một lựa chọn dài hai dòng", "correct": False, "feedback": "Gần đúng lắm."}
    assert draft.values["explanation"] == "Vì thế\nnên vậy."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("Đáp án: B", ["Hai"]), ("Đáp án đúng: b.", ["Hai"]), ("ĐÁP ÁN: A, C", ["Một", "Ba"]), ("Đáp án: Ba", ["Ba"])],
)
def test_the_answer_line_names_options_by_letter_or_by_their_words(answer, expected):
    draft = one(f"1) Mấy?\nA. Một\nB. Hai\nC. Ba\n{answer}")

    assert right_of(draft) == expected
    assert draft.problems == ()


def test_true_or_false_needs_no_options():
    draft = one("Câu 3. Máy chịu trách nhiệm.\nĐáp án: Sai")

    assert (draft.values["kind"], right_of(draft)) == ("true_false", ["Sai"])


@pytest.mark.parametrize(("answer", "kind"), [("3,5", "number"), ("1.000", "number"), ("nhãn | nhãn dữ liệu", "short_text")])
def test_without_options_the_answer_tells_number_from_text(answer, kind):
    assert one(f"Câu 1. Là gì?\nĐáp án: {answer}").values["kind"] == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Câu 1. Mấy?\nA. Một\nB. Hai", "đánh dấu đúng một phương án"),
        ("Câu 1. Mấy?\nA. Một\nB. Hai\nĐáp án: D", "không chỉ phương án nào"),
        ("Câu 1. (bốn đáp án) Mấy?\n*A. Một\nB. Hai", "Không có loại câu"),
        ("Câu 1. (số) Mấy?\nĐáp án: nhiều lắm", "không phải là số"),
        ("Câu 1.\n*A. Một\nB. Hai", "chưa có nội dung"),
        ("Câu 1. Mấy?\n*A. Một\nB. Một", "Hai phương án"),
    ],
)
def test_what_is_missing_is_one_sentence_at_its_question(text, expected):
    [problem] = one(text).problems

    assert expected in problem


def test_a_text_without_questions_and_one_with_too_many_are_refused():
    with pytest.raises(CourseError, match="Không tìm thấy câu hỏi"):
        read_text("Kính gửi thầy cô")
    with pytest.raises(CourseError, match=str(MAX_QUESTIONS)):
        read_text("\n".join(f"Câu {number}. Mấy?\nĐáp án: 1" for number in range(1, MAX_QUESTIONS + 2)))


# --- Word -------------------------------------------------------------------------------------------------------------
def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_in_word_a_bold_option_is_right_and_a_table_is_read_too():
    document = Document()
    document.add_paragraph("ĐỀ KIỂM TRA")
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Câu 1. Mấy?"
    cell.add_paragraph("A. Một")
    cell.add_paragraph().add_run("B. Hai").bold = True

    [draft] = read_file(saved(document), "đề.docx")

    assert right_of(draft) == ["Hai"]


def test_in_word_numbers_that_word_writes_itself_are_read():
    document = Document()
    document.add_paragraph("Mấy?", style="List Number")
    for text in ("*A. Một", "B. Hai"):
        document.add_paragraph(text)

    [draft] = read_file(saved(document), "đề.docx")

    assert (draft.place, right_of(draft)) == ("Câu 1", ["Một"])


def test_letters_that_word_writes_itself_are_read():
    from courses.question_import.lines import read_lines

    lines = [
        docx.Line("Mấy?", numbering="decimal"),
        docx.Line("Một", numbering="letter"),
        docx.Line("Hai", is_bold=True, numbering="letter"),
    ]

    [raw] = read_lines(lines)

    assert [(option.text, option.correct) for option in raw.options] == [("Một", False), ("Hai", True)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"hoc", "Không đọc được"), (bytes.fromhex("d0cf11e0a1b11ae1"), ".doc cũ"), (b"0" * 6_000_000, "lớn hơn 5 MB")],
)
def test_a_word_file_that_cannot_be_used_gets_one_sentence(content, expected):
    with pytest.raises(CourseError, match=expected):
        read_file(content, "đề.docx")


def test_a_zip_that_is_no_word_file_gets_one_sentence():
    with pytest.raises(CourseError, match="Không đọc được"):
        read_file(sheet.template(), "bảng.docx")


# --- Excel ------------------------------------------------------------------------------------------------------------
def test_in_excel_titles_stand_anywhere_and_an_empty_option_keeps_its_letter():
    data = workbook(["Trường Hoa Sen"], [], ["Nội dung câu hỏi", "Đáp án đúng", "A", "B", "C"], ["Mấy?", "C", "Một", None, "Ba"])

    [draft] = read_file(data, "đề.xlsx")

    assert (draft.place, right_of(draft), draft.problems) == ("Dòng 4", ["Ba"], ())


def test_in_excel_a_number_may_be_a_number():
    [draft] = read_file(workbook(["Câu hỏi", "Đáp án", "Sai số"], ["18/24?", 0.75, 0.01]), "đề.xlsx")

    assert (draft.values["kind"], draft.values["answer"], draft.values["tolerance"]) == ("number", "0.75", "0.01")


def test_an_excel_file_without_the_columns_gets_one_sentence():
    with pytest.raises(CourseError, match="cột"):
        read_file(workbook(["Họ tên", "Lớp"], ["An", "1"]), "lớp.xlsx")


def test_several_accepted_answers_stand_between_bars_or_semicolons():
    assert one("Câu 1. Đơn vị?\nĐáp án: độ C; °C | celsius").values["answers"] == ["độ C", "°C", "celsius"]


def test_options_set_in_under_a_number_are_options_whatever_word_writes():
    from courses.question_import.lines import read_lines

    document = Document()
    document.add_paragraph("Mấy?", style="List Number")
    for text in ("Một", "Hai"):
        paragraph = document.add_paragraph(text, style="List Number")
        numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = 1
        numbers.get_or_add_numId().val = document.styles["List Number"].element.pPr.numPr.numId.val

    [raw] = read_lines(docx.read_lines(saved(document)))

    assert [option.text for option in raw.options] == ["Một", "Hai"]
