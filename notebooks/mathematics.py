"""Formulas of strangers as MathML: made here, without script and without network; only fixed tags and attributes pass.

The door to latex2mathml. Its own text form is never used (it lets markup in formulas through): we walk its tree and write every tag ourselves.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

FORMULA_CHARACTERS = 2_000
DEPTH = 60
# What could name an address, carry markup, define new commands or colour and size things at will.
REFUSED = re.compile(
    r"\\(?:href|url|html\w*|class|cssId|id|style|includegraphics|input|include|require|unicode|verb|"
    r"(?:re)?newcommand|providecommand|newenvironment|DeclareMathOperator|[gex]?def|let|catcode|csname|futurelet|global|loop|"
    r"rule|hspace|vspace|kern|mkern|hskip|mskip|raise|lower|moveleft|moveright|"
    r"color|textcolor|colorbox|fcolorbox|Huge|huge|LARGE|Large|large)(?![A-Za-z])"
)
WORDS = re.compile(r"[a-z][a-z -]{0,40}")
LENGTH = re.compile(r"\d(?:\.\d{1,3})?(?:em|ex|px|pt)?")
BOOLEAN = re.compile(r"true|false")
SMALL = re.compile(r"[0-3]")
COMMON: dict[str, re.Pattern[str]] = {"mathvariant": WORDS, "displaystyle": BOOLEAN, "scriptlevel": SMALL}
OPERATOR = dict.fromkeys(("stretchy", "fence", "separator", "symmetric", "movablelimits", "largeop", "accent"), BOOLEAN) | {"form": WORDS}
ACCENT = {"accent": BOOLEAN, "accentunder": BOOLEAN}
CELLS = {"columnalign": WORDS, "rowspan": SMALL, "columnspan": SMALL}
ALLOWED: dict[str, dict[str, re.Pattern[str]]] = {
    **{tag: {} for tag in ("mrow", "mi", "mn", "mtext", "mspace", "msqrt", "mroot", "msub", "msup", "msubsup", "mphantom", "mpadded")},
    **dict.fromkeys(("munder", "mover", "munderover"), ACCENT),
    "mmultiscripts": {},
    "mprescripts": {},
    "none": {},
    "mo": OPERATOR,
    "mfrac": {"linethickness": LENGTH},
    "mstyle": {},
    "menclose": {"notation": WORDS},
    "mtable": CELLS,
    "mtr": CELLS,
    "mtd": CELLS,
}
WRAPPING = re.compile(r"\s*\\begin\{(equation|displaymath|math)(\*?)\}(.*)\\end\{\1\2\}\s*", re.DOTALL)


class NotShown(Exception):
    """This formula is shown as its author typed it."""


def as_mathml(latex: str, *, block: bool = False) -> str:
    """The formula as MathML; as its escaped source where it is refused, too long, too deep or no formula."""
    try:
        return written(converted(latex, block=block), block=block)
    except Exception:  # the library raises whatever a broken formula leads to, RecursionError included
        return source_of(latex, block=block)


def source_of(latex: str, *, block: bool = False) -> str:
    tag = "pre" if block else "code"
    return f'<{tag} class="formula">{escape(latex.strip())}</{tag}>'


def converted(latex: str, *, block: bool) -> Element:
    if len(latex) > FORMULA_CHARACTERS or REFUSED.search(latex):
        raise NotShown
    from latex2mathml.converter import Converter

    inner = WRAPPING.fullmatch(latex)
    return Converter(display="block" if block else "inline").convert_to_element(inner.group(3) if inner else latex)


def written(math: Element, *, block: bool) -> str:
    inside = "".join(piece for child in math for piece in pieces(child, DEPTH))
    return f'<math display="{"block" if block else "inline"}">{inside}</math>'


def pieces(element: Element, depth: int) -> Iterator[str]:
    """A tag, its text and what it holds, written anew."""
    rules = ALLOWED.get(element.tag)
    if rules is None or not depth:
        raise NotShown
    yield f"<{element.tag}{''.join(attributes(element, rules))}>{text(element.text)}"
    for child in element:
        yield from pieces(child, depth - 1)
        yield text(child.tail)
    yield f"</{element.tag}>"


def attributes(element: Element, rules: dict[str, re.Pattern[str]]) -> Iterator[str]:
    for name, value in element.attrib.items():
        rule = rules.get(name) or COMMON.get(name)
        if rule and rule.fullmatch(value):
            yield f' {name}="{value}"'


def text(given: str | None) -> str:
    """The library writes signs as references; whatever else looks like markup is text."""
    return escape(unescape(given or ""))
