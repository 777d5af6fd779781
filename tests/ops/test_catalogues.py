import gettext
import os
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import call_command

from lms.ops import catalogues


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    """A catalogue in a folder of the settings."""
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    catalogue.append(polib.POEntry(msgid="Save", msgstr="Lưu"))
    catalogue.append(polib.POEntry(msgid="Guess", msgstr="Đoán", flags=["fuzzy"]))
    catalogue.save(str(folder / "djangojs.po"))
    settings.LOCALE_PATHS = [tmp_path]
    return folder / "djangojs.po"


def test_compile_stale_writes_what_gettext_reads(source: Path) -> None:
    catalogues.compile_stale()

    with source.with_suffix(".mo").open("rb") as handle:
        compiled = gettext.GNUTranslations(handle)
    assert compiled.gettext("Save") == "Lưu"
    assert compiled.gettext("Guess") == "Guess"


def test_is_stale_after_a_change_only(source: Path) -> None:
    assert catalogues.is_stale(source)
    catalogues.compile_one(source)
    assert not catalogues.is_stale(source)

    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))

    assert catalogues.is_stale(source)


def test_compile_one_leaves_no_other_file(source: Path) -> None:
    catalogues.compile_one(source)

    assert sorted(path.name for path in source.parent.iterdir()) == ["djangojs.mo", "djangojs.po"]


def test_own_apps_are_the_projects_and_no_package(settings: Any) -> None:
    names = {path.relative_to(settings.BASE_DIR).as_posix() for path in catalogues.own_apps()}

    assert {"courses", "notebooks", "certificates", "lms", "lms/people"} <= names
    assert not any("site-packages" in name for name in names)


def test_every_message_of_ours_is_translated() -> None:
    out = StringIO()
    try:
        call_command("check_catalogues", stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())
