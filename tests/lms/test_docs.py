"""What an administrator can set, type and meet is named in the documents."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from lms.celery import app
from lms.ops.catalogues import own_apps

PROJECT = Path(__file__).resolve().parents[2]
READ_FROM_ENVIRONMENT = re.compile(r"""(?:environ(?:\.get\(|\[)|flag\(|Port\([^)]*?)\s*"(HOCAI_[A-Z_]+)\"""")
# Passed from one step of a start to the next, never set by a person.
INTERNAL = {"HOCAI_STARTED", "HOCAI_LOCK_FD"}


def documents() -> str:
    """README, ARCHITECTURE and everything in docs/."""
    paths = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
    return "\n".join(path.read_text() for path in paths)


def settings_read() -> set[str]:
    """Every HOCAI_ variable that our Python reads from the environment."""
    folders = [PROJECT / "lms", PROJECT / "hub-config"]
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    return {name for path in sources for name in READ_FROM_ENVIRONMENT.findall(path.read_text())} - INTERNAL


def own_commands() -> set[str]:
    """Names of our management commands."""
    return {path.stem for folder in own_apps() for path in folder.glob("management/commands/*.py") if path.stem != "__init__"}


def own_tasks() -> set[str]:
    """Names of our Celery tasks."""
    app.loader.import_default_modules()
    rooms = tuple(config.name + "." for config in apps.get_app_configs() if Path(config.path) in own_apps())
    return {name for name in app.tasks if name.startswith(rooms)}


def test_the_search_finds_what_is_known_to_be_there() -> None:
    assert {"HOCAI_VAR", "HOCAI_DEMO", "HOCAI_SITE_PORT", "HOCAI_HUB_API_PORT"} <= settings_read()
    assert {"doctor", "backup", "load_curriculum"} <= own_commands()
    assert "notebooks.tasks.sweep_runs" in own_tasks()


@pytest.mark.parametrize("found", [settings_read, own_commands, own_tasks], ids=["settings", "commands", "tasks"])
def test_everything_is_named_in_the_documents(found) -> None:
    text = documents()

    missing = sorted(name for name in found() if not re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text))

    assert missing == []
