"""Builders for notebooks in nbgrader's format, as an author or JupyterLab would save them."""

import json
from typing import Any

from notebooks.intake import Bundle

Cell = dict[str, Any]


def meta(grade_id: str, **flags: Any) -> dict[str, Any]:
    return {"schema_version": 3, "grade_id": grade_id, "grade": False, "solution": False, "locked": False, "task": False, **flags}


def code(source: str, **nbgrader: Any) -> Cell:
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def text(source: str, **nbgrader: Any) -> Cell:
    return {"cell_type": "markdown", "metadata": {"nbgrader": nbgrader} if nbgrader else {}, "source": source}


def answer(grade_id: str, source: str) -> Cell:
    return code(source, **meta(grade_id, solution=True))


def check(grade_id: str, source: str, points: float = 1) -> Cell:
    return code(source, **meta(grade_id, grade=True, locked=True, points=points))


def essay(grade_id: str, source: str, points: float = 1) -> Cell:
    return text(source, **meta(grade_id, grade=True, solution=True, points=points))


def free_code(grade_id: str, source: str, points: float = 1) -> Cell:
    return code(source, **meta(grade_id, grade=True, solution=True, points=points))


def task(grade_id: str, source: str, points: float = 1) -> Cell:
    return text(source, **meta(grade_id, task=True, locked=True, points=points))


def locked(grade_id: str, source: str) -> Cell:
    return code(source, **meta(grade_id, locked=True))


def notebook(*cells: Cell, **metadata: Any) -> dict[str, Any]:
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    numbered = [{**cell, "id": cell.get("id", f"c{number}")} for number, cell in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {**kernel, **metadata}, "cells": numbered}


def as_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def bundle(**notebooks: dict[str, Any]) -> Bundle:
    return Bundle({f"{name}.ipynb": as_bytes(content) for name, content in notebooks.items()})
