"""Make the four large-print hand-outs of this course: one A4 page each, black on white, with a picture.

The card of the fourth is also put into the residents' course, whose last lesson asks for it.

Run it at the root of the project:

    PYTHONPATH=. .venv/bin/python courses/curriculum/bo-cong-cu-huong-dan-ba-con/handouts/make_handouts.py

Nothing is smaller than 18 points. The files carry their fonts, and the same script makes the same bytes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lms.foundation.pdf import SANS, SANS_BOLD, PdfCanvas

HERE = Path(__file__).resolve().parent
FOR_RESIDENTS = HERE.parents[1] / "mot-cong-cu-ai-cho-doi-song" / "handouts"
Align = Literal["left", "center", "right"]
MARGIN = 42
SMALLEST = 18
NOTE = "Học AI, CC BY 4.0. Soạn có AI hỗ trợ."


class Sheet:
    """A page with a title; everything else is placed by its upper left corner, in points from the top."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.page = PdfCanvas(title=title, author="Nhóm biên soạn Học AI", subject="Tờ phát tay chữ to")
        self.raw = self.page.raw
        self.inner = self.page.width - 2 * MARGIN
        self.raw.setStrokeGray(0)
        self.raw.setLineJoin(1)
        self.raw.setLineCap(1)

    def y(self, top: float) -> float:
        return self.page.height - top

    def line(
        self,
        top: float,
        text: str,
        *,
        x: float = MARGIN,
        size: float = 22,
        bold: bool = False,
        align: Align = "left",
        width: float | None = None,
    ) -> None:
        """One line with its baseline at `top`. A text that would have to shrink below the smallest size is an error."""
        got = self.page.text(x, self.y(top), text, name=SANS_BOLD if bold else SANS, size=size, align=align, width=width or self.inner)
        if got < SMALLEST:
            raise ValueError(f"{self.name}: too long for a large print: {text}")

    def block(self, top: float, text: str, *, x: float = MARGIN, size: float = 22, width: float | None = None, bold: bool = False) -> float:
        """Lines from `top` downwards; returns the top of what follows."""
        return self.page.height - self.page.paragraph(
            x, self.y(top), text, name=SANS_BOLD if bold else SANS, size=size, width=width or self.inner
        )

    def title(self, *lines: str) -> None:
        for number, text in enumerate(lines):
            self.line(84 + 46 * number, text, size=38, bold=True)
        self.rule(98 + 46 * (len(lines) - 1), weight=3)

    def rule(self, top: float, *, weight: float = 1.5) -> None:
        self.raw.setLineWidth(weight)
        self.raw.line(MARGIN, self.y(top), self.page.width - MARGIN, self.y(top))

    def box(self, x: float, top: float, width: float, height: float, *, radius: float = 10, weight: float = 2.5) -> None:
        self.raw.setLineWidth(weight)
        self.raw.roundRect(x, self.y(top + height), width, height, radius)

    def number(self, x: float, top: float, text: str) -> None:
        """White on a black disc."""
        self.raw.setFillGray(0)
        self.raw.circle(x, self.y(top), 25, stroke=0, fill=1)
        self.page.text(x, self.y(top) - 12, text, name=SANS_BOLD, size=34, align="center", colour="#ffffff")

    def strokes(self, x: float, top: float, scale: float, *paths: Sequence[tuple[float, float]], weight: float = 5) -> None:
        """Open lines through points given from the picture's upper left corner."""
        self.raw.setLineWidth(weight)
        for points in paths:
            path = self.raw.beginPath()
            path.moveTo(x + points[0][0] * scale, self.y(top + points[0][1] * scale))
            for right, down in points[1:]:
                path.lineTo(x + right * scale, self.y(top + down * scale))
            self.raw.drawPath(path, stroke=1, fill=0)

    def phone(self, x: float, top: float, height: float = 76) -> None:
        width = height * 0.56
        self.box(x, top, width, height, radius=8, weight=4)
        self.raw.setLineWidth(2)
        self.raw.rect(x + 6, self.y(top + height - 16), width - 12, height - 26)
        self.raw.circle(x + width / 2, self.y(top + height - 8), 2.5)

    def person(self, x: float, top: float, size: float = 30) -> None:
        self.raw.setLineWidth(4)
        self.raw.circle(x, self.y(top + size * 0.5), size * 0.5)
        path = self.raw.beginPath()
        path.moveTo(x - size, self.y(top + size * 2.6))
        path.curveTo(x - size, self.y(top + size), x + size, self.y(top + size), x + size, self.y(top + size * 2.6))
        path.close()
        self.raw.drawPath(path, stroke=1, fill=0)

    def cross(self, x: float, top: float, size: float, *, weight: float = 7) -> None:
        self.strokes(x, top, size, [(0, 0), (1, 1)], [(1, 0), (0, 1)], weight=weight)

    def save(self, *copies: Path) -> None:
        self.line(818, NOTE, size=SMALLEST)
        content = self.page.finish()
        for path in (HERE / f"{self.name}.pdf", *copies):
            path.write_bytes(content)


