import pytest

from courses.loader.markdown import to_blocks, to_rich_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Chữ **đậm** và *nghiêng*.", "<p>Chữ <b>đậm</b> và <i>nghiêng</i>.</p>"),
        ("## Tiêu đề", "<h2>Tiêu đề</h2>"),
        ("- một\n- hai", "<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"),
        ("- một\n\n  hai", "<ul>\n<li>một<br>\nhai</li>\n</ul>"),
        ("> lời\n>\n> khác", "<blockquote>lời<br>\nkhác</blockquote>"),
        ("[a](https://hoc.example)", '<p><a href="https://hoc.example">a</a></p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("`x = 1`", "<p><code>x = 1</code></p>"),
    ],
)
def test_to_rich_text_is_what_the_editor_keeps(markdown, html):
    assert to_rich_text(markdown) == html


def test_to_blocks_cuts_text_code_and_tables():
    blocks, complaints = to_blocks("Trước\n\n```py\nx = 1\n```\n\n| A | B |\n|---|---|\n| **một** | [hai](https://x.vn) |\n\nSau")

    assert complaints == []
    assert [kind for kind, _value in blocks] == ["text", "code", "table", "text"]
    assert blocks[1][1] == {"language": "python", "code": "x = 1"}
    assert blocks[2][1]["data"] == [["A", "B"], ["một", "hai"]]


@pytest.mark.parametrize(("markdown", "line"), [("chữ\n\n# To quá", 2), ("![x](a.png)", 0), ("chữ\n\n[x](../bai.md)", 2)])
def test_to_blocks_complains_with_the_line(markdown, line):
    _blocks, complaints = to_blocks(markdown)

    assert [complaint.line for complaint in complaints] == [line]
