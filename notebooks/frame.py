"""A submission as a document of its own: no script, no request, nothing that could act; shown inside a sandboxed frame.

Every piece of HTML in it is made here or cleaned here. The policy that goes with it forbids everything but its one style sheet and pictures
that it carries itself, so that even a hole in the cleaning opens onto nothing.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from notebooks import highlight, markdown
from notebooks.answers import ShownCell
from notebooks.outputs import ShownOutput

CELLS = 400
SOURCE_CHARACTERS = 600_000
MARKDOWN_CHARACTERS = 120_000
OUTPUT_CHARACTERS = 600_000
PICTURE_CHARACTERS = 12_000_000

STYLE = (Path(__file__).parent / "templates" / "notebooks" / "frame.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    "sandbox; default-src 'none'; img-src data:; "
    f"style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass
class Room:
    """What is left of the document's size while its cells are written."""

    source: int = SOURCE_CHARACTERS
    markdown: int = MARKDOWN_CHARACTERS
    output: int = OUTPUT_CHARACTERS
    picture: int = PICTURE_CHARACTERS
    left_out: list[str] = field(default_factory=list)

    def takes(self, kind: str, size: int) -> bool:
        left = getattr(self, kind)
        if size > left:
            self.left_out.append(kind)
            return False
        setattr(self, kind, left - size)
        return True


def document(cells: Iterable[ShownCell], *, sees_tests: bool, focus: str = "") -> HttpResponse:
    """The response for a frame. `sees_tests`: whether the source of test cells may be read here."""
    room = Room()
    given = list(cells)
    shown = [as_written(cell, room, sees_tests=sees_tests, focus=focus) for cell in given[:CELLS]]
    context = {
        "style": safe(f"<style>{STYLE}</style>"),
        "cells": shown,
        "several": len({cell.notebook for cell in given}) > 1,
        "is_cut": len(given) > CELLS or bool(room.left_out),
    }
    response = HttpResponse(render_to_string("notebooks/frame.html", context))
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def as_written(cell: ShownCell, room: Room, *, sees_tests: bool, focus: str) -> dict[str, Any]:
    hidden = cell.role == "test" and not sees_tests
    return {
        "notebook": cell.notebook,
        "role": cell.role,
        "is_focus": bool(focus) and cell.grade_id == focus,
        "is_hidden": hidden,
        "is_empty": not cell.source.strip(),
        "is_text": cell.cell_type == "markdown",
        "source": safe("") if hidden else source_of(cell, room),
        "outputs": [written for each in cell.outputs if (written := output_of(each, room))],
    }


def source_of(cell: ShownCell, room: Room) -> SafeString:
    if not room.takes("source", len(cell.source)):
        return safe("")
    if cell.cell_type == "markdown" and room.takes("markdown", len(cell.source)):
        html = markdown.rendered(cell.source, cell.attachments)
        return safe(html) if room.takes("picture", len(html)) else safe(escape(cell.source))
    return safe(highlight.highlighted(cell.source) if cell.cell_type == "code" else escape(cell.source))


def output_of(output: ShownOutput, room: Room) -> dict[str, Any] | None:
    """`kept_output` has looked at it: html is cleaned, a picture is a data address of a picture's bytes."""
    if not room.takes("picture" if output.kind == "image" else "output", len(output.body)):
        return None
    return {"kind": output.kind, "body": safe(output.body) if output.kind == "html" else output.body}


def safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  # made or cleaned above