def hand(sheet: Sheet, x: float, top: float, scale: float) -> list[tuple[float, float]]:
    """An open hand in outline; returns the tips of its five fingers."""
    outline = [
        (62, 190), (58, 160), (20, 118), (10, 100), (20, 88), (34, 94), (68, 122), (58, 40), (64, 26), (78, 26), (86, 40), (94, 98), (98, 16), (108, 4), (121, 6),
        (127, 18), (126, 98), (144, 30), (154, 20), (166, 25), (170, 38), (156, 106), (182, 66), (194, 62), (202, 72), (200, 84), (176, 140), (168, 168), (164, 190),
    ]  # fmt: skip
    sheet.strokes(x, top, scale, outline, weight=5)
    return [(x + right * scale, top + down * scale) for right, down in ((12, 92), (70, 24), (112, 4), (158, 20), (200, 66))]


def calm_steps() -> None:
    sheet = Sheet("to-1-bon-buoc-binh-tinh", "Bốn bước khi có cuộc gọi lạ")
    sheet.title("Cuộc gọi lạ xin tiền,", "xin mã? Bốn bước!")
    steps = (
        ("Dừng", "Thở ba hơi. Không vội."),
        ("Cúp máy", "Không cần lễ phép."),
        ("Gọi lại", "Số mình đã lưu sẵn."),
        ("Hỏi người nhà", "Kể hết, không giấu."),
    )
    for index, (name, how) in enumerate(steps):
        top = 166 + index * 124
        sheet.box(MARGIN, top, sheet.inner, 112)
        sheet.number(MARGIN + 42, top + 56, str(index + 1))
        sheet.line(top + 52, name, x=MARGIN + 88, size=36, bold=True, width=280)
        sheet.line(top + 90, how, x=MARGIN + 88, size=23, width=280)
    x = MARGIN + 370
    hand(sheet, x + 12, 172, 0.5)
    sheet.phone(x + 42, 308)
    sheet.cross(x + 26, 308, 76)
    sheet.phone(x + 78, 432)
    sheet.box(x + 10, 432, 50, 76, radius=4, weight=3)
    sheet.strokes(x + 18, 450, 1, [(0, 0), (34, 0)], [(0, 18), (34, 18)], [(0, 36), (22, 36)], weight=3)
    sheet.person(x + 34, 552)
    sheet.person(x + 100, 552)
    sheet.box(MARGIN, 672, sheet.inner, 112, weight=5)
    sheet.line(714, "Không đọc mã cho ai!", x=sheet.page.width / 2, size=34, bold=True, align="center", width=sheet.inner - 30)
    sheet.line(746, "Lỡ mất tiền: gọi ngân hàng (số in trên thẻ),", x=sheet.page.width / 2, size=20, align="center", width=sheet.inner - 30)
    sheet.line(772, "rồi ra công an phường. Đừng xóa tin nhắn.", x=sheet.page.width / 2, size=20, align="center", width=sheet.inner - 30)
    sheet.save()


def five_things() -> None:
    sheet = Sheet("to-2-nam-dieu-dan-may", "Năm điều dặn máy")
    sheet.title("Năm điều dặn máy")
    tips = hand(sheet, MARGIN + 30, 146, 1.0)
    for index, ((x, top), (left, up)) in enumerate(zip(tips, ((-22, -4), (-16, -22), (0, -26), (16, -20), (22, -10)), strict=True)):
        sheet.page.text(x + left, sheet.y(top + up + 10), str(index + 1), name=SANS_BOLD, size=26, align="center")
    sheet.block(160, "Xòe bàn tay ra đếm. Ngón nào chưa nói thì nói thêm.", x=MARGIN + 290, size=26, width=sheet.inner - 290, bold=True)
    parts = (
        ("Việc gì", "Viết, kể ngắn lại, lên thực đơn…"),
        ("Cho ai", "Ai đọc, ai dùng?"),
        ("Có gì sẵn", "Điều thật mà mình biết."),
        ("Ra dáng gì", "Dài ngắn, giọng, bảng hay dòng."),
        ("Đừng làm gì", "Không đoán. Thiếu thì hỏi lại tôi."),
    )
    for index, (name, how) in enumerate(parts):
        top = 356 + index * 71
        sheet.number(MARGIN + 28, top + 26, str(index + 1))
        sheet.line(top + 22, name, x=MARGIN + 72, size=29, bold=True)
        sheet.line(top + 50, how, x=MARGIN + 72, size=22, width=sheet.inner - 72)
    sheet.box(MARGIN, 716, sheet.inner, 74, weight=5)
    sheet.line(746, "Máy nói hay, chưa chắc đúng.", x=sheet.page.width / 2, size=26, bold=True, align="center", width=sheet.inner - 30)
    sheet.line(776, "Đọc lại. Sửa chỗ máy tự thêm.", x=sheet.page.width / 2, size=22, align="center", width=sheet.inner - 30)
    sheet.save()


