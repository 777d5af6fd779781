"""Source with its words marked: nothing lost, nothing let through."""

import html
import re

import pytest

from notebooks.highlight import SOURCE_CHARACTERS, highlighted


def text_in(marked: str) -> str:
    return html.unescape(re.sub(r'</?span(?: class="[cksn]")?>', "", marked))


def test_highlighted_marks_the_words_of_python():
    marked = highlighted("for x in 'ab':  # chú\n    x = 3")

    assert '<span class="k">for</span>' in marked
    assert '<span class="s">&#x27;ab&#x27;</span>' in marked
    assert '<span class="c"># chú</span>' in marked
    assert '<span class="n">3</span>' in marked


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1",
        "def f(:\n  return '",
        "%matplotlib inline\n!ls\nx?",
        '"""ba\ndòng"""\n\tx',
        "a\r\nb = 'ạ'\r\n",
        "if x:\n        y\n   z",
        "(" * 3000,
        "f'{a + 1!r:>{n}} <b>'",
        "'<script>alert(1)</script>'\x0c\n# </span><script>",
        "x\u2028y = 1\n",
    ],
)
def test_highlighted_keeps_every_character(source):
    assert text_in(highlighted(source)) == source


def test_highlighted_of_a_very_long_source_is_cut():
    assert len(highlighted("x" * (SOURCE_CHARACTERS + 9))) == SOURCE_CHARACTERS + 1
