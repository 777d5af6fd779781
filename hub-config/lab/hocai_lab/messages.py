"""Messages of a kernel become the outputs of a cell, as notebooks store them (nbformat 4). The kernel is a stranger: every value is checked."""

from typing import Any

from hocai_lab.outputs import Budget, size

Output = dict[str, Any]
SHOWN = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg")
COUNTED = {"stream", "display_data", "execute_result", "error"}


class Displays:
    """Outputs of the whole notebook that a later message may update, by display id."""

    def __init__(self) -> None:
        self.shown: dict[str, list[Output]] = {}

    def update(self, name: str, content: dict[str, Any]) -> None:
        for output in self.shown.get(name, ()):
            output["data"], output["metadata"] = bundle(content, "data"), bundle(content, "metadata")

    def remember(self, name: str, output: Output) -> None:
        self.shown.setdefault(name, []).append(output)

    def forget(self, outputs: list[Output]) -> None:
        """What was cleared is not updated any more."""
        cleared = {id(output) for output in outputs}
        for name, shown in self.shown.items():
            self.shown[name] = [output for output in shown if id(output) not in cleared]


class CellOutputs:
    """Outputs, execution count and the answer of one cell."""

    def __init__(self, budget: Budget, displays: Displays) -> None:
        self.budget, self.displays = budget, displays
        self.outputs: list[Output] = []
        self.execution_count: int | None = None
        self.failed = False
        self.idle = False
        self.clear_before_next = False

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """One message of this cell; kinds that leave nothing in a notebook are passed over."""
        if kind == "execute_input":
            self.count(content)
        elif kind == "status":
            self.idle = self.idle or content.get("execution_state") == "idle"
        elif kind == "execute_reply":
            self.failed = self.failed or content.get("status") == "error"
        elif kind == "clear_output":
            self.clear(wait=bool(content.get("wait")))
        elif kind == "update_display_data":
            content = cleaned(kind, content)
            if self.budget.pay(64 + size(content)):
                self.displays.update(display_id(content), content)
        elif kind in COUNTED:
            kept = self.budget.admit(kind, cleaned(kind, content))
            if kept is not None:
                self.add(kind, kept)

    def count(self, content: dict[str, Any]) -> None:
        number = content.get("execution_count")
        self.execution_count = number if isinstance(number, int) and not isinstance(number, bool) else None

    def clear(self, *, wait: bool) -> None:
        if wait:
            self.clear_before_next = True
        else:
            self.displays.forget(self.outputs)
            self.outputs.clear()

    def add(self, kind: str, content: dict[str, Any]) -> None:
        if self.clear_before_next:
            self.clear_before_next = False
            self.clear(wait=False)
        output = output_of(kind, content)
        if kind == "execute_result":
            self.count(content)
            output["execution_count"] = self.execution_count
        self.failed = self.failed or kind == "error"
        name = display_id(content) if kind != "error" else ""
        if name:
            self.displays.update(name, content)
            self.displays.remember(name, output)
        last = self.outputs[-1] if self.outputs else {}
        if kind == "stream" == last.get("output_type") and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            self.outputs.append(output)


def cleaned(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Only what a page may show, as plain texts: whatever else a stranger put in, however deep, goes no further."""
    if kind == "stream":
        return {"name": "stderr" if content.get("name") == "stderr" else "stdout", "text": text(content, "text")}
    if kind == "error":
        lines = content.get("traceback")
        shown = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        return {"ename": text(content, "ename"), "evalue": text(content, "evalue"), "traceback": shown}
    data = bundle(content, "data")
    kept: dict[str, Any] = {"data": {form: words for form in SHOWN if (words := text(data, form))}, "metadata": {}}
    if kind == "execute_result":
        kept["execution_count"] = content.get("execution_count")
    if name := display_id(content):
        kept["transient"] = {"display_id": name}
    return kept


def output_of(kind: str, content: dict[str, Any]) -> Output:
    if kind == "stream":
        return {"output_type": kind, "name": text(content, "name"), "text": text(content, "text")}
    if kind == "error":
        lines = content.get("traceback")
        shown = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        return {"output_type": kind, "ename": text(content, "ename"), "evalue": text(content, "evalue"), "traceback": shown}
    return {"output_type": kind, "metadata": bundle(content, "metadata"), "data": bundle(content, "data")}


def display_id(content: dict[str, Any]) -> str:
    return text(bundle(content, "transient"), "display_id")


def text(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def bundle(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}
