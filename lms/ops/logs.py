"""One log file per process, and which of its lines a person at the terminal wants to see."""

import os
import re
import sys
from pathlib import Path

LARGEST = 5_000_000
WORTH_SHOWING = re.compile(r"(?<!%)\b(WARNING|ERROR|CRITICAL|FATAL|Traceback|\w*(Error|Exception):)")
SHOWN_WIDTH = 200


def is_worth_showing(line: str) -> bool:
    """True for warnings, errors and the ends of tracebacks."""
    return bool(WORTH_SHOWING.search(line))


def say(name: str, sentence: str) -> None:
    """One short prefixed line on the console; a closed terminal ends nothing."""
    try:
        print(f"{name:>9} │ {sentence[:SHOWN_WIDTH]}", flush=True)
    except (BrokenPipeError, OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open for the rest of the run


class ProcessLog:
    """The file `<name>.log`, which starts again (keeping one older file) when it has grown large."""

    def __init__(self, folder: Path, name: str, largest: int = LARGEST) -> None:
        self.path = folder / f"{name}.log"
        self.largest = largest
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._open()

    def _open(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.handle = os.fdopen(descriptor, "ab", buffering=0)

    def write(self, data: bytes) -> None:
        """Append, turning the file over first when it is full. A full disk loses the line, not the process."""
        try:
            if self.handle.tell() + len(data) > self.largest:
                self.handle.close()
                self.path.replace(self.path.with_suffix(".log.1"))
                self._open()
            self.handle.write(data)
        except OSError:
            return

    def close(self) -> None:
        """Let go of the file."""
        self.handle.close()


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The lines completed by `data`; a line without end is cut at 64 kB."""
        *whole, self.rest = (self.rest + data).split(b"\n")
        if len(self.rest) > 65_536:
            whole, self.rest = [*whole, self.rest], b""
        return [line.decode("utf-8", "replace").rstrip() for line in whole]
