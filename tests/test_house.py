"""The order of the rooms: who may import whom, which module is the door to which foreign system, no receivers."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
FOUNDATION = "lms.foundation"
ALLOWED: dict[str, set[str]] = {
    "lms.foundation": set(),
    "courses": {"lms.foundation"},
    "lms.people": {"lms.foundation"},
    "lms.learning": {"lms.foundation", "courses", "lms.people"},
    "lms.classes": {"lms.foundation", "courses", "lms.people", "lms.learning"},
    "notebooks": {"lms.foundation", "courses", "lms.people", "lms.learning"},
    "certificates": {"lms.foundation", "courses", "lms.people", "lms.learning", "lms.classes"},
}
# Foreign system → the only modules that may import it.
DOORS: dict[str, set[str]] = {
    "nbgrader": {"notebooks.grader", "notebooks.gradebook_db"},
    "nbformat": {"notebooks.grader"},
    "sandlock": set(),
    "hocai_lab": set(),
    "reportlab": {"lms.foundation.pdf"},
    "python_calamine": {"lms.foundation.spreadsheets"},
    "xlsxwriter": {"lms.foundation.spreadsheets"},
    "PIL": {"lms.foundation.pictures"},
    "jwt": {"certificates.badges"},
    "docx": {"certificates.docx_layout", "lms.foundation.docx"},
    "ninja": {"certificates.api", "certificates.api_schemas"},
    "pyhanko": {"certificates.signing"},
    "pyhanko_certvalidator": {"certificates.signing"},
    "asn1crypto": {"certificates.signing"},
    "pkcs11": {"certificates.signing"},
}
PARTS = sorted(ALLOWED)


@cache
def modules_of(room: str) -> list[tuple[str, ast.Module]]:
    return list(parsed(room))


def parsed(room: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / room.replace(".", "/")).rglob("*.py")):
        relative = path.relative_to(ROOT)
        if "curriculum" in relative.parts:
            continue
        yield ".".join(relative.with_suffix("").parts).removesuffix(".__init__"), ast.parse(path.read_text())


@cache
def imports_of(name: str, tree: ast.Module) -> list[str]:
    return list(imported_by(name, tree))


def imported_by(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                package = (
                    name.split(".")[: -node.level] if not is_package(name) else name.split(".")[: len(name.split(".")) - node.level + 1]
                )
                yield ".".join([*package, node.module or ""]).rstrip(".")
            else:
                yield node.module or ""
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_package(name: str) -> bool:
    return (ROOT / name.replace(".", "/") / "__init__.py").exists()


def room_of(module: str) -> str | None:
    return next(
        (room for room in PARTS if module == room or module.startswith(room + ".")), "lms" if module.split(".")[0] == "lms" else None
    )


@pytest.mark.parametrize("room", PARTS)
def test_rooms_import_only_what_lies_below_them(room: str) -> None:
    wrong = {
        f"{name} → {imported}"
        for name, tree in modules_of(room)
        for imported in imports_of(name, tree)
        if (target := room_of(imported)) not in (None, room) and target not in ALLOWED[room] and imported != "lms"
    }

    assert wrong == set()


@pytest.mark.parametrize("room", PARTS)
def test_foreign_keys_point_downwards(room: str) -> None:
    config = next(config for config in apps.get_app_configs() if config.name == room)
    wrong = {
        f"{model.__name__}.{field.name} → {target}"
        for model in config.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.model is model and not field.auto_created and field.related_model is not None
        if (target := room_of(field.related_model.__module__)) not in (None, room) and target not in ALLOWED[room]
    }

    assert wrong == set()


def test_migrations_depend_downwards() -> None:
    names = {config.label: config.name for config in apps.get_app_configs()}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wrong = {
        f"{label}.{name} → {dependency}"
        for (label, name), migration in loader.disk_migrations.items()
        for dependency, _ in migration.dependencies
        if names.get(label) in ALLOWED
        and names.get(dependency) in ALLOWED
        and dependency != label
        and names[dependency] not in ALLOWED[names[label]]
    }

    assert wrong == set()


@pytest.mark.parametrize("foreign", sorted(DOORS))
def test_foreign_systems_have_one_door(foreign: str) -> None:
    doors = DOORS[foreign]
    wrong = {
        name
        for room in [*PARTS, "lms"]
        for name, tree in modules_of(room)
        for imported in imports_of(name, tree)
        if imported.split(".")[0] == foreign and not any(name == door or name.startswith(door + ".") for door in doors)
    }

    assert wrong == set()


@pytest.mark.parametrize("room", PARTS)
def test_rooms_have_no_receivers(room: str) -> None:
    wrong = {
        name
        for name, tree in modules_of(room)
        for imported in imports_of(name, tree)
        if imported.startswith(("django.db.models.signals", "django.dispatch.receiver"))
    }

    assert wrong == set()


def test_nobody_imports_the_composition_root() -> None:
    roots = {"lms.settings", "lms.urls", "lms.celery", "lms.wsgi", "lms.views", "lms.ops", "lms.demo"}
    wrong = {
        f"{name} → {imported}"
        for room in PARTS
        for name, tree in modules_of(room)
        for imported in imports_of(name, tree)
        if any(imported == root or imported.startswith(root + ".") for root in roots)
    }

    assert wrong == set()


@pytest.mark.slow
def test_web_process_never_loads_the_heavy_systems() -> None:
    """The site answers pages without nbgrader, the kernel's client and the PDF writer in memory."""
    import json
    import subprocess
    import sys

    program = (
        "import django, json, sys; django.setup(); from django.urls import get_resolver; "
        "get_resolver().url_patterns; import lms.wsgi; "
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))

    assert loaded.isdisjoint(
        {"nbgrader", "nbformat", "nbconvert", "jupyter_client", "jupyterlab", "sqlalchemy", "sandlock", "pyhanko", "asn1crypto"}
    )
