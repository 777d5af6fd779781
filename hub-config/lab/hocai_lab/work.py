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
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from hocai_lab.exchange_site import Site, SiteError

MARKER, PENDING = ".hocai.json", ".hocai-dang-nop.json"
NAME = re.compile(r"[\w-][\w.-]{0,99}")
# A newer version lies beside the older one: `bai-1.v2` beside `bai-1`. Short names of labs hold no dot.
BESIDE = re.compile(r"(?P<assignment>[^.]+)\.v(?P<version>[1-9]\d{0,5})")
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
    # The version that this folder was made for, where it lies beside an older one.
    beside: int | None = None

    @property
    def name(self) -> str:
        """What the folder is called."""
        return f"{self.assignment}.v{self.beside}" if self.beside else self.assignment

    @property
    def folder(self) -> Path:
        return self.home / self.course / self.name

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
    newer = BESIDE.fullmatch(parts[1])
    found = lab(home, parts[0], newer["assignment"] if newer else parts[1])
    found = replace(found, beside=int(newer["version"])) if newer else found
    if not found.marker:
        raise SiteError(NO_LAB, "no_lab")
    return found


def newest(found: Lab) -> Lab:
    """Of a lab's folders in this home the one with the highest version; the plain one where there is no other."""
    try:
        names = [entry.name for entry in os.scandir(found.folder.parent)]
    except OSError:
        return found
    versions = [int(match["version"]) for name in names if (match := BESIDE.fullmatch(name)) and match["assignment"] == found.assignment]
    folders = [replace(found, beside=version) for version in sorted(versions, reverse=True)]
    return next((each for each in folders if each.marker and notebooks_in(each)), found)


def fetch(site: Site, found: Lab) -> list[str]:
    """Bring the released version into the home unless it is there; names of its notebooks. Raises SiteError.

    Nothing that exists is ever replaced: a new folder appears in one step, into an existing one only missing files are linked.
    """
    if found.marker and notebooks_in(found):
        return notebooks_in(found)
    return bring(site, found, site.manifest(found.course, found.assignment))


def fetch_beside(site: Site, found: Lab) -> Lab:
    """Bring the version that is released now into a folder of its own beside the older work. Raises SiteError."""
    manifest = site.manifest(found.course, found.assignment)
    version = released_version(manifest)
    if version is None:
        raise SiteError(BAD_RELEASE, "bad_release")
    newer = replace(found, beside=version)
    if not (newer.marker and notebooks_in(newer)):
        bring(site, newer, manifest)
    return newer


def newer_version(site: Site, found: Lab) -> int | None:
    """The released version where the one in the home is older and its owner has not said to go on with it; a slow site is not waited for."""
    known = found.version
    try:
        released = released_version(site.glance(found.course, found.assignment))
    except SiteError:
        return None
    declined = found.marker.get("declined")
    return released if known and released and released > known and declined != released else None


def decline(found: Lab, version: int) -> None:
    """Remember that its owner goes on with the older version."""
    with contextlib.suppress(OSError):
        write_whole(found.folder / MARKER, json.dumps(found.marker | {"declined": version}))


def released_version(manifest: dict[str, Any]) -> int | None:
    version = manifest.get("version")
    return version if isinstance(version, int) and not isinstance(version, bool) and 0 < version < 1_000_000 else None


def bring(site: Site, found: Lab, manifest: dict[str, Any]) -> list[str]:
    """Every file of a release into the lab's folder. What has arrived stays until the rest has: a cut-off download goes on where it was."""
    entries = checked(manifest)
    arrived = found.folder.parent / f".{found.name}.dang-tai"
    draft = found.folder.parent / f".{found.name}.{secrets.token_hex(8)}"
    try:
        arrived.mkdir(parents=True, mode=0o700, exist_ok=True)
        download(site, found, entries, arrived)
        assemble(entries, arrived, draft)
        write_marker(found, manifest, draft)
        put_in_place(draft, found.folder)
        shutil.rmtree(arrived, ignore_errors=True)
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


def download(site: Site, found: Lab, entries: list[tuple[str, str, int]], arrived: Path) -> None:
    """Every file under its hash, compared with the size and hash that the site promised; those that are there are not asked for again."""
    for _, digest, size in entries:
        if has_arrived(arrived / digest, digest, size):
            continue
        content = site.blob(found.course, found.assignment, digest, limit=size)
        if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
            raise SiteError(BAD_RELEASE, "bad_hash")
        write_whole(arrived / digest, content)


def has_arrived(path: Path, digest: str, size: int) -> bool:
    try:
        content = read_regular(path, size)
    except OSError:
        return False
    return len(content) == size and hashlib.sha256(content).hexdigest() == digest


def assemble(entries: list[tuple[str, str, int]], arrived: Path, draft: Path) -> None:
    """A new folder with every file under its name; two names of one content are two files."""
    draft.mkdir(mode=0o700)
    for path, digest, _ in entries:
        target = draft / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(arrived / digest, target, follow_symlinks=False)


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
        content = read_regular(path, NOTEBOOK_BYTES)
    except OSError as error:
        raise SiteError(NOT_A_FILE.format(name=path.name), "not_a_file") from error
    if len(content) > NOTEBOOK_BYTES:
        raise SiteError(TOO_LARGE.format(name=path.name), "too_large")
    return content


def read_regular(path: Path, limit: int) -> bytes:
    """At most one byte more than `limit` of a regular file; OSError for a link, a pipe or a device."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a regular file: {path}")
        return stream.read(limit + 1)


def write_whole(path: Path, content: bytes | str) -> None:
    """All of it or nothing, whatever lies there: a link is replaced, not followed."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def submit(site: Site, found: Lab, *, key: str) -> dict[str, Any]:
    """Hand in what was last saved; the receipt with server time and hash. Raises SiteError.

    The key lies in the home until the receipt has come: whoever presses again after a lost answer, also tomorrow and also after a new
    start of the server, gets the receipt of the first time.
    """
    files = files_to_submit(site, found)
    key = kept_key(found, digest_of(files), key)
    receipt = site.submit(found.course, found.assignment, version=found.version, files=files, key=key)
    with contextlib.suppress(OSError):
        (found.folder / PENDING).unlink(missing_ok=True)
    return receipt


def kept_key(found: Lab, digest: str, key: str) -> str:
    """The key of an earlier try with the very same files that got no receipt; else the new one, kept from now on."""
    try:
        told = json.loads(read_regular(found.folder / PENDING, 1_000))
        earlier = told.get("key") if isinstance(told, dict) and told.get("sha256") == digest else None
    except (OSError, ValueError):
        earlier = None
    if isinstance(earlier, str) and re.fullmatch(r"[\w-]{1,64}", earlier):
        return earlier
    # A full disk must not keep anybody from handing in.
    with contextlib.suppress(OSError):
        write_whole(found.folder / PENDING, json.dumps({"key": key, "sha256": digest}))
    return key


def digest_of(files: Mapping[str, bytes]) -> str:
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check(site: Site, found: Lab) -> dict[str, Any]:
    """Ask for a run of the public tests on what was last saved. Raises SiteError."""
    return site.check(found.course, found.assignment, version=found.version, files=files_to_submit(site, found))
