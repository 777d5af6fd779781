"""Whom we trust, as plain values: handed to the process that reads strangers' files, which knows no settings."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass


@dataclass(frozen=True)
class Trust:
    """DER bytes. `roots` are believed, `others` only help to build a chain, `lists` name revoked certificates."""

    roots: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    ask_services: bool = False

    def as_json(self) -> bytes:
        parts = {name: [b64encode(each).decode() for each in getattr(self, name)] for name in ("roots", "others", "lists")}
        return json.dumps({**parts, "ask_services": self.ask_services}).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Trust":
        plain = json.loads(data)
        parts = {name: tuple(b64decode(each) for each in plain[name]) for name in ("roots", "others", "lists")}
        return cls(**parts, ask_services=plain["ask_services"])
