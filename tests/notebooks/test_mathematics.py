"""Formulas: what becomes MathML, what stays text, and that nothing else ever comes out."""

import re
import time

import pytest

from notebooks.mathematics import ALLOWED, FORMULA_CHARACTERS, as_mathml

TAG = re.compile(r"</?([a-zA-Z0-9-]+)")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
        (r"\begin{equation} a < b \end{equation}", "<mo>&lt;</mo>"),
        (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "<mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr>"),
        (r"\text{nếu } n", "<mtext>"),
    ],
)
def test_as_mathml_of_school_formulas(latex, expected):
    assert expected in as_mathml(latex)


def test_as_mathml_says_whether_it_stands_alone():
    assert as_mathml("x", block=True).startswith('<math display="block">')
    assert as_mathml("x").startswith('<math display="inline">')


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\url{http://hoc.example}",
        r"\class{a}{b}",
        r"\style{background:url(http://hoc.example)}{b}",
        r"\includegraphics{http://hoc.example/a.png}",
        r"\newcommand{\a}{\a\a}\a",
        r"\def\a{\a\a}\a",
        r"\verb|<img src=x>|",
        r"\rule{9999em}{9999em}",
        r"\color{red}{x}",
        r"\frac",
        r"\left(",
        "x_" * 50,
        "{" * 900,
        r"\sqrt" * 300 + "x",
        "x" * (FORMULA_CHARACTERS + 1),
    ],
)
def test_as_mathml_shows_the_source_of_what_is_refused_or_no_formula(latex):
    shown = as_mathml(latex)

    assert shown.startswith('<code class="formula">')
    assert TAG.findall(shown) == ["code", "code"]


HOSTILE = [
    r"\text{<script>alert(1)</script>}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
    r"\mathrm{<svg onload=alert(1)>}",
    r'<img src=x onerror="alert(1)">',
    r"\operatorname{</math><script>}",
    r"\tag{<b onclick=x>}x",
    r"\begin{array}{c\" onload=\"x} a \end{array}",
    r"\mbox{</mtext><style>*{}</style>}",
    "\\text{\u202e\x00<a href=javascript:x>}",
]


@pytest.mark.parametrize("latex", HOSTILE)
def test_as_mathml_lets_only_fixed_tags_pass(latex):
    shown = as_mathml(latex)

    assert set(TAG.findall(shown)) <= {*ALLOWED, "math", "code"}
    names = {name for tag in re.findall(r"<[^/>][^>]*>", shown) for name in re.findall(r'\s([a-zA-Z-]+)="', tag)}
    assert names <= {name for rules in ALLOWED.values() for name in rules} | {
        "display",
        "class",
        "mathvariant",
        "displaystyle",
        "scriptlevel",
    }


@pytest.mark.parametrize("latex", [r"\begin{matrix}" * 140, "&" * 2000, r"\mathbb{" * 250, "'" * 2000, r"\verb|" * 300, r"\text{" * 300])
def test_as_mathml_of_something_endless_is_quick(latex):
    before = time.process_time()

    as_mathml(latex)

    assert time.process_time() - before < 1
