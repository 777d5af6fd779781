import re
from pathlib import Path

from django.contrib.staticfiles import finders

from lms import stylesheets
from lms.stylesheets import FOLDER, JOINED, PARTS, JoinedStylesheetFinder, joined
from lms.templatetags import stylesheets as tags

FINDER = "lms.stylesheets.JoinedStylesheetFinder"


def linked_by_pages() -> set[str]:
    """Stylesheets that only some pages need and link themselves."""
    templates = [path for room in ("lms", "courses", "notebooks", "certificates") for path in Path(room).rglob("templates/**/*.html")]
    return {name for path in templates for name in re.findall(r"static '(css/pages/[^']+)'", path.read_text(encoding="utf-8"))}


def test_every_stylesheet_is_a_part_or_linked_by_a_page():
    files = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "css").rglob("*.css")}
    assert len(PARTS) == len(set(PARTS))
    assert set(PARTS) | linked_by_pages() == files
    assert not set(PARTS) & linked_by_pages()


def test_joined_says_the_order_of_layers_first_and_its_addresses_exist():
    text = joined()
    assert text.index("@layer tokens, base, components, pages;") < text.index("@layer tokens {")
    addresses = re.findall(r'url\("([^"]+)"\)', text)
    assert addresses
    assert all((FOLDER / "css" / address).resolve().is_file() for address in addresses)


def test_finder_writes_the_joined_file_and_follows_a_change(settings, tmp_path, monkeypatch):
    settings.HOCAI_VAR = tmp_path
    finder = JoinedStylesheetFinder()
    written = Path(finder.find(JOINED))
    assert written.read_text(encoding="utf-8") == joined()
    monkeypatch.setattr(stylesheets, "PARTS", ("css/tokens.css",))
    assert Path(finder.find(JOINED)).read_text(encoding="utf-8") == joined()
    assert finder.find("css/base.css") == []


def test_finder_offers_the_file_to_collectstatic(settings, tmp_path):
    settings.HOCAI_VAR = tmp_path
    [(name, storage)] = JoinedStylesheetFinder().list([])
    assert storage.exists(name)


def test_stylesheets_links_one_file_with_the_finder_and_all_parts_without(settings):
    plain = [name for name in settings.STATICFILES_FINDERS if name != FINDER]
    settings.STATICFILES_FINDERS = [*plain, FINDER]
    assert tags.stylesheets().count("<link") == 1
    settings.STATICFILES_FINDERS = plain
    assert tags.stylesheets().count("<link") == len(PARTS)
    finders.get_finder.cache_clear()
