"""The text over which a closed book is hashed: plain JSON, a line for the book and one for each line of its chain, in order.

Nobody needs a key to compute it again: the seals are in it as they are.
"""

import hashlib
from typing import Any

from certificates import chain
from certificates.models import RegisterBook, RegisterEntry


def begun(book: RegisterBook) -> Any:
    """A SHA-256 with the first line in it; `line` gives what follows."""
    first = {"book": book.pk, "issuer": book.issuer_id, "document_kind": book.document_kind, "year": book.year}
    return hashlib.sha256(chain.canonical(first) + b"\n")


def line(entry: RegisterEntry) -> bytes:
    return chain.sealed_bytes(entry) + b" " + entry.seal.encode() + b"\n"


def sha256_of(book: RegisterBook) -> str:
    """Over every line that there is now; the closing line comes after it."""
    text = begun(book)
    for entry in RegisterEntry.objects.filter(book=book).order_by("position").iterator(chunk_size=500):
        text.update(line(entry))
    return str(text.hexdigest())
