"""Papers that people hand up: scans and photos. Looked at by their bytes, kept by digest, never opened by the site."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.foundation import files
from lms.foundation.vietnamese import normalise

PAPER_BYTES = 10_000_000
NAME_LENGTH = 200
# What the first bytes say, and the type under which the file is given out again.
TYPES = {
    "pdf": ((b"%PDF-",), "application/pdf"),
    "jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "png": ((b"\x89PNG\r\n\x1a\n",), "image/png"),
    "webp": ((b"RIFF",), "image/webp"),
    "heic": ((b"ftypheic", b"ftypheix", b"ftypmif1"), "image/heic"),
    "docx": ((b"PK\x03\x04",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
PAPERS = ("pdf", "jpeg", "png", "webp", "heic")
WORK = (*PAPERS, "docx")
SENTENCES: dict[str, Promise] = {
    "empty": _("The file “%(name)s” is empty; choose it again."),
    "too_large": _("The file “%(name)s” is larger than %(limit)s MB; make the scan smaller or split it."),
    "kind": _("“%(name)s” cannot be taken; choose a PDF or a photo (JPG, PNG, WEBP, HEIC)."),
}


class UploadError(Exception):
    """`code` for programs, `str()` for people."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % self.params


@dataclass(frozen=True)
class Paper:
    """A kept file: its digest, a harmless name, its type."""

    sha256: str
    name: str
    content_type: str


def keep(upload: UploadedFile, *, kinds: tuple[str, ...] = PAPERS, limit: int = PAPER_BYTES) -> Paper:
    """Keeps an upload of one of these kinds; `limit` in bytes. Raises UploadError: empty, too_large, kind."""
    name = harmless_name(upload.name or "")
    if not upload.size:
        raise UploadError("empty", name=name)
    if upload.size > limit:
        raise UploadError("too_large", name=name, limit=limit // 1_000_000)
    data = upload.read()
    kind = kind_of(data, name)
    if kind not in kinds:
        raise UploadError("kind", name=name)
    return Paper(files.store(data).sha256, name, TYPES[kind][1])


def kind_of(data: bytes, name: str) -> str:
    """A key of TYPES by the first bytes; empty for anything else. A zip is a document only under a document's name."""
    for kind, (marks, _content_type) in TYPES.items():
        head = data[4:12] if kind == "heic" else data[:12]
        if head.startswith(marks):
            if kind == "docx" and not name.lower().endswith(".docx"):
                return ""
            return "" if kind == "webp" and data[8:12] != b"WEBP" else kind
    return ""


def content_type_of(sha256: str, name: str) -> str:
    """The type of a kept paper, from its bytes."""
    with files.open_blob(sha256) as blob:
        kind = kind_of(blob.read(12), name)
    return TYPES[kind][1] if kind else "application/octet-stream"


def harmless_name(name: str) -> str:
    """The last part of the name, without control signs, short enough; the ending stays."""
    last = normalise(name.replace("\\", "/").rsplit("/", 1)[-1]).replace('"', "")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return last[:NAME_LENGTH] or "tep"
    return f"{stem[: NAME_LENGTH - len(ending) - 1] or 'tep'}.{ending}"
