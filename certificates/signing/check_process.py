"""Reads PDF files from standard input, one after the other, and prints what their signatures say as lines of JSON.

Run as a script with the project's folder as argument, never imported. A file that eats memory or time ends this process
and nothing else; the limits hold per file for time and over all for memory. Without work for two minutes it ends.
"""

import json
import os
import resource
import select
import struct
import sys

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 15
IDLE_SECONDS = 120
STDIN = 0


def main(project: str) -> None:
    sys.path.insert(0, project)
    from certificates.signing.checking import facts_of
    from certificates.signing.trusted import Trust

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    trust = Trust()
    while select.select([STDIN], [], [], IDLE_SECONDS)[0] and (changed := frame()) is not None:
        trust = Trust.from_json(changed) if changed else trust
        pdf, unsigned = frame() or b"", frame()
        more_time()
        try:
            answer = facts_of(pdf, trust, unsigned or None)
        except MemoryError:
            answer = {"state": "too_complex", "signatures": [], "is_only_signed": False}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def frame() -> bytes | None:
    """A length in four bytes and as many bytes; None at the end."""
    head = exactly(4)
    return exactly(struct.unpack(">I", head)[0]) if len(head) == 4 else None


def exactly(count: int) -> bytes:
    """Read without a buffer: what lay in one, `select` would not see."""
    parts = []
    while count > 0 and (part := os.read(STDIN, min(count, 1_000_000))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def more_time() -> None:
    """Processor time for one more file; the hard limit stays, so that nothing runs for ever."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(sys.argv[1])
