"""Reads one PDF from standard input and prints the numbers that stand in it as JSON. Run as a script, never imported.

It knows no more of PDF than that texts stand in brackets and that streams may be packed: a broken or hostile file has little to break.
What it needs is bounded: seconds and memory by the limits below, unpacked bytes by counting.
"""

import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator

MEMORY_BYTES = 300_000_000
CPU_SECONDS = 5
UNPACKED_BYTES = 30_000_000
STREAM_BYTES = 5_000_000
MOST = 20
HEAD = 1024

TWO_BYTES = b"\xfe\xff"  # the mark before them
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEX_TEXT = re.compile(rb"<((?:[0-9A-Fa-f]{2}\s*){8,2000})>")
SERIAL = re.compile(r"[^\W_][\w.]{0,19}-\d{4,8}-\d{6,9}")
# The address of the QR, or the code as it is printed.
CODE = re.compile(r"xac-minh/([A-Z2-7]{16})\b|\b([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})\b")


def main(data: bytes) -> dict[str, object]:
    if not data.strip(b"\x00 \t\r\n"):
        return {"error": "empty"}
    if b"%PDF-" not in data[:HEAD]:
        return {"error": "not_pdf"}
    numbers: dict[str, None] = {}
    codes: dict[str, None] = {}
    for text in texts(data):
        numbers.update(dict.fromkeys(SERIAL.findall(text)))
        codes.update(dict.fromkeys((scanned or printed.replace("-", "")) for scanned, printed in CODE.findall(text)))
        if len(numbers) > MOST or len(codes) > MOST:
            break
    return {
        "numbers": list(numbers)[:MOST],
        "codes": list(codes)[:MOST],
        "is_encrypted": re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)", data) is not None,
        "has_signature": b"/ByteRange" in data,
    }


def texts(data: bytes) -> Iterator[str]:
    """Every reading of the file and of what is packed in it."""
    yield from readings(data)
    left = UNPACKED_BYTES
    for match in STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        if end < 0 or left <= 0:
            return
        if unpacked := unpack(data[match.end() : end], min(left, STREAM_BYTES)):
            left -= len(unpacked)
            yield from readings(unpacked)


def unpack(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""


def readings(data: bytes) -> Iterator[str]:
    """As plain letters, as UTF-8, and as the two-byte letters that PDF writes into its properties, in brackets or as digits."""
    plain = unescaped(data)
    yield plain.decode("utf-8", "ignore")
    if TWO_BYTES in plain:
        yield narrowed(plain)
    for match in HEX_TEXT.finditer(data):
        yield narrowed(bytes.fromhex(match[1].decode()))


def narrowed(wide: bytes) -> str:
    """Two-byte letters as one byte each: our numbers and codes have no others."""
    return wide.replace(TWO_BYTES, b" ").replace(b"\x00", b"").decode("latin-1")


def unescaped(data: bytes) -> bytes:
    """`\\376` and `\\(` inside the brackets of PDF as the bytes that they stand for."""
    octal = re.sub(rb"\\([0-3][0-7]{2})", lambda match: bytes([int(match[1], 8)]), data)
    return re.sub(rb"\\([()\\])", rb"\1", octal)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    json.dump(main(sys.stdin.buffer.read()), sys.stdout)
