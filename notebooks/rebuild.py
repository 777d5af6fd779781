"""Stage 1: the server's own notebook with the learner's words in it.

The walk goes over the server's cells, in the server's order. Of a submission only source text is taken: the answer to a
question the server knows, the text of an ordinary cell that the learner may edit, and cells that the learner added. No metadata,
tag, output, kernel or cell type of a submission survives, so none of them can matter. Pure Python: no file, no database, no nbgrader.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any
from urllib.parse import quote

from notebooks.notebook_json import grade_id_of, nbgrader_of

Cell = dict[str, Any]
ATTACHMENT_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
ATTACHMENT_CHARACTERS = 3_000_000


class Role(StrEnum):
    ANSWER = "answer"  # the learner's; graded by test cells elsewhere
    MANUAL = "manual"  # the learner's; graded by a person
    TEST = "test"  # ours; its output gives the points
    TASK = "task"  # ours; the learner answers in cells below it, graded by a person
    LOCKED = "locked"  # ours
    PLAIN = "plain"  # ours, but free to edit
    EXTRA = "extra"  # added by the learner


LEARNERS = frozenset({Role.ANSWER, Role.MANUAL})


@dataclass(frozen=True)
class RebuiltCell:
    id: str
    cell_type: str
    source: str
    role: Role
    grade_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Flag:
    """Something a person may want to know about a submission; it changes no score.

    Codes: missing_notebook, missing_answer, duplicate_answer, changed_ours, retyped, foreign_question, attachment_dropped.
    """

    code: str
    notebook: str
    grade_id: str = ""


@dataclass(frozen=True)
class Rebuilt:
    name: str
    cells: tuple[RebuiltCell, ...]
    flags: tuple[Flag, ...]
    submitted: bool

    def for_run(self, cells: Iterable[RebuiltCell] | None = None) -> dict[str, Any]:
        """What the sandbox gets, of all or of these cells: code and ids; no points, no roles, no text cells, which may hold mark schemes."""
        return {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}},
            "cells": [bare(cell) for cell in (self.cells if cells is None else cells) if cell.cell_type == "code"],
        }


def bare(cell: RebuiltCell) -> Cell:
    return {"cell_type": "code", "id": cell.id, "metadata": {}, "source": cell.source, "execution_count": None, "outputs": []}


def role_of(cell: Cell) -> Role:
    """nbgrader's kinds of cells, read from metadata of *our* notebooks."""
    meta = nbgrader_of(cell)
    if meta.get("task"):
        return Role.TASK
    if meta.get("solution"):
        return Role.MANUAL if meta.get("grade") else Role.ANSWER
    if meta.get("grade"):
        return Role.TEST
    return Role.LOCKED if meta.get("locked") else Role.PLAIN


def rebuild(name: str, ours: dict[str, Any], theirs: dict[str, Any] | None, *, stubs: Mapping[str, frozenset[str]]) -> Rebuilt:
    """`ours` is the server's grading notebook (solutions cleared, hidden tests kept), `theirs` the parsed submission.

    `stubs` holds, per answer, the texts that mean "not answered yet".
    """
    if theirs is None:
        return Rebuilt(name, tuple(kept(cell) for cell in ours["cells"]), (Flag("missing_notebook", name),), submitted=False)
    return Rebuilding(name, ours["cells"], theirs["cells"], stubs).result()


def kept(cell: Cell, source: str | None = None, attachments: Mapping[str, Mapping[str, str]] | None = None) -> RebuiltCell:
    """Our cell, with the learner's text where one is given."""
    role = role_of(cell)
    return RebuiltCell(
        id=cell["id"],
        cell_type=cell["cell_type"],
        source=cell["source"] if source is None else source,
        role=role,
        grade_id=(grade_id_of(cell) or "") if role is not Role.PLAIN else "",
        metadata=cell["metadata"] if role is not Role.PLAIN else {},
        attachments=(cell.get("attachments") or {}) if attachments is None else attachments,
    )


