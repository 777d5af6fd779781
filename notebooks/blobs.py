"""Files of labs and submissions in the content-addressed store: a Bundle in, a manifest out, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.foundation import files
from notebooks.intake import Bundle

Manifest = list[dict[str, Any]]


def keep(contents: Mapping[str, bytes]) -> Manifest:
    """Stores every file; returns `[{"path", "sha256", "size"}]` sorted by path."""
    return [
        {"path": path, "sha256": blob.sha256, "size": blob.size}
        for path, blob in ((path, files.store(contents[path])) for path in sorted(contents))
    ]


def load(manifest: Iterable[Mapping[str, Any]]) -> Bundle:
    """The files of a manifest as the Bundle that was kept."""
    return Bundle({entry["path"]: files.read(entry["sha256"]) for entry in manifest})
