import base64
import struct

import pytest

from notebooks.outputs import IMAGE_BYTES, OUTPUTS_PER_CELL, TEXT_CHARACTERS, shown


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def data(**kinds):
    return {"output_type": "display_data", "data": {kind.replace("_", "/", 1): value for kind, value in kinds.items()}, "metadata": {}}


def png(width=10, height=10, size=0):
    return base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + bytes(size)).decode()


def jpeg(width=10, height=10):
    return base64.b64encode(b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width) + bytes(10)).decode()


def bodies(*outputs):
    return [each.body for each in shown(outputs)]


def test_shown_joins_text_and_takes_escape_sequences_out():
    assert bodies(stream("\x1b[31mđỏ\x1b[0m\n"), stream("10%\r50%\r100%\n"), stream("a\r\nb\x07\x00\u202ec")) == ["đỏ\n100%\na\nbc"]
    assert bodies(stream("\x1b]0;title\x07x\x1b]8;;http://a\x1b\\y\x1b(B")) == ["xy"]


def test_shown_has_the_name_of_an_error_without_its_traceback():
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x\x1b[1m", "traceback": ["secret"]}

    assert [(each.kind, each.body) for each in shown([error])] == [("error", "ValueError: x")]


def test_shown_prefers_a_picture_and_falls_back_to_text():
    assert bodies(data(image_png=png(), text_plain="<Figure>")) == [f"data:image/png;base64,{png()}"]
    assert bodies(data(image_jpeg=jpeg(), text_plain="x")) == [f"data:image/jpeg;base64,{jpeg()}"]
    assert bodies(data(application_javascript="alert(1)", text_plain="x")) == ["x\n"]
    assert bodies(data(**{"image_svg+xml": "<svg onload=alert(1)>"})) == []


@pytest.mark.parametrize(
    "picture", ["!!", base64.b64encode(b"GIF89a").decode(), png(100_000, 100_000), png(0, 10), png(size=IMAGE_BYTES), 5, None, ["a", 1]]
)
def test_shown_drops_a_picture_that_is_none_or_too_large(picture):
    assert bodies(data(image_png=picture, text_plain="chữ")) == ["chữ\n"]


def test_shown_drops_a_jpeg_that_is_none_or_too_large():
    assert bodies(data(image_jpeg=jpeg(60_000, 60_000)), data(image_jpeg=png()), data(image_jpeg="/9j/")) == []


def test_shown_keeps_a_table_and_nothing_that_acts():
    cell = "<td style=x colspan=2>1<script>a</script><a href='javascript:a'>k</a><img src=x onerror=a></td>"
    html = f"<style>x</style><table onclick=a><tr>{cell}</tr></table>"

    (output,) = shown([data(text_html=html)])

    assert output.kind == "html"
    assert output.body == '<table><tbody><tr><td colspan="2">1k</td></tr></tbody></table>'


def test_shown_is_bounded():
    assert len(bodies(*[data(text_html="<table></table>")] * 1_000)) == OUTPUTS_PER_CELL
    assert len(bodies(stream("x" * 10**6), stream("y" * 10**6))[0]) <= TEXT_CHARACTERS + 1
    assert len(bodies(stream("\r" * 10**6 + "\x1b[" * 10**5))) == 1


@pytest.mark.parametrize(
    "nonsense", [None, 1, "x", [], {}, {"output_type": []}, {"output_type": "stream"}, {"output_type": "display_data", "data": 1}]
)
def test_shown_survives_nonsense(nonsense):
    assert all(body.strip() in ("", ":") for body in bodies(nonsense))
