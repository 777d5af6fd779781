"""Reads notebook JSON of strangers with the standard library only: bounded in size, depth and number of parts.

The web process uses this; nbformat's own validation follows in the worker (`grader.validate`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from notebooks.exceptions import BadUpload

# Possessive, and the closing quote is optional: an unfinished string swallows the rest, so the scan stays linear.
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
# A NUL cannot be stored by PostgreSQL, a lone surrogate not be written as UTF-8.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
CELL_TYPES = frozenset({"code", "markdown", "raw"})
OPENING, CLOSING = frozenset(b"[{"), frozenset(b"]}")
NOT_STRUCTURE = bytes(set(range(256)) - set(b"[]{},"))


@dataclass(frozen=True)
class NotebookLimits:
    depth: int = 60
    parts: int = 1_000_000
    quotes: int = 4_000_000
    cells: int = 1_000
    cell_characters: int = 500_000


def read_notebook(data: bytes, *, name: str, limits: NotebookLimits | None = None) -> dict[str, Any]:
    """The notebook as plain dicts with every `source` one string; BadUpload where it is none."""
    limits = limits or NotebookLimits()
    notebook = read_json(data, name=name, limits=limits)
    check_format(notebook, name)
    if len(notebook["cells"]) > limits.cells:
        raise BadUpload("too_many_cells", name=name, limit=limits.cells)
    for number, cell in enumerate(notebook["cells"], start=1):
        check_cell(cell, number, name, limits)
    return notebook


def read_json(data: bytes, *, name: str, limits: NotebookLimits) -> Any:
    """Counts brackets and commas outside strings first, so that the parser never meets a bomb."""
    if not data.strip():
        raise BadUpload("empty_file", name=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUpload("bad_text", name=name) from error
    if data.count(b'"') > limits.quotes:
        raise BadUpload("too_complex", name=name)
    structure = STRING.sub(b"", data).translate(None, NOT_STRUCTURE)
    if len(structure) > limits.parts:
        raise BadUpload("too_complex", name=name)
    if depth_of(structure, limits.depth) > limits.depth:
        raise BadUpload("too_deep", name=name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadUpload("not_a_notebook", name=name) from error


def depth_of(structure: bytes, limit: int) -> int:
    """How deep the brackets go; stops counting one past the limit."""
    depth = deepest = 0
    for byte in structure.replace(b",", b""):
        if byte in OPENING:
            depth += 1
            deepest = max(deepest, depth)
            if deepest > limit:
                break
        elif byte in CLOSING:
            depth -= 1
    return deepest


def check_format(notebook: Any, name: str) -> None:
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise BadUpload("not_a_notebook", name=name)
    if notebook["nbformat"] in (2, 3):
        raise BadUpload("old_notebook", name=name)
    whole = notebook["nbformat"] == 4 and isinstance(notebook.get("cells"), list)
    if not whole or not isinstance(notebook.setdefault("metadata", {}), dict):
        raise BadUpload("not_a_notebook", name=name)


def check_cell(cell: Any, number: int, name: str, limits: NotebookLimits) -> None:
    """A cell has a type, a source and metadata; joins a source given as lines."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in CELL_TYPES:
        raise BadUpload("not_a_notebook", name=name)
    if not isinstance(cell.setdefault("metadata", {}), dict):
        raise BadUpload("not_a_notebook", name=name)
    cell["source"] = source = joined(cell.get("source", ""), name)
    if len(source) > limits.cell_characters:
        raise BadUpload("cell_too_long", name=name, cell=number)
    if UNSTORABLE.search(source):
        raise BadUpload("bad_character", name=name, cell=number)


def joined(source: Any, name: str) -> str:
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    raise BadUpload("not_a_notebook", name=name)


def nbgrader_of(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell's nbgrader metadata, empty where there are none or where they are nonsense."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def grade_id_of(cell: dict[str, Any]) -> str | None:
    """The question a cell says it belongs to: a claim, worth nothing until the server's own notebook knows it."""
    found = nbgrader_of(cell).get("grade_id")
    return found if isinstance(found, str) and found else None
