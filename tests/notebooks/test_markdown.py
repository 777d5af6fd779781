"""Text cells of strangers: what a grader reads, and what never gets through."""

import base64
import re
import time

import pytest

from notebooks.markdown import FORMULAS, MARKDOWN_CHARACTERS, rendered

# The smallest PNG that says 1 × 1.
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00").decode()


def test_rendered_shows_what_markdown_means():
    html = rendered("# Đầu\n\n**đậm** và `mã`\n\n| a | b |\n|---|---|\n| 1 | 2 |")

    assert "<h1>Đầu</h1>" in html
    assert "<strong>đậm</strong> và <code>mã</code>" in html
    assert "<td>2</td>" in html


@pytest.mark.parametrize(
    "source",
    ["giá $x^2$ là", "$$\nx^2\n$$", "giữa $$x^2$$ dòng", "\\begin{align}\nx^2\n\\end{align}", "- mục $x^2$", "| $x^2$ |\n|---|\n| 1 |"],
)
def test_rendered_shows_formulas(source):
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in rendered(source)


@pytest.mark.parametrize("source", ["giá $5 và $6", r"một \$x^2\$", "`$x^2$`", "```\n$$x^2$$\n```", "$ x^2 $", "$$ $$"])
def test_rendered_leaves_what_is_no_formula(source):
    assert "<math" not in rendered(source)


def test_rendered_block_formula_is_not_read_as_markdown():
    assert "<em>" not in rendered("$$\na_1 * b_2\n* c_3\n$$")


def test_rendered_shows_formulas_up_to_a_number():
    assert rendered("$x$ " * (FORMULAS + 5)).count("<math") == FORMULAS


def test_rendered_shows_an_attached_picture():
    html = rendered("![hình](attachment:a.png)", {"a.png": {"image/png": PIXEL}})

    assert f'<img src="data:image/png;base64,{PIXEL}" alt="hình">' in html


@pytest.mark.parametrize(
    ("source", "pictures"),
    [
        ("![x](http://hoc.example/a.png)", {}),
        ("![x](data:image/svg+xml;base64,PHN2Zz4=)", {}),
        ("![x](attachment:b.png)", {"a.png": {"image/png": PIXEL}}),
        ("![x](attachment:a.png)", {"a.png": {"image/png": base64.b64encode(b"<svg onload=x>").decode()}}),
        ("![x](attachment:a.svg)", {"a.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}),
    ],
)
def test_rendered_names_other_pictures_instead_of_showing_them(source, pictures):
    html = rendered(source, pictures)

    assert "<img" not in html
    assert "hình không hiện: x" in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '![x" onerror="alert(1)](attachment:a.png)',
    '[x](http://a "onmouseover=alert(1)")',
    "<a href=http://hoc.example/?c=1>x</a>",
    '<form action="http://hoc.example"><button>x</button></form>',
    "<style>@import 'http://hoc.example'</style>",
    "<base href=http://hoc.example>",
    "<meta http-equiv=refresh content='0;url=http://hoc.example'>",
    "$\\text{<script>alert(1)</script>}$",
    "`<script>`",
    '```html"><script>\n<script>\n```',
    "&lt;script&gt;&#60;script&#62;",
    "|<script>|\n|---|\n|<img src=x onerror=y>|",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_rendered_of_an_attack_is_text(source):
    html = rendered(source, {"a.png": {"image/png": PIXEL}})

    tags = re.findall(r"<([^>]*)>", html)
    assert not any(re.match(r"/?(script|svg|iframe|style|form|button|base|meta|a|object)\b", tag) for tag in tags)
    assert not any(re.search(r"\son\w+=|href|javascript", tag) for tag in tags if not tag.startswith("img"))
    assert not re.search(r'<img (?!src="data:image/png;base64,[^"]*" alt="[^"]*">)', html)


def test_rendered_hides_nothing_from_a_grader():
    assert "bí mật" in rendered("trước <!-- bí mật --> sau")


def test_rendered_of_a_guessed_place_holder_is_text():
    assert rendered("0" * 24 + "x0x") == f"<p>{'0' * 24}x0x</p>\n"


def test_rendered_of_a_very_long_text_is_plain():
    html = rendered("*a*" * MARKDOWN_CHARACTERS)

    assert html.startswith('<pre class="plain">')
    assert len(html) < MARKDOWN_CHARACTERS + 100


@pytest.mark.parametrize("piece", ["[", "![[", "*a_ ", "`", "$", "> ", "<", "\\begin{a}\n", "$$\n", "[a](", "a\n|-\n", "&#", "<!--", "](("])
def test_rendered_of_something_pathological_ends_soon(piece):
    before = time.process_time()

    rendered(piece * (MARKDOWN_CHARACTERS // len(piece)))

    assert time.process_time() - before < 5
