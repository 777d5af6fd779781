"""Addresses of many pages from one: no query, no look into the cache for each."""

from dataclasses import dataclass
from typing import Any

from django.utils.encoding import iri_to_uri


@dataclass(frozen=True)
class Below:
    """The addresses of the pages below one page, whose own address is asked for once."""

    url: str
    path: str

    @classmethod
    def of(cls, page: Any) -> "Below":
        return cls(page.get_url() or "", page.url_path)

    def address(self, page: Any) -> str:
        return self.url + iri_to_uri(page.url_path[len(self.path) :])