def three_questions() -> None:
    sheet = Sheet("to-3-ba-cau-tu-hoi", "Ba câu tự hỏi")
    sheet.title("Trước khi tin:", "ba câu tự hỏi")
    questions = (
        ("Nguồn", "Ở đâu ra? Mở ra đọc."),
        ("Ngày", "Còn mới hay đã cũ?"),
        ("Người", "Ai rành chuyện này? Gọi hỏi."),
    )
    for index, (name, how) in enumerate(questions):
        top = 166 + index * 118
        sheet.box(MARGIN, top, sheet.inner, 106)
        sheet.line(top + 50, name, x=MARGIN + 140, size=38, bold=True)
        sheet.line(top + 86, how, x=MARGIN + 140, size=24, width=sheet.inner - 156)
    x = MARGIN + 28
    sheet.box(x, 184, 52, 70, radius=3, weight=4)
    sheet.strokes(x + 10, 202, 1, [(0, 0), (32, 0)], [(0, 15), (32, 15)], weight=3)
    sheet.raw.setFillGray(1)
    sheet.raw.setLineWidth(5)
    sheet.raw.circle(x + 54, sheet.y(238), 17, stroke=1, fill=1)
    sheet.strokes(x + 66, 250, 1, [(0, 0), (16, 14)], weight=8)
    sheet.box(x, 304, 76, 72, radius=6, weight=4)
    sheet.strokes(x, 324, 1, [(0, 0), (76, 0)], weight=4)
    sheet.strokes(x, 296, 1, [(20, 0), (20, 16)], [(56, 0), (56, 16)], weight=6)
    sheet.page.text(x + 38, sheet.y(368), "?", name=SANS_BOLD, size=40, align="center")
    sheet.person(x + 38, 418, 30)
    sheet.line(556, "Sức khỏe, pháp luật, tiền bạc:", size=27, bold=True)
    sheet.line(590, "hỏi người thật. Đau gấp gọi 115.", size=27, bold=True)
    sheet.box(MARGIN, 612, sheet.inner, 178, weight=5)
    sheet.cross(MARGIN + 24, 650, 74, weight=12)
    sheet.line(650, "Không gõ, không chụp gửi:", x=MARGIN + 130, size=26, bold=True, width=sheet.inner - 150)
    for index, text in enumerate(("mật khẩu, mã xác nhận", "căn cước, số thẻ, sổ đất", "bệnh án, hình riêng tư")):
        sheet.line(690 + index * 36, f"• {text}", x=MARGIN + 130, size=25, width=sheet.inner - 150)
    sheet.save()


def tool_card() -> None:
    sheet = Sheet("to-4-phieu-mot-viec-that", "Phiếu Một công cụ, một việc thật")
    sheet.title("Phiếu: Một công cụ,", "một việc thật")
    sheet.phone(sheet.page.width - MARGIN - 72, 46, 84)
    sheet.strokes(sheet.page.width - MARGIN - 62, 66, 1, [(0, 18), (10, 30), (30, 0)], weight=6)
    sheet.line(178, "Việc của tôi: ……………………………………………", size=22)
    lines = (
        "Việc nhỏ, có ích, sai cũng sửa được",
        "Lời nhờ viết ra giấy, đủ năm ngón",
        "Không mật khẩu, mã, giấy tờ, bệnh án",
        "Chuyện của ai khác: đã hỏi hoặc đã bỏ",
        "Đã đọc hết câu trả lời của máy",
        "Tìm ra một chỗ máy đoán hoặc sai",
        "Đã nói lại hoặc tự tay sửa chỗ đó",
        "Kiểm một điều: nguồn, ngày hay người",
        "Đã dùng thật: dán, gửi, nấu, đọc",
        "Cho ai xem thì nói rõ có máy giúp",
    )
    for index, text in enumerate(lines):
        top = 204 + index * 52
        sheet.box(MARGIN + 2, top, 34, 34, radius=4, weight=3)
        sheet.page.text(MARGIN + 84, sheet.y(top + 26), f"{index + 1}.", name=SANS_BOLD, size=22, align="right")
        sheet.line(top + 26, text, x=MARGIN + 94, size=22, width=sheet.inner - 94)
    sheet.rule(732)
    sheet.line(762, "Đủ mười dấu: bạn đã làm được!", size=26, bold=True)
    sheet.line(790, "Phiếu này của bạn, không nộp cho ai.", size=20)
    sheet.save(FOR_RESIDENTS / "phieu-mot-viec-that.pdf")


if __name__ == "__main__":
    for make in (calm_steps, five_things, three_questions, tool_card):
        make()
