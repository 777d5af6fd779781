"""Every kind, size and language, with usual and with the longest texts."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates import document, frame
from certificates.sheets import sheet_for
from lms.foundation.pdf import PdfCanvas, text_width
from tests.certificates.forms.samples import ENGLISH, LONG, TITLES, issued

SIZES = {"A4 wide": [297, 210], "A4 tall": [210, 297], "A5 wide": [210, 148], "A5 tall": [148, 210], "square": [200, 200]}


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def extracted(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


class Noted:
    """Each line that is drawn: (face, left, right, baseline, size, text) in points of the design."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[tuple[int, float, float, float, float, str]] = []
        draw, turn, noted = PdfCanvas.text, PdfCanvas.next_page, self
        self.face = 0

        def text(page: PdfCanvas, x: float, y: float, words: str, **how: Any) -> float:
            size = draw(page, x, y, words, **how)
            width = text_width(words, how.get("name", "Tinos-Regular"), size)
            left = x - {"left": 0, "center": width / 2, "right": width}[how.get("align", "left")]
            if words:
                noted.lines.append((noted.face, left, left + width, y, size, words))
            return size

        def next_page(page: PdfCanvas, *size: Any) -> None:
            noted.face += 1
            turn(page, *size)

        monkeypatch.setattr(PdfCanvas, "text", text)
        monkeypatch.setattr(PdfCanvas, "next_page", next_page)


@pytest.mark.parametrize("kind", ["official_certificate", "completion_confirmation"])
@pytest.mark.parametrize("size", ["A4 wide", "A4 tall", "A5 tall"])
@pytest.mark.parametrize("changes", [{}, LONG, ENGLISH | LONG], ids=["usual", "long", "long English"])
def test_faces_keep_all_text_inside_the_frame_and_apart(monkeypatch, kind, size, changes):
    shown = issued(kind, size_mm=SIZES[size], **changes)
    noted = Noted(monkeypatch)

    document.render(shown)

    _check_lines(noted, shown)


def _check_lines(noted: Noted, shown: dict[str, Any]) -> None:
    sheet = sheet_for(shown)
    assert noted.lines
    for face, left, right, y, _, text in noted.lines:
        assert frame.INNER <= left <= right <= sheet.width - frame.INNER, (face, text)
        assert frame.INNER < y < sheet.height - frame.INNER, (face, text)
    for number, (face, left, right, y, line_size, text) in enumerate(noted.lines):
        for other_face, other_left, other_right, other_y, other_size, other in noted.lines[number + 1 :]:
            beside = right <= other_left + 1 or other_right <= left + 1
            assert face != other_face or beside or abs(y - other_y) >= 0.72 * min(line_size, other_size), (text, other)


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("changes", [{}, ENGLISH | LONG], ids=["usual", "long English"])
def test_pdf_says_every_line_of_the_twin(kind, changes):
    shown = issued(kind, **changes)

    text = extracted(document.render(shown))

    assert [line for line in document.text_lines(shown) if squeezed(line) not in text] == []


@pytest.mark.parametrize("size", SIZES)
def test_render_has_the_size_of_the_form(size):
    reader = PdfReader(io.BytesIO(document.render(issued("official_certificate", size_mm=SIZES[size]))))

    width, height = SIZES[size]
    assert [(round(page.mediabox.width * 25.4 / 72), round(page.mediabox.height * 25.4 / 72)) for page in reader.pages] == [
        (width, height)
    ] * 2


@pytest.mark.parametrize(
    ("original", "for_paper", "is_marked", "note"),
    [
        ("paper", False, True, "Bản gốc là bản giấy"),
        ("paper", True, False, ""),
        ("signed_pdf", False, False, "Bản gốc là tệp PDF"),
        ("signed_pdf", True, True, "Bản gốc là tệp PDF"),
    ],
)
def test_the_one_that_is_not_the_original_is_marked(original, for_paper, is_marked, note):
    text = extracted(document.render(issued(original=original), for_paper=for_paper))

    assert text.startswith("bảnthểhiện") is is_marked
    assert (squeezed("Bản gốc là") in text) is bool(note)
    assert squeezed(note) in text


def test_blank_gets_neither_frame_nor_outer_face():
    shown = issued("official_certificate")

    with_all, blank = (PdfReader(io.BytesIO(document.render(shown, for_paper=True, with_frame=with_frame))) for with_frame in (True, False))

    assert (len(with_all.pages), len(blank.pages)) == (2, 1)
    assert "/XObject" in with_all.pages[1]["/Resources"].get_object()
    assert "/XObject" not in blank.pages[0]["/Resources"].get_object()


def test_shift_moves_the_print_right_and_down():
    moved: list[tuple[float, float]] = []
    for shift in ((0, 0), (2.5, 4)):
        page = PdfReader(io.BytesIO(document.render(issued(), for_paper=True, shift_mm=shift))).pages[0]
        found: list[tuple[float, float]] = []
        page.extract_text(visitor_text=lambda text, cm, tm, *rest, found=found: text.strip() and found.append((cm[4], cm[5])))
        moved.append(found[0])

    (x, y), (right, down) = moved
    assert (round((right - x) * 25.4 / 72, 1), round((y - down) * 25.4 / 72, 1)) == (2.5, 4)


def test_positions_stand_on_two_lines(monkeypatch):
    noted = Noted(monkeypatch)

    document.render(issued(signer_position="KT. Giám đốc / Phó Giám đốc"))

    (first,) = [line for line in noted.lines if line[5] == "KT. GIÁM ĐỐC"]
    (second,) = [line for line in noted.lines if line[5] == "PHÓ GIÁM ĐỐC"]
    assert first[3] - second[3] == 15


WORDS = st.sampled_from(["Nguyễn", "Phượng", "Quỳnh", "Ẩn", "Ý", "Trường", "Ngọc", "Đ", "Nghiêng", "Hưng-Hòa", "XXXXXXXXXXXXXXXXXXXX"])
PHRASES = st.lists(WORDS, min_size=1, max_size=24).map(" ".join)


@settings(max_examples=12, deadline=None)
@given(holder=PHRASES, programme=PHRASES, workplace=PHRASES, issuer=PHRASES, size=st.sampled_from(sorted(SIZES)))
def test_whatever_people_are_called_is_printed_whole(holder, programme, workplace, issuer, size):
    shown = issued(holder=holder, programme=programme, workplace=workplace, issuer=issuer, size_mm=SIZES[size])

    text = extracted(document.render(shown))

    assert all(squeezed(words) in text for words in (holder, programme, workplace, issuer))


@settings(max_examples=8, deadline=None)
@given(
    size=st.tuples(st.integers(90, 450), st.integers(90, 450)),
    kind=st.sampled_from(sorted(TITLES)),
    changes=st.sampled_from([{}, ENGLISH, ENGLISH | LONG]),
)
def test_no_sheet_is_too_small_or_too_odd(size, kind, changes):
    shown = issued(kind, size_mm=list(size), **changes)
    with pytest.MonkeyPatch.context() as patch:
        noted = Noted(patch)
        document.render(shown)

    _check_lines(noted, shown)