class Rebuilding:
    """One walk; holds what the steps share."""

    def __init__(self, name: str, ours: list[Cell], theirs: list[Cell], stubs: Mapping[str, frozenset[str]]) -> None:
        self.name, self.ours, self.theirs, self.stubs = name, ours, theirs, stubs
        self.flags: list[Flag] = []
        self.fresh_ids = fresh_ids({cell["id"] for cell in ours})
        self.our_index = {key: index for index, cell in enumerate(ours) if (key := graded_key(cell))}
        self.room_for_attachments = ATTACHMENT_CHARACTERS

    def result(self) -> Rebuilt:
        claims = self.claimed()
        followers = self.followers(claims)
        cells = list(self.added(followers.get(-1, [])))
        for index, cell in enumerate(self.ours):
            cells += self.filled(cell, [self.theirs[at] for at in claims.get(index, [])])
            cells += self.added(followers.get(index, []))
        return Rebuilt(self.name, tuple(cells), tuple(self.flags), submitted=True)

    def claimed(self) -> dict[int, list[int]]:
        """Our cell's position → positions of the submitted cells that stand for it."""
        claims: dict[int, list[int]] = {}
        loose = []
        for at, cell in enumerate(self.theirs):
            grade_id = grade_id_of(cell)
            if grade_id in self.our_index:
                claims.setdefault(self.our_index[grade_id], []).append(at)
            else:
                loose.append(at)
                if grade_id and any(nbgrader_of(cell).get(kind) for kind in ("grade", "solution", "locked", "task")):
                    self.flag("foreign_question")
        self.claim_plain(claims, loose)
        return claims

    def claim_plain(self, claims: dict[int, list[int]], loose: list[int]) -> None:
        """Ordinary cells are recognised by their id, else by an unchanged text; each submitted cell once."""
        plain = [index for index, cell in enumerate(self.ours) if role_of(cell) is Role.PLAIN]
        for same in (same_id, same_text):
            for index in plain:
                if index not in claims:
                    found = next((at for at in loose if same(self.ours[index], self.theirs[at])), None)
                    if found is not None:
                        claims[index] = [found]
                        loose.remove(found)

    def followers(self, claims: Mapping[int, list[int]]) -> dict[int, list[Cell]]:
        """Cells the learner added, by the position of our last cell above them (-1: above all)."""
        stands_for = {at: index for index, places in claims.items() for at in places}
        followers: dict[int, list[Cell]] = {}
        last = -1
        for at, cell in enumerate(self.theirs):
            if at in stands_for:
                last = stands_for[at]
            else:
                followers.setdefault(last, []).append(cell)
        return followers

    def filled(self, cell: Cell, found: list[Cell]) -> Iterator[RebuiltCell]:
        """Our cell with what the learner wrote in it; before it the learner's earlier tries, as added cells."""
        role = role_of(cell)
        grade_id = grade_id_of(cell) or ""
        if role is Role.PLAIN:
            yield kept(cell, found[0]["source"]) if found else kept(cell)
        elif role in LEARNERS:
            yield from self.answered(cell, found, grade_id)
        else:
            # Tests and tasks differ from what the learner was given anyway: hidden tests, mark schemes.
            if role is Role.LOCKED and any(their["source"] != cell["source"] for their in found):
                self.flag("changed_ours", grade_id)
            yield kept(cell)

    def answered(self, cell: Cell, found: list[Cell], grade_id: str) -> Iterator[RebuiltCell]:
        """The last edited of the cells that carry this question's id; our stub where none is edited."""
        if not found:
            self.flag("missing_answer", grade_id)
        if len(found) > 1:
            self.flag("duplicate_answer", grade_id)
        if any(their["cell_type"] != cell["cell_type"] for their in found):
            self.flag("retyped", grade_id)
        untouched = self.stubs.get(grade_id, frozenset()) | {cell["source"]}
        edited = [their for their in found if their["source"] not in untouched]
        yield from self.added(edited[:-1])
        if edited:
            yield kept(cell, edited[-1]["source"], self.attachments(edited[-1], grade_id))
        else:
            yield kept(cell)

    def added(self, cells: Iterable[Cell]) -> Iterator[RebuiltCell]:
        for cell in cells:
            yield RebuiltCell(next(self.fresh_ids), cell["cell_type"], cell["source"], Role.EXTRA, attachments=self.attachments(cell, ""))

    def attachments(self, cell: Cell, grade_id: str) -> dict[str, dict[str, str]]:
        """Pictures that the cell's text shows, within one budget per notebook; everything else is dropped."""
        offered = cell.get("attachments")
        if cell["cell_type"] != "markdown" or not isinstance(offered, dict) or not offered:
            return {}
        taken: dict[str, dict[str, str]] = {}
        for name, bundle in offered.items():
            pictures = pictures_in(bundle) if is_shown(name, cell["source"]) else {}
            size = sum(map(len, pictures.values()))
            if pictures and size <= self.room_for_attachments:
                self.room_for_attachments -= size
                taken[name] = pictures
            else:
                self.flag("attachment_dropped", grade_id)
        return taken

    def flag(self, code: str, grade_id: str = "") -> None:
        found = Flag(code, self.name, grade_id)
        if found not in self.flags:
            self.flags.append(found)


def graded_key(cell: Cell) -> str | None:
    return grade_id_of(cell) if role_of(cell) is not Role.PLAIN else None


def fresh_ids(taken: set[str]) -> Iterator[str]:
    return (candidate for number in count(1) if (candidate := f"added-{number}") not in taken)


def same_id(ours: Cell, theirs: Cell) -> bool:
    return ours["cell_type"] == theirs["cell_type"] and ours["id"] == theirs.get("id")


def same_text(ours: Cell, theirs: Cell) -> bool:
    return ours["cell_type"] == theirs["cell_type"] and ours["source"].strip() == theirs["source"].strip()


def is_shown(name: str, source: str) -> bool:
    # A name that is no text (a lone surrogate) is in no source, which was checked.
    return f"attachment:{name}" in source or f"attachment:{quote(name, errors='replace')}" in source


def pictures_in(bundle: Any) -> dict[str, str]:
    if not isinstance(bundle, dict):
        return {}
    return {kind: data for kind, data in bundle.items() if kind in ATTACHMENT_TYPES and is_base64(data)}


def is_base64(data: Any) -> bool:
    try:
        return isinstance(data, str) and bool(base64.b64decode("".join(data.split()), validate=True))
    except (binascii.Error, ValueError):
        return False
