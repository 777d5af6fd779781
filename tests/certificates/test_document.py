"""The PDF is opened with an independent reader; pictures of it are looked at by people."""

import io
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from certificates import document
from certificates.codes import grouped
from certificates.faces import title_lines

CODE = "ABCDEFGHIJKLMNOP"
URL = f"https://hoc.tphcm.example/xac-minh/{CODE}"
LONGEST_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Thị Quỳnh Hương Giang Phượng Uyển Nhã Thiên Kim Ngọc Trường"


def snapshot(**changes: Any) -> dict[str, Any]:
    return {
        "layout": 1, "kind": "course_completion_certificate", "title": "Giấy chứng nhận hoàn thành khóa học", "legal_basis": "",
        "issuer": "Học viện Cán bộ Thành phố Hồ Chí Minh", "parent_agency": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "programme": "Trí tuệ nhân tạo căn bản cho công chức, viên chức", "periods": 40, "class_code": "BDAI-2026-03", "class_title": "Lớp 3",
        "from": "2026-01-12", "to": "2026-02-05", "form": "trực tiếp", "decision_number": "123/QĐ-HVCB", "decided_on": "2026-02-04",
        "place": "Thành phố Hồ Chí Minh", "issued_on": "2026-02-05", "signer_position": "Giám đốc", "signer_name": "Lê Thị Mỹ Châu",
        "honorific": "Bà", "holder": "Nguyễn Thị Ngọc Ẩn", "born": "05/02/1990", "position": "Phó Trưởng phòng", "workplace": "Sở Nội vụ",
        "public_name": "Nguyễn Thị Ngọc Ẩn", "register_no": "15/2026/HVCB-CNHT", "serial_no": "HVCB-2603-000015", "code": CODE, "verify_url": URL,
    } | changes  # fmt: skip


def open_pdf(**changes: Any) -> PdfReader:
    return PdfReader(io.BytesIO(document.render(snapshot(**changes))))


def text_of(reader: PdfReader) -> str:
    return " ".join(reader.pages[0].extract_text().split())


def test_render_gives_text_with_every_mark():
    text = text_of(open_pdf())

    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH",
        "HỌC VIỆN CÁN BỘ THÀNH PHỐ HỒ CHÍ MINH", "GIẤY CHỨNG NHẬN", "HOÀN THÀNH KHÓA HỌC", "Chứng nhận Bà:", "Nguyễn Thị Ngọc Ẩn",
        "Sinh ngày 05/02/1990", "Chức vụ: Phó Trưởng phòng", "Đơn vị công tác: Sở Nội vụ", "Trí tuệ nhân tạo căn bản cho công chức, viên chức",
        "Thời lượng 40 tiết, từ ngày 12/01/2026 đến ngày 05/02/2026, hình thức trực tiếp, lớp BDAI-2026-03",
        "Theo Quyết định công nhận kết quả số 123/QĐ-HVCB ngày 04 tháng 02 năm 2026",
        "Thành phố Hồ Chí Minh, ngày 05 tháng 02 năm 2026", "GIÁM ĐỐC", "Lê Thị Mỹ Châu",
        "HVCB-2603-000015", "15/2026/HVCB-CNHT", grouped(CODE), "https://hoc.tphcm.example/xac-minh/",
    ):  # fmt: skip
        assert expected in text


def test_render_is_one_page_of_a4_landscape_with_its_metadata():
    reader = open_pdf()

    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy chứng nhận hoàn thành khóa học – Nguyễn Thị Ngọc Ẩn"
    assert reader.metadata.author == "Học viện Cán bộ Thành phố Hồ Chí Minh"
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"


