"""A student's folder of one lab: fetched in one step, never overwritten, read for handing in."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from hocai_lab.exchange_site import Site, SiteError

MARKER = ".hocai.json"
NAME = re.compile(r"[\w-][\w.-]{0,99}")
FILES, FILE_BYTES, ALL_BYTES = 500, 50_000_000, 100_000_000
NOTEBOOK_BYTES = 10_000_000
BAD_RELEASE = "Bài thực hành trên trang có tệp không hợp lệ nên chưa tải về được. Hãy báo giáo viên."
BAD_ADDRESS = "Địa chỉ bài thực hành không đúng. Hãy mở bài từ trang của khóa học."
NO_LAB = "Tệp này không thuộc bài thực hành nào nên không nộp được. Hãy mở bài từ trang của khóa học."
NOTHING_THERE = "Không thấy sổ tay nào của bài này để nộp. Hãy mở lại bài từ trang của khóa học."
TOO_LARGE = "Sổ tay {name} quá lớn (trên 10 MB). Hãy xoá bớt kết quả in ra rồi lưu và nộp lại."
NOT_A_FILE = "{name} không phải một tệp bình thường nên không nộp được. Hãy xoá nó rồi mở lại bài từ trang của khóa học."
NO_ROOM = "Không ghi được bài vào thư mục của bạn. Hãy xoá bớt tệp không cần nữa rồi mở lại."


@dataclass(frozen=True)
class Lab:
    """Where a lab lies in a home, and what was fetched."""

    home: Path
    course: str
    assignment: str

    @property
    def folder(self) -> Path:
        return self.home / self.course / self.assignment

    @property
    def marker(self) -> dict[str, Any]:
        """What was fetched; empty where nothing was."""
        try:
            found = json.loads((self.folder / MARKER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def version(self) -> int | None:
        version = self.marker.get("version")
        return version if isinstance(version, int) else None


def lab(home: Path, course: str, assignment: str) -> Lab:
    """A lab by its two names; raises SiteError for anything that is not a plain name."""
    if not (NAME.fullmatch(course) and NAME.fullmatch(assignment)):
        raise SiteError(BAD_ADDRESS, "bad_address")
    return Lab(home, course, assignment)


def lab_of(home: Path, path: str) -> Lab:
    """The lab that a notebook's path (relative to the home) belongs to; raises SiteError."""
    parts = PurePosixPath(path.strip("/")).parts
    if len(parts) < 2:
        raise SiteError(NO_LAB, "no_lab")
    found = lab(home, parts[0], parts[1])
    if not found.marker:
        raise SiteError(NO_LAB, "no_lab")
    return found


def fetch(site: Site, found: Lab) -> list[str]:
    """Bring the released version into the home unless it is there; names of its notebooks. Raises SiteError.

    Nothing that exists is ever replaced: a new folder appears in one step, into an existing one only missing files are linked.
    """
    if found.marker and notebooks_in(found):
        return notebooks_in(found)
    manifest = site.manifest(found.course, found.assignment)
    entries = checked(manifest)
    draft = found.folder.parent / f".{found.assignment}.{secrets.token_hex(8)}"
    try:
        download(site, found, entries, draft)
        write_marker(found, manifest, draft)
        put_in_place(draft, found.folder)
    except OSError as error:
        raise SiteError(NO_ROOM, "no_room") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return notebooks_in(found)


def checked(manifest: dict[str, Any]) -> list[tuple[str, str, int]]:
    """(path, sha256, size) of every released file; raises SiteError for a path that leaves the folder or a size beyond reason."""
    entries = manifest.get("files")
    if not isinstance(entries, list) or len(entries) > FILES:
        raise SiteError(BAD_RELEASE, "bad_release")
    found = [checked_entry(entry) for entry in entries]
    names = {unicodedata.normalize("NFC", path).casefold() for path, _, _ in found}
    if len(names) != len(found) or sum(size for _, _, size in found) > ALL_BYTES:
        raise SiteError(BAD_RELEASE, "bad_release")
    return found


def checked_entry(entry: Any) -> tuple[str, str, int]:
    path, digest, size = (entry.get(name) for name in ("path", "sha256", "size")) if isinstance(entry, dict) else (None, None, None)
    if not (isinstance(path, str) and is_safe(path) and isinstance(digest, str) and re.fullmatch("[0-9a-f]{64}", digest)):
        raise SiteError(BAD_RELEASE, "bad_release")
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= FILE_BYTES:
        raise SiteError(BAD_RELEASE, "bad_release")
    return path, digest, size


def is_safe(path: str) -> bool:
    """A relative path of plain names: no way up, no hidden name, nothing that another system reads differently."""
    parts = path.split("/")
    return 0 < len(path) <= 300 and not any(not part or part.startswith(".") or "\\" in part or not part.isprintable() for part in parts)


def download(site: Site, found: Lab, entries: list[tuple[str, str, int]], draft: Path) -> None:
    """Every file into a new folder, compared with the size and hash that the site promised."""
    draft.mkdir(parents=True, mode=0o700)
    for path, digest, size in entries:
        content = site.blob(found.course, found.assignment, digest, limit=size)
        if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
            raise SiteError(BAD_RELEASE, "bad_hash")
        target = draft / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_marker(found: Lab, manifest: dict[str, Any], draft: Path) -> None:
    told = {
        "course_id": found.course,
        "assignment_id": found.assignment,
        "version": manifest.get("version"),
        "digest": manifest.get("digest"),
    }
    (draft / MARKER).write_text(json.dumps(told), "utf-8")


def put_in_place(draft: Path, folder: Path) -> None:
    """Rename where nothing is there yet, else link in what is missing; a name that exists wins, whatever it is."""
    if not os.path.lexists(folder):
        draft.rename(folder)
        return
    for parent, _, names in os.walk(draft):
        inner = Path(parent).relative_to(draft)
        for name in names:
            target = folder / inner / name
            with contextlib.suppress(FileExistsError, NotADirectoryError):
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(os.path.join(parent, name), target, follow_symlinks=False)


def notebooks_in(found: Lab) -> list[str]:
    """Names of the notebooks that lie directly in the lab's folder, in order."""
    try:
        names = sorted(entry.name for entry in os.scandir(found.folder))
    except OSError:
        return []
    return [name for name in names if name.endswith(".ipynb") and not name.startswith(".")]


def files_to_submit(site: Site, found: Lab) -> dict[str, bytes]:
    """The lab's notebooks as they were last saved; copies under other names stay at home. Raises SiteError."""
    present = notebooks_in(found)
    released = {path for path, _, _ in checked(site.manifest(found.course, found.assignment)) if "/" not in path}
    wanted = [name for name in present if name in released] or present
    if not wanted:
        raise SiteError(NOTHING_THERE, "nothing_there")
    return {name: read_notebook(found.folder / name) for name in wanted}


def read_notebook(path: Path) -> bytes:
    """The bytes of a regular file of a reasonable size; a link is not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise SiteError(NOT_A_FILE.format(name=path.name), "not_a_file") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SiteError(NOT_A_FILE.format(name=path.name), "not_a_file")
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read(NOTEBOOK_BYTES + 1)
    if len(content) > NOTEBOOK_BYTES:
        raise SiteError(TOO_LARGE.format(name=path.name), "too_large")
    return content


def submit(site: Site, found: Lab, *, key: str) -> dict[str, Any]:
    """Hand in what was last saved; the receipt with server time and hash. Raises SiteError."""
    return site.submit(found.course, found.assignment, version=found.version, files=files_to_submit(site, found), key=key)
