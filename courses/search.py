"""Finding courses and lessons, with or without Vietnamese marks, the same on SQLite and PostgreSQL.

The database answers which pages hold every word of the query; the order is ours: a match in the title first, then in the
summary, then in the text; within that by tier and title.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.query import PlainText

from lms.foundation.vietnamese import collation_key, search_key

MAX_QUERY = 200


def find(query: str, pages: Any) -> list[Any]:
    """The pages among the queryset `pages` that hold every word of `query`, best first. An empty query finds nothing."""
    words = search_key(query[:MAX_QUERY])
    if not words:
        return []
    # Asked of all pages of this kind: the search backend takes only simple filters, `pages` may have any.
    holders = pages.model.objects.live().only("pk").search(PlainText(words, operator="and"))
    return in_our_order(words, list(pages.filter(pk__in=[page.pk for page in holders])))


def in_our_order(words: str, pages: Sequence[Any]) -> list[Any]:
    """Title matches, then summary matches, then the rest; by tier and Vietnamese title within each."""
    return sorted(pages, key=lambda page: (_rank(words, page), getattr(page, "tier", "") or "T9", collation_key(page.title), page.pk))


def _rank(words: str, page: Any) -> int:
    wanted = set(words.split())
    for rank, text in enumerate((page.title, getattr(page, "summary", ""))):
        if wanted <= set(search_key(text).split()):
            return rank
    return 2


def folded_words(page: Any) -> str:
    """What the search index holds of a page: its words, folded."""
    return search_key(" ".join(_texts(page)))


def _texts(page: Page) -> list[str]:
    names = ("title", "title_en", "summary", "goals", "authors")
    texts = [str(getattr(page, name, "") or "") for name in names]
    body = getattr(page, "body", None)
    if isinstance(body, str):
        # A tag parts two words even where the text itself has no space.
        texts.append(strip_tags(body.replace("<", " <")))
    elif body is not None:
        texts += [text for text in body.stream_block.get_searchable_content(body) if isinstance(text, str)]
    return texts
