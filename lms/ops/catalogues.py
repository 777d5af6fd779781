"""Message catalogues without the gettext package: which there are, and compiling them with polib."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings


def own_apps() -> list[Path]:
    """Folders of the applications that belong to this project."""
    root = Path(settings.BASE_DIR).resolve()
    paths = [Path(config.path).resolve() for config in apps.get_app_configs()]
    return [path for path in paths if path.is_relative_to(root) and "site-packages" not in path.parts]


def locale_folders() -> list[Path]:
    """Every folder of catalogues of ours, those of the settings first."""
    folders = [Path(path) for path in settings.LOCALE_PATHS] + [path / "locale" for path in own_apps()]
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def sources(folders: list[Path], language: str = "*") -> Iterator[Path]:
    """The .po files below those folders, django and djangojs alike."""
    for folder in folders:
        yield from sorted(folder.glob(f"{language}/LC_MESSAGES/*.po"))


def is_stale(source: Path) -> bool:
    """True when the compiled file is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_one(source: Path) -> None:
    """Write the .mo beside its .po, in one rename so that a reader never sees half a file."""
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    fresh.replace(source.with_suffix(".mo"))


def compile_stale(*, everything: bool = False) -> int:
    """Compile what changed (or everything); the number of files compiled."""
    stale = [source for source in sources(locale_folders()) if everything or is_stale(source)]
    for source in stale:
        compile_one(source)
    return len(stale)
