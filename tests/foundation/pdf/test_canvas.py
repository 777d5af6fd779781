import io

import pypdf
import pytest
import segno

from lms.foundation.pdf import SANS_BOLD, SERIF_BOLD, NationalHeader, PdfCanvas, national_header, qr_drawing
from lms.foundation.pdf.qr import QUIET_MODULES, dark_runs, qr_matrix

HEADER = NationalHeader(
    agency="Học viện Cán bộ",
    parent_agency="Ủy ban nhân dân Thành phố Hồ Chí Minh",
    number="Số: 05/GCN-HVCB",
    place_date="Thành phố Hồ Chí Minh, ngày 05 tháng 02 năm 2026",
)


def certificate():
    canvas = PdfCanvas(title="Giấy chứng nhận", author="Học viện Cán bộ", subject="Trí tuệ nhân tạo", is_landscape=True)
    y = national_header(canvas, HEADER)
    canvas.text(canvas.width / 2, y - 60, "Đỗ Thị Ẩn", name=SERIF_BOLD, size=28, align="center", width=400)
    canvas.paragraph(100, y - 100, "đã hoàn thành khóa học " * 10, name=SANS_BOLD, width=300)
    canvas.qr(80, 60, "https://hoc.example/xac-minh/ABCD", 90)
    return canvas.finish()


@pytest.fixture
def document():
    return pypdf.PdfReader(io.BytesIO(certificate()))


def fonts(document):
    resources = [page["/Resources"]["/Font"] for page in document.pages]
    return [font.get_object() for resource in resources for font in resource.get_object().values()]


def test_pdf_canvas_same_values_give_the_same_bytes():
    assert certificate() == certificate()


def test_pdf_canvas_text_can_be_read_and_searched(document):
    text = document.pages[0].extract_text()

    assert "Đỗ Thị Ẩn" in text
    assert " ".join(text.split()).count("đã hoàn thành khóa học") == 10


def test_pdf_canvas_says_its_language_title_and_maker(document):
    assert document.trailer["/Root"]["/Lang"] == "vi-VN"
    assert document.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title == "Giấy chứng nhận"
    assert document.metadata.author == "Học viện Cán bộ"
    assert document.metadata.subject == "Trí tuệ nhân tạo"
    assert document.pdf_header == "%PDF-1.7"


def test_pdf_canvas_carries_every_font_it_names(document):
    found = fonts(document)

    assert len(found) >= 3
    for font in found:
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_text_returns_the_size_it_was_shrunk_to():
    canvas = PdfCanvas(title="x")

    assert canvas.text(0, 0, "Nguyễn", size=20) == 20
    assert canvas.text(0, 0, "Nguyễn " * 20, size=20, width=100) < 5


def test_paragraph_returns_the_next_baseline():
    canvas = PdfCanvas(title="x")

    one_line = canvas.paragraph(0, 500, "Nguyễn", size=10, width=200)
    two_lines = canvas.paragraph(0, 500, "Nguyễn Văn", size=10, width=40)

    assert (one_line, two_lines) == (487, 474)


def test_national_header_has_country_motto_and_agency(document):
    text = document.pages[0].extract_text()

    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH",
        "HỌC VIỆN CÁN BỘ",
        "Số: 05/GCN-HVCB",
        "Thành phố Hồ Chí Minh, ngày 05 tháng 02 năm 2026",
    ):
        assert line in text


def test_national_header_long_agency_takes_more_lines_and_pushes_the_rest_down():
    short = national_header(PdfCanvas(title="x"), NationalHeader(agency="Sở Nội vụ"))
    long = national_header(PdfCanvas(title="x"), NationalHeader(agency="Trung tâm Chuyển đổi số " * 4))

    assert long < short


def test_dark_runs_are_the_modules_of_the_code():
    url = "https://hoc.example/xac-minh/ABCD-EFGH"
    matrix = segno.make_qr(url, error="m").matrix
    modules = len(matrix) + 2 * QUIET_MODULES

    drawn = {(left + step, bottom) for left, bottom, length in dark_runs(qr_matrix(url)) for step in range(length)}

    dark = {
        (column + QUIET_MODULES, modules - 1 - row - QUIET_MODULES)
        for row, cells in enumerate(matrix)
        for column, cell in enumerate(cells)
        if cell
    }
    assert drawn == dark


def test_qr_drawing_has_the_size_asked_for():
    drawing = qr_drawing("https://hoc.example", 90)

    assert (drawing.width, drawing.height) == (90, 90)
    left, bottom, right, top = drawing.getBounds()
    assert left > 0 < bottom
    assert right < 90 > top
