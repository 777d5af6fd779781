import io

import pypdf
import pytest

from lms.foundation.pdf import Column, NationalHeader, SignatureBlock, table_document

COLUMNS = [Column("STT", 1, "center"), Column("Họ và tên", 4), Column("Ký tên", 2)]
HEADER = NationalHeader(agency="Sở Nội vụ", parent_agency="Ủy ban nhân dân Thành phố")
SIGNATURES = [
    SignatureBlock("Người lập bảng", "Trần Thị Bình"),
    SignatureBlock("Giám đốc", "Lê Văn Cường", place_date="Thành phố Hồ Chí Minh, ngày 05 tháng 3 năm 2026"),
]


def sheet(count, **options):
    rows = [[number, f"Nguyễn Văn Ẩn {number}", None] for number in range(1, count + 1)]
    return table_document("Danh sách học viên", COLUMNS, rows, **options)


def pages_of(data):
    return pypdf.PdfReader(io.BytesIO(data)).pages


def texts_of(data):
    return [page.extract_text() for page in pages_of(data)]


def test_table_document_same_rows_give_the_same_bytes():
    assert sheet(60, header=HEADER) == sheet(60, header=HEADER)


def test_table_document_has_every_row_once():
    text = "\n".join(texts_of(sheet(120)))

    assert [text.count(f"Nguyễn Văn Ẩn {number}\n") for number in range(1, 121)] == [1] * 120


def test_table_document_repeats_the_column_titles_on_every_page():
    texts = texts_of(sheet(120))

    assert len(texts) > 2
    assert all("Họ và tên" in text for text in texts)
    assert "DANH SÁCH HỌC VIÊN" in texts[0]
    assert not any("DANH SÁCH HỌC VIÊN" in text for text in texts[1:])


def test_table_document_numbers_pages_from_the_second_in_the_middle_of_the_top_margin():
    data = sheet(120)
    for number, page in enumerate(pages_of(data), start=1):
        found = []

        def visit(text, _, matrix, font, size, found=found):
            if text.strip().isdigit():
                found.append((text.strip(), matrix[4], matrix[5]))

        page.extract_text(visitor_text=visit)
        in_margin = [text for text, _, y in found if y > float(page.mediabox.height) - 57]
        assert in_margin == ([] if number == 1 else [str(number)])


@pytest.mark.parametrize(("is_landscape", "size"), [(True, (842, 595)), (False, (595, 842))])
def test_table_document_is_a4_in_the_direction_asked_for(is_landscape, size):
    box = pages_of(sheet(1, is_landscape=is_landscape, header=HEADER))[0].mediabox

    assert (round(box.width), round(box.height)) == size


def test_table_document_ends_with_totals_and_signatures():
    text = texts_of(sheet(3, totals="Tổng số: 03 học viên", signatures=SIGNATURES))[-1]

    expected = [
        "Tổng số: 03 học viên",
        "NGƯỜI LẬP BẢNG",
        "GIÁM ĐỐC",
        "Trần Thị Bình",
        "Lê Văn Cường",
        "tháng 3 năm 2026",
    ]
    assert [line for line in expected if line not in text] == []


@pytest.mark.parametrize("count", range(14, 24))
def test_table_document_never_parts_the_signatures_from_the_totals(count):
    texts = texts_of(sheet(count, header=HEADER, totals="Tổng số", signatures=SIGNATURES))

    assert ["Tổng số" in text for text in texts] == ["Trần Thị Bình" in text for text in texts]


def test_table_document_has_the_national_header_on_the_first_page_only():
    texts = texts_of(sheet(60, header=HEADER, subtitles=["Lớp BDAI-2026-03"]))

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts[0]
    assert "SỞ NỘI VỤ" in texts[0]
    assert "Lớp BDAI-2026-03" in texts[0]
    assert not any("CỘNG HÒA" in text for text in texts[1:])


def test_table_document_text_that_looks_like_markup_is_text():
    data = table_document("A & B", [Column("<b>Tên</b>")], [["<font color=red>Lê</font> & Co <br/>"]])

    assert "<font color=red>Lê</font> & Co <br/>" in texts_of(data)[0].replace("\n", " ")
    assert "<b>Tên</b>" in texts_of(data)[0]


def test_table_document_cell_longer_than_a_page_goes_on_over_the_break():
    data = table_document("Ý kiến", [Column("Nội dung")], [["rất dài " * 5000]])

    assert "".join(texts_of(data)).replace("\n", " ").count("dài") == 5000


def test_table_document_without_rows_still_has_its_titles():
    assert "Họ và tên" in texts_of(sheet(0))[0]


def test_table_document_row_height_makes_room_for_signing():
    assert len(texts_of(sheet(30, row_height_mm=12))) > len(texts_of(sheet(30)))


def test_table_document_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        table_document("x", COLUMNS, [[1, "Lê An"]])


def test_table_document_says_its_language_and_carries_every_font():
    document = pypdf.PdfReader(io.BytesIO(sheet(2, header=HEADER, signatures=SIGNATURES, author="Sở Nội vụ")))

    assert document.trailer["/Root"]["/Lang"] == "vi-VN"
    assert document.metadata.author == "Sở Nội vụ"
    assert document.pdf_header == "%PDF-1.7"
    fonts = document.pages[0]["/Resources"]["/Font"].get_object().values()
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts)
