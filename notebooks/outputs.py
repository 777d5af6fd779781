"""What may be shown of a stranger's outputs: plain text, small pictures, bare tables. Everything else is dropped."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import nh3

TEXT_CHARACTERS = 20_000
HTML_CHARACTERS = 200_000
IMAGE_BYTES = 1_000_000
IMAGE_PIXELS = 25_000_000
OUTPUTS_PER_CELL = 50
NESTED = 200
# Every tag but those that nothing stands in: whether it closes, and its name.
NESTING = re.compile(r"<(/?)(?!(?:br|hr|img|col|input|wbr)\b)([a-zA-Z][^\s/>]{0,20})")
# Escape sequences of terminals, then every other control character but newline and tab.
ANSI = re.compile(r"\x1b\][^\x07\x1b]*+(?:\x07|\x1b\\)?|\x1b\[[0-?]*+[ -/]*+[@-~]?|\x1b[ -/]*+[0-~]?")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
TABLE_TAGS = {
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "p",
    "br",
    "b",
    "i",
    "em",
    "strong",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
}
TABLE_ATTRIBUTES = {tag: {"colspan", "rowspan"} for tag in ("th", "td")}
NOT_SHOWN = {"script", "style", "svg", "math", "iframe", "object", "template"}


@dataclass(frozen=True)
class ShownOutput:
    """`kind` is text, error, image (`body` is a data URI) or html (`body` is sanitised)."""

    kind: str
    body: str


def shown(outputs: Iterable[Any]) -> tuple[ShownOutput, ...]:
    """Display form of a cell's outputs, in order; at most OUTPUTS_PER_CELL, streams joined."""
    found: list[ShownOutput] = []
    for output in outputs:
        for each in parts(output):
            if found and each.kind == found[-1].kind == "text":
                each = ShownOutput("text", cut(found.pop().body + each.body))
            found.append(each)
        if len(found) >= OUTPUTS_PER_CELL:
            break
    return tuple(found[:OUTPUTS_PER_CELL])


def parts(output: Any) -> Iterator[ShownOutput]:
    if not isinstance(output, dict):
        return
    match output.get("output_type"):
        case "stream":
            yield ShownOutput("text", plain(text_of(output.get("text"))))
        case "error":
            yield ShownOutput("error", plain(f"{text_of(output.get('ename'))}: {text_of(output.get('evalue'))}"))
        case "display_data" | "execute_result":
            found = richest(output.get("data"))
            if found:
                yield found


def richest(data: Any) -> ShownOutput | None:
    """The best form that we show: a picture, else a table, else text."""
    if not isinstance(data, Mapping):
        return None
    for kind in ("image/png", "image/jpeg"):
        picture = image(kind, text_of(data.get(kind)))
        if picture:
            return picture
    html = CONTROL.sub("", text_of(data.get("text/html"))[: HTML_CHARACTERS + 1])
    if html and len(html) <= HTML_CHARACTERS and "<table" in html and not is_nested(html):
        return ShownOutput("html", bare_table(html))
    text = text_of(data.get("text/plain"))
    return ShownOutput("text", plain(text) + "\n") if text else None


def bare_table(html: str) -> str:
    return nh3.clean(html, tags=TABLE_TAGS, attributes=TABLE_ATTRIBUTES, clean_content_tags=NOT_SHOWN, url_schemes=set())


def kept_output(stored: Any) -> ShownOutput | None:
    """A stored output as it may be shown, looked at once more: what an older version kept passes today's rules or is left out."""
    kind, body = (stored.get("kind"), stored.get("body")) if isinstance(stored, dict) else (None, None)
    if not isinstance(body, str):
        return None
    if kind in ("text", "error"):
        return ShownOutput(kind, plain(body))
    if kind == "html":
        return ShownOutput("html", bare_table(body)) if len(body) <= HTML_CHARACTERS else None
    head, _comma, encoded = body.partition(";base64,")
    return image(head.removeprefix("data:"), encoded) if kind == "image" and head in ("data:image/png", "data:image/jpeg") else None


def is_nested(html: str) -> bool:
    """Whether elements go deeper into each other than tables of people do: taking such text apart takes time out of proportion."""
    opened: list[str] = []
    for closing, name in NESTING.findall(html):
        if not closing:
            opened.append(name.lower())
        elif opened and opened[-1] == name.lower():
            opened.pop()
        if len(opened) > NESTED:
            return True
    return False


def text_of(value: Any) -> str:
    """nbformat allows a text as one string or as its lines."""
    if isinstance(value, str):
        return value
    return "".join(line for line in value if isinstance(line, str)) if isinstance(value, list) else ""


def plain(text: str) -> str:
    """Text without escape sequences and control characters; of a line that overwrites itself only the end."""
    lines = ANSI.sub("", text[: TEXT_CHARACTERS * 4]).split("\n")
    return cut(CONTROL.sub("", "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)))


def cut(text: str) -> str:
    return text if len(text) <= TEXT_CHARACTERS else text[:TEXT_CHARACTERS] + "…"


def image(kind: str, encoded: str) -> ShownOutput | None:
    """A picture whose bytes are what its type says and whose size a browser can bear."""
    if not encoded or len(encoded) > IMAGE_BYTES * 4 // 3 + 100_000:
        return None
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    size = png_size(content) if kind == "image/png" else jpeg_size(content)
    if len(content) > IMAGE_BYTES or size is None or not 0 < size[0] * size[1] <= IMAGE_PIXELS:
        return None
    return ShownOutput("image", f"data:{kind};base64,{base64.b64encode(content).decode()}")


def png_size(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header, which holds height and width."""
    at = 2
    while content[:2] == b"\xff\xd8" and at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None
