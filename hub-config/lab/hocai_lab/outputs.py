"""Byte caps on what a cell may leave behind. What decides a mark survives every cap: errors, standard error, the first result."""

from dataclasses import dataclass, field
from typing import Any

TRACEBACK_BYTES = 20_000
STDERR_BYTES = 5_000
OUTPUTS_PER_CELL = 200
CUT = "\n… (kết quả quá dài, đã cắt bớt)\n"


def size(value: Any) -> int:
    """Rough bytes of an output: the length of every string in it, and a little for everything else."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "replace"))
    if isinstance(value, dict):
        return sum(size(key) + size(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(size(item) for item in value)
    return 8


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, at most `limit` bytes, with a note where something is missing."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= limit else data[:limit].decode("utf-8", "ignore") + CUT


@dataclass
class Budget:
    """Bytes left for one cell and, through `run`, for the whole run."""

    cell_bytes: int
    run: "RunBudget"
    used: int = 0
    count: int = 0
    marked: set[str] = field(default_factory=set)

    def admit(self, kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
        """The content to keep, shortened where needed, or None to drop the message."""
        if kind == "error":
            return self.once("error", shorten_error(content))
        if kind == "stream" and content.get("name") == "stderr":
            return self.stderr(content)
        if kind != "stream":
            self.count += 1
        if kind == "execute_result":
            return self.once("result", content) if self.pay(size(content)) else self.once("result", shorten_result(content))
        if self.pay(size(content)):
            return content
        return self.cut(content) if kind == "stream" else None

    def pay(self, amount: int) -> bool:
        """Take bytes from both budgets, or take nothing."""
        if self.count > OUTPUTS_PER_CELL or self.used + amount > self.cell_bytes or not self.run.pay(amount):
            return False
        self.used += amount
        return True

    def once(self, mark: str, content: dict[str, Any]) -> dict[str, Any] | None:
        """The first of its kind; a cell has one error and one result."""
        if mark in self.marked:
            return None
        self.marked.add(mark)
        return content

    def stderr(self, content: dict[str, Any]) -> dict[str, Any] | None:
        """Standard error has its own small allowance, so that flooding standard output cannot hide it."""
        if self.pay(size(content)):
            self.marked.add("stderr")
            return content
        kept = self.once("stderr", {**content, "text": shortened(str(content.get("text", "")), STDERR_BYTES)})
        return kept

    def cut(self, content: dict[str, Any]) -> dict[str, Any] | None:
        """The last piece of standard output that fits, with the note; later pieces are dropped."""
        left = max(0, min(self.cell_bytes - self.used, self.run.left))
        kept = self.once("cut", {**content, "text": shortened(str(content.get("text", "")), left)})
        self.used = self.cell_bytes
        return kept


@dataclass
class RunBudget:
    """Bytes left for all cells together."""

    left: int

    def pay(self, amount: int) -> bool:
        if amount > self.left:
            return False
        self.left -= amount
        return True


def shorten_error(content: dict[str, Any]) -> dict[str, Any]:
    lines, left = [], TRACEBACK_BYTES
    for line in content.get("traceback") or []:
        lines.append(shortened(str(line), max(0, left)))
        left -= size(str(line))
        if left <= 0:
            break
    return {
        "ename": shortened(str(content.get("ename", "")), 200),
        "evalue": shortened(str(content.get("evalue", "")), 2_000),
        "traceback": lines,
    }


def shorten_result(content: dict[str, Any]) -> dict[str, Any]:
    text = str((content.get("data") or {}).get("text/plain", ""))
    return {**content, "data": {"text/plain": shortened(text, 2_000)}, "metadata": {}}
