import io

from PIL import Image

from lms.foundation.pictures import Picture


def test_picture_is_a_png_of_its_size_with_ink_on_it():
    picture = Picture(400, 600)
    picture.band(0, 50, "#0f6b60")
    below = picture.paragraph(60, "Nguyễn Thị Thu Hà", size=30)
    picture.qr(below, "http://localhost:8000/diem-danh/the/abcdefghjk/", 300)

    image = Image.open(io.BytesIO(picture.png()))

    assert image.size == (400, 600)
    assert image.getpixel((10, 10)) == (0x0F, 0x6B, 0x60)
    assert (0, 0, 0) in {color for _n, color in image.getcolors(10000)}


def test_line_becomes_smaller_until_it_fits():
    picture = Picture(400, 200, margin=10)

    picture.line(10, "Trung tâm Phục vụ hành chính công phường Xuân Hòa", size=60)

    ink = Image.eval(picture.image.convert("L"), lambda value: 255 - value).getbbox()
    assert ink[0] >= 10
    assert ink[2] <= 390


def test_paragraph_becomes_smaller_until_it_has_few_lines():
    picture = Picture(400, 400)

    once = picture.paragraph(0, "một hai ba bốn năm sáu bảy tám chín mười", size=60, most=2)

    assert once <= 2 * 60 * 1.45