def test_render_embeds_every_font():
    fonts = [font.get_object() for font in open_pdf().pages[0]["/Resources"]["/Font"].values()]

    assert {font["/BaseFont"].partition("+")[2] for font in fonts} >= {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "BeVietnamPro-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_render_twice_gives_the_same_bytes():
    assert document.render(snapshot()) == document.render(snapshot())


@pytest.mark.parametrize(("layout", "mask"), [(1, None), (2, document.QR_MASK)])
def test_render_draws_the_qr_of_the_verification_address(layout, mask):
    """The squares in the file are read back into modules and compared with those of the address."""
    matrix = segno.make_qr(URL, error="m", mask=mask).matrix
    rows = len(matrix)

    dark = set()
    for operands, operator in _operations(open_pdf(layout=layout)):
        if operator == b"re":
            left, bottom, width, height = (float(value) for value in operands)
            assert height == 1
            dark |= {(rows + 3 - round(bottom), round(left) - 4 + step) for step in range(round(width))}

    assert dark == {(row, column) for row, cells in enumerate(matrix) for column, cell in enumerate(cells) if cell}


def _operations(reader: PdfReader) -> Any:
    from pypdf.generic import ContentStream

    return ContentStream(reader.pages[0].get_contents(), reader).operations


LONG = {
    "holder": LONGEST_NAME, "position": "Phó Trưởng phòng phụ trách Phòng Quản lý công nghệ thông tin " * 2,
    "workplace": "Trung tâm Phục vụ hành chính công và Chuyển đổi số phường Bình Hưng Hòa " * 3, "programme": "Bồi dưỡng kỹ năng ứng dụng trí tuệ nhân tạo " * 6,
    "issuer": "Trường Đại học Khoa học Xã hội và Nhân văn " * 4, "parent_agency": "Đại học Quốc gia Thành phố Hồ Chí Minh " * 4,
    "signer_position": "KT. Hiệu trưởng, Phó Hiệu trưởng phụ trách đào tạo " * 2, "signer_name": LONGEST_NAME, "decision_number": "12345/QĐ-ĐHKHXH&NV-" * 3,
    "class_code": "BDAI-NANG-CAO-2026-0003-LOP-SO-2", "register_no": "999999/2026/XXXXXXXXXXXXXXXXXXXX-XXXXXXXXXXXX", "serial_no": "X" * 40,
}  # fmt: skip


@pytest.mark.parametrize("changes", [{}, LONG, {"holder": "X" * 150, "workplace": "Y" * 200}], ids=["usual", "longest", "no blanks"])
def test_render_keeps_all_text_inside_the_frame_and_apart(monkeypatch, changes):
    lines = []
    from lms.foundation.pdf import PdfCanvas, text_width

    draw = PdfCanvas.text

    def noted(self, x, y, text, *, name="Tinos-Regular", size=13, align="left", **rest):
        fitted = draw(self, x, y, text, name=name, size=size, align=align, **rest)
        width = text_width(text, name, fitted)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        lines.append((left, left + width, y, fitted, text))
        return fitted

    monkeypatch.setattr(PdfCanvas, "text", noted)
    document.render(snapshot(**changes))

    inner = document.frame.INNER
    assert all(left >= inner and right <= 842 - inner and inner < y < 595 - inner for left, right, y, _, _ in lines)
    for number, (left, right, y, size, text) in enumerate(lines):
        for other_left, other_right, other_y, other_size, other in lines[number + 1 :]:
            apart = right <= other_left + 1 or other_right <= left + 1 or abs(y - other_y) >= 0.75 * min(size, other_size)
            assert apart, (text, other)


@pytest.mark.parametrize(
    "name", ["holder", "position", "workplace", "programme", "issuer", "parent_agency", "signer_name", "decision_number"]
)
def test_render_prints_the_longest_text_whole(name):
    long = " ".join(LONG[name].split())

    text = text_of(open_pdf(**{name: long}))

    shown = long.upper() if name in ("issuer", "parent_agency") else long
    assert "".join(shown.split()) in "".join(text.split())


def test_render_leaves_out_what_is_not_known():
    text = text_of(open_pdf(position="", born="", parent_agency="", signer_name="", signer_position=""))

    assert "Chức vụ" not in text
    assert "Sinh ngày" not in text
    assert "Năm sinh" not in text


@pytest.mark.parametrize(("born", "expected"), [("1990", "Năm sinh: 1990"), ("05/02/1990", "Sinh ngày 05/02/1990")])
def test_render_says_the_year_alone_where_papers_have_no_day(born, expected):
    assert expected in text_of(open_pdf(born=born))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Giấy chứng nhận hoàn thành khóa học", ("GIẤY CHỨNG NHẬN", "HOÀN THÀNH KHÓA HỌC")),
        ("Chứng chỉ bồi dưỡng", ("CHỨNG CHỈ", "BỒI DƯỠNG")),
        ("Bằng khen", ("BẰNG KHEN", "")),
    ],
)
def test_title_lines_part_known_beginnings(title, lines):
    assert title_lines(title) == lines


def test_unprintable_names_what_the_fonts_lack():
    assert document.unprintable(snapshot(holder="Ẩn 😀", workplace="学")) == {"«😀» (U+1F600)", "«学» (U+5B66)"}
    assert document.unprintable(snapshot()) == set()
