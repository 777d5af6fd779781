"""Markdown → the blocks of a lesson. Text becomes the HTML that the rich text editor itself would keep, so that a teacher can go on writing it."""

from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

LANGUAGES = {"python", "sql", "bash", "json", "html", "javascript"}
LANGUAGE_NAMES = {"py": "python", "sh": "bash", "shell": "bash", "js": "javascript"}
ALLOWED = {"p", "br", "h2", "h3", "h4", "b", "i", "code", "a", "ul", "ol", "li", "blockquote", "hr", "sup", "sub"}
SAME_MEANING = {"strong": "b", "em": "i"}
# In the editor a list item and a quotation are one block each: their paragraphs become lines.
ONE_BLOCK = ("list_item_open", "blockquote_open")

_markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")

Block = tuple[str, Any]


@dataclass(frozen=True)
class Complaint:
    line: int
    message: str


def to_blocks(text: str) -> tuple[list[Block], list[Complaint]]:
    """(block type, raw value) in order, and what the format does not allow, with lines counted from 0."""
    tokens = _markdown.parse(text)
    complaints = [complaint for token in tokens for complaint in _complaints(token)]
    blocks: list[Block] = []
    pending: list[Token] = []
    for group in _top_level(tokens):
        if group[0].type in ("fence", "code_block"):
            _flush(pending, blocks)
            blocks.append(("code", {"language": _language(group[0]), "code": group[0].content.rstrip("\n")}))
        elif group[0].type == "table_open":
            _flush(pending, blocks)
            blocks.append(("table", _table(group)))
        else:
            pending += group
    _flush(pending, blocks)
    return blocks, complaints


def to_rich_text(text: str) -> str:
    """The HTML of a short Markdown text, such as a callout's or a transcript's."""
    return _html(_markdown.parse(text))


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            groups.append([])
        groups[-1].append(token)
    return groups


def _complaints(token: Token) -> list[Complaint]:
    line = token.map[0] if token.map else 0
    found = []
    if token.type == "heading_open" and token.tag not in ("h2", "h3", "h4"):
        found.append(Complaint(line, _("Headings in the text are ##, ### or ####: the title of the page stands in the front matter.")))
    if token.type == "inline":
        for child in token.children or []:
            found += _inline_complaints(child, line)
    return found


def _inline_complaints(child: Token, line: int) -> list[Complaint]:
    if child.type == "image":
        return [Complaint(line, _("Place pictures with :::picture, which has a description for those who cannot see it."))]
    if child.type == "link_open" and not str(child.attrs.get("href", "")).startswith(("http://", "https://", "mailto:", "/")):
        return [Complaint(line, _("A link needs a full address (https://…) or one of this site (/…)."))]
    return []


def _flush(pending: list[Token], blocks: list[Block]) -> None:
    html = _html(pending)
    pending.clear()
    if html:
        blocks.append(("text", html))


def _html(tokens: list[Token]) -> str:
    rendered = _markdown.renderer.render(_as_the_editor_has_it(tokens), _markdown.options, {})
    html = nh3.clean(rendered, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return html.strip()


def _as_the_editor_has_it(tokens: list[Token]) -> list[Token]:
    """Our copy of the tokens: b and i for strong and em, no paragraphs inside list items and quotations."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        if token.type in ONE_BLOCK:
            depth += 1
        elif token.type.replace("_close", "_open") in ONE_BLOCK:
            depth -= 1
        elif depth and token.type in ("paragraph_open", "paragraph_close"):
            kept += _line_break(kept) if token.nesting == 1 else []
            continue
        for child in token.children or []:
            child.tag = SAME_MEANING.get(child.tag, child.tag)
        kept.append(token)
    return kept


def _line_break(kept: list[Token]) -> list[Token]:
    """Between two paragraphs of one item; not before the first."""
    if not kept or kept[-1].type != "inline":
        return []
    return [Token("inline", "", 0, children=[Token("hardbreak", "br", 0)], content="")]


def _language(token: Token) -> str:
    name = (token.info or "").strip().lower().split(" ")[0]
    name = LANGUAGE_NAMES.get(name, name)
    return name if name in LANGUAGES else "text"


def _table(group: list[Token]) -> dict[str, Any]:
    rows: list[list[str]] = []
    for token in group:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token))
    return {
        "data": rows,
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": "",
        "cell": [],
        "mergeCells": [],
    }


def _plain(token: Token) -> str:
    """A cell is plain text: emphasis and links lose their marks, not their words."""
    parts = [" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []]
    return "".join(parts).strip()
