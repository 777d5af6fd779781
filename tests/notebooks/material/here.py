"""Runs a job of trusted test code in this process: quick, for rules that need outputs but no sandbox.

It has the signature of `notebooks.sandbox.run`; `test_sandbox` holds both against each other.
"""

import ast
import contextlib
import io
import json
from typing import Any

from notebooks.sandbox import CellRun, Job, NotebookRun, RunResult


def run_here(job: Job) -> RunResult:
    return RunResult("ok", {name: run_notebook(json.loads(content)) for name, content in job.notebooks.items()})


def run_notebook(content: dict[str, Any]) -> NotebookRun:
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = {cell["id"]: run_cell(cell["source"], names, count) for count, cell in enumerate(content["cells"], start=1)}
    return NotebookRun(cells, None)


def run_cell(source: str, names: dict[str, Any], count: int) -> CellRun:
    if not source.strip():
        return CellRun("skipped", None, ())
    printed, outputs = io.StringIO(), []
    try:
        with contextlib.redirect_stdout(printed):
            value = evaluate(source, names)
    except Exception as error:
        return CellRun("error", count, ({"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []},))
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        outputs.append({"output_type": "execute_result", "execution_count": count, "data": {"text/plain": repr(value)}, "metadata": {}})
    return CellRun("ok", count, tuple(outputs))


def evaluate(source: str, names: dict[str, Any]) -> Any:
    """The value of the last line when it is an expression, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if isinstance(last, ast.Expr) else None
