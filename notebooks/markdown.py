"""Markdown of strangers as HTML that can do nothing: no link, no address, no script; pictures and formulas are put in by us."""

import re
import secrets
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from notebooks.mathematics import FORMULA_CHARACTERS, as_mathml, source_of
from notebooks.outputs import image

MARKDOWN_CHARACTERS = 30_000
FORMULAS = 200
TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "del"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {tag: {"colspan", "rowspan"} for tag in ("th", "td")} | {"ol": {"start"}}
BEGIN = re.compile(r"\\begin\{([a-zA-Z]{1,20}\*?)\}")
Pictures = Mapping[str, Mapping[str, str]]


def rendered(source: str, pictures: Pictures | None = None) -> str:
    """HTML of one text cell; text that is too long to be worth the risk stays plain."""
    if len(source) > MARKDOWN_CHARACTERS:
        return f'<pre class="plain">{escape(source[:MARKDOWN_CHARACTERS])}…</pre>'
    put_in = PutIn(pictures or {})
    html = _markdown.renderer.render(_markdown.parse(source, {"put_in": put_in}), _markdown.options, {"put_in": put_in})
    return put_in.into(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=set()))


class PutIn:
    """Our own pieces. While the text around them is cleaned, words that nobody can guess hold their places."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.word = secrets.token_hex(12)
        self.pieces: list[str] = []
        self.formulas = 0

    def keep(self, html: str) -> str:
        self.pieces.append(html)
        return f"{self.word}x{len(self.pieces) - 1}x"

    def formula(self, latex: str, *, block: bool) -> str:
        self.formulas += 1
        return self.keep((as_mathml if self.formulas <= FORMULAS else source_of)(latex, block=block))

    def picture(self, address: str, text: str) -> str:
        """An attached picture; of every other one only its words, since fetching it would tell its owner who reads."""
        shown = attached(self.pictures.get(unquote(address.removeprefix("attachment:")))) if address.startswith("attachment:") else None
        if shown:
            return self.keep(f'<img src="{shown}" alt="{escape(text)}">')
        return self.keep(f'<span class="left-out">[{escape(_("picture not shown"))}{": " if text else ""}{escape(text)}]</span>')

    def into(self, html: str) -> str:
        return re.sub(rf"{self.word}x(\d+)x", lambda found: self.pieces[int(found[1])], html)


def attached(bundle: Mapping[str, str] | None) -> str | None:
    for kind in ("image/png", "image/jpeg"):
        data = bundle.get(kind) if isinstance(bundle, Mapping) else None
        found = image(kind, data) if isinstance(data, str) else None
        if found:
            return found.body
    return None


# --- rules of the parser ----------------------------------------------------------------------------------------------
def inline_formula(state: StateInline, silent: bool) -> bool:
    """`$…$` and `$$…$$`: as Jupyter, no space inside the single signs, no digit after them."""
    if state.src[state.pos] != "$":
        return False
    sign = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(sign)
    end = closing(state.src, start, sign)
    if end is None:
        return False
    if not silent:
        add_formula(state, state.src[start:end], block=sign == "$$")
    state.pos = end + len(sign)
    return True


def closing(src: str, start: int, sign: str) -> int | None:
    end = src.find(sign, start, start + FORMULA_CHARACTERS)
    while end > 0 and src[end - 1] == "\\":
        end = src.find(sign, end + 1, start + FORMULA_CHARACTERS)
    if end <= start or not src[start:end].strip():
        return None
    spaced = src[start].isspace() or src[end - 1].isspace()
    return None if sign == "$" and (spaced or src[end + 1 : end + 2].isdigit()) else end


def add_formula(state: StateInline | StateBlock, latex: str, *, block: bool) -> None:
    token = state.push("formula", "", 0)
    token.content, token.meta = latex, {"block": block}


def block_formula(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """`$$` at the beginning of a line, or `\\begin{…}`, up to its end: nothing inside is Markdown."""
    start = state.bMarks[line] + state.tShift[line]
    if state.is_code_block(line):
        return False
    if state.src.startswith("$$", start):
        opening, ending = start + 2, "$$"
    elif found := BEGIN.match(state.src, start):
        opening, ending = start, f"\\end{{{found[1]}}}"
    else:
        return False
    end = state.src.find(ending, max(opening, start + 2), start + FORMULA_CHARACTERS)
    final = end_line(state, line, last, end)
    if end < 0 or final is None:
        return False
    if not silent:
        add_formula(state, state.src[opening : end if ending == "$$" else end + len(ending)], block=True)
        state.tokens[-1].map = [line, final + 1]
        state.line = final + 1
    return True


def end_line(state: StateBlock, line: int, last: int, end: int) -> int | None:
    """The line that `end` stands on, if nothing but the formula's end is left on it."""
    for number in range(line, last):
        if state.bMarks[number] <= end < state.eMarks[number]:
            rest = state.src[end : state.eMarks[number]]
            return number if re.fullmatch(r"(?:\$\$|\\end\{[a-zA-Z]+\*?\})\s*", rest) else None
    return None


def show_formula(renderer: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    return env["put_in"].formula(token.content, block=token.meta["block"])


def show_picture(renderer: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    return env["put_in"].picture(str(token.attrs.get("src", "")), token.content)


def close_link(renderer: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    """A link leads nowhere: its address stands behind its words."""
    opened = next((each for each in reversed(tokens[:index]) if each.type == "link_open"), None)
    address = str(opened.attrs.get("href", "")) if opened else ""
    return f" <code>{escape(address)}</code>" if address else ""


def keep_every_address(url: str) -> bool:
    """Addresses are shown as text, whatever they are."""
    return True


# Markup of other kinds is shown as it was typed: a grader sees all of an answer, comments included.
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_markdown.validateLink = keep_every_address  # type: ignore[method-assign]
_markdown.inline.ruler.before("escape", "formula", inline_formula)
_markdown.block.ruler.before("fence", "formula", block_formula, {"alt": ["paragraph", "blockquote", "list"]})
_markdown.add_render_rule("formula", show_formula)
_markdown.add_render_rule("image", show_picture)
_markdown.add_render_rule("link_open", lambda *given: "")
_markdown.add_render_rule("link_close", close_link)
