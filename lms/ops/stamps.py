"""What was prepared from which input, so that a second start skips it. One small JSON file in var/run."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

SKIPPED = ("__pycache__", "node_modules", ".ipynb_checkpoints")


def digest(roots: Iterable[Path], suffixes: tuple[str, ...] = (), *, salt: str = "") -> str:
    """SHA-256 over names and contents of all files below the roots (of those suffixes, when given)."""
    whole = hashlib.sha256(salt.encode())
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and not any(part in SKIPPED for part in path.parts) and (not suffixes or path.suffix in suffixes):
                whole.update(f"{path.name}\0{path.parent}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


class Stamps:
    """The stamp file: step → digest of its input when it last succeeded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.values: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.values = {}

    def holds(self, step: str, value: str) -> bool:
        """True when the step was done with exactly this input."""
        return self.values.get(step) == value

    def set(self, step: str, value: str) -> None:
        """Remember that the step succeeded."""
        self.values[step] = value
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.values, indent=1))
        fresh.replace(self.path)
