"""One request for the whole look: the small stylesheets are joined into `css/site.css` when static files are looked up.

There is nothing to run by hand: `collectstatic` asks this finder, and so does a development server.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

JOINED = "css/site.css"
FOLDER = Path(__file__).resolve().parent / "static"
COMPONENTS = (
    *("layout", "header", "menu", "footer", "button", "card", "badge", "callout", "form", "navigation"),
    *("table", "status", "prose", "lesson", "projector"),
)
PAGES = ("home", "courses", "learning", "classes", "notebooks", "notebooks_learner", "notebooks_live", "certificates", "people")
PARTS = (
    "css/tokens.css",
    "css/base.css",
    *(f"css/components/{name}.css" for name in COMPONENTS),
    *(f"css/pages/{name}.css" for name in PAGES),
    "css/print.css",
)


def joined() -> str:
    """All parts in their order; addresses inside are rewritten as seen from the folder of the joined file."""
    texts = [(FOLDER / part).read_text(encoding="utf-8") for part in PARTS]
    return "\n".join(texts).replace('url("../../', 'url("../')


class JoinedStylesheetFinder(BaseFinder):
    """Offers `css/site.css`, which exists nowhere in the repository."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.HOCAI_VAR / "stylesheets")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != JOINED:
            return []
        return [self.write()] if find_all else self.write()

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self.write()
        yield JOINED, self.storage

    def write(self) -> str:
        """Put the joined file where the storage serves it from; a reader never sees half of it."""
        target = Path(self.storage.path(JOINED))
        text = joined()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(".new")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return str(target)
