"""The short Markdown of questions and feedback, as safe HTML."""

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "sup", "sub"}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})


def to_html(text: str) -> str:
    """Sanitised HTML of a few lines of Markdown; an empty text stays empty."""
    if not text.strip():
        return ""
    html = _markdown.render(text).strip()
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
