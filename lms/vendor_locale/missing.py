"""Which messages of the packages have no Vietnamese yet.

    python -m lms.vendor_locale.missing            one line per area: translated/all
    python -m lms.vendor_locale.missing images     the missing messages of one area

The packages ship their English catalogues with every message; what Vietnamese they ship is incomplete, ours fills it and wins over theirs.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib

OURS = Path(__file__).resolve().parent / "vi" / "LC_MESSAGES"
# Area → the packages whose catalogues make it up.
AREAS = {
    "editor": ("wagtail.admin",),
    "pages": ("wagtail",),
    "images": ("wagtail.images",),
    "documents": ("wagtail.documents",),
    "snippets": ("wagtail.snippets",),
    "users": ("wagtail.users",),
    "small rooms": (
        "wagtail.contrib.forms",
        "wagtail.contrib.redirects",
        "wagtail.contrib.simple_translation",
        "wagtail.contrib.table_block",
        "wagtail.embeds",
        "wagtail.locales",
        "wagtail.search",
        "wagtail.sites",
        "taggit",
    ),
    "accounts": ("allauth",),
    "forms": ("django.conf", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
}
# Parts of a package that this site does not install.
NOT_INSTALLED = ("socialaccount", "mfa", "usersessions", "headless", "saml")

Key = tuple[str, str]


def key_of(entry: polib.POEntry) -> Key:
    """(context, text): what a message is looked up by."""
    return entry.msgctxt or "", entry.msgid


def folder_of(package: str) -> Path:
    """Where a package keeps its catalogues, found without importing it (importing needs a configured Django)."""
    top, *rest = package.split(".")
    spec = find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0], *rest) / "locale"


def is_used(entry: polib.POEntry) -> bool:
    """False for messages that come only from parts that are not installed."""
    files = [file for file, _line in entry.occurrences]
    return not entry.obsolete and not (files and all(any(part in file for part in NOT_INSTALLED) for file in files))


def entries(source: Path) -> list[polib.POEntry]:
    """The entries of a catalogue; none when there is no such file."""
    return list(polib.pofile(str(source))) if source.exists() else []


def wanted(area: str, domain: str) -> Iterator[tuple[str, polib.POEntry]]:
    """(package, message) for everything an area can show."""
    for package in AREAS[area]:
        for entry in entries(folder_of(package) / "en" / "LC_MESSAGES" / f"{domain}.po"):
            if is_used(entry):
                yield package, entry


def known(package: str, domain: str) -> set[Key]:
    """What is translated: by us, or by the package itself."""
    theirs = folder_of(package) / "vi" / "LC_MESSAGES" / f"{domain}.po"
    return {key_of(entry) for source in (OURS / f"{domain}.po", theirs) for entry in entries(source) if entry.translated()}


def coverage(area: str) -> tuple[list[Key], int]:
    """The messages of an area without Vietnamese, and how many messages it has."""
    absent: list[Key] = []
    total = 0
    for domain in ("django", "djangojs"):
        translated = {package: known(package, domain) for package in AREAS[area]}
        for package, entry in wanted(area, domain):
            total += 1
            if key_of(entry) not in translated[package]:
                absent.append(key_of(entry))
    return absent, total


def main(arguments: list[str]) -> int:
    """Print the table, or the missing messages of the named areas; 1 when something is missing."""
    some_missing = False
    for area in arguments or AREAS:
        absent, total = coverage(area)
        some_missing = some_missing or bool(absent)
        sys.stdout.write(f"{area}: {total - len(absent)}/{total}\n")
        if arguments:
            sys.stdout.writelines(f"  {context + ' | ' if context else ''}{text!r}\n" for context, text in absent)
    return 1 if some_missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
