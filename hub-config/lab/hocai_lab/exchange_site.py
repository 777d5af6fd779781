"""The exchange of the site over HTTP, as the student's own server sees it: short timeouts, one sentence for every failure.

What may be asked twice without harm is asked again, a little later each time: networks in schools are slow and cut off.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS, READ_SECONDS, UPLOAD_SECONDS = 3, 6, 60
# Seconds before each further try of a request that may be repeated.
PAUSES = (0.5, 1.5, 4.0)
# Whoever has waited so long is told instead of being kept waiting through a further try.
PATIENCE_SECONDS = 10.0
ONCE: tuple[float, ...] = ()
PASSING = {502, 503, 504}
ANSWER_BYTES = 5_000_000
UNREACHABLE = "Chưa liên lạc được với trang Học AI. Bài của bạn vẫn còn trong phòng thực hành; hãy thử lại sau ít phút."
UNREADABLE = "Trang Học AI trả lời không đọc được. Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo giáo viên."
BUSY = "Trang Học AI đang bận. Hãy thử lại sau ít phút."


class SiteError(Exception):
    """One Vietnamese sentence for the student, and a code for programs."""

    def __init__(self, sentence: str, code: str = "unreachable", *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code
        # Another try in a moment may well succeed.
        self.passing = passing or code == "unreachable"


@dataclass(frozen=True)
class Site:
    """Address of the exchange and the token of this server; the token says who we are, nothing that we send does."""

    url: str
    token: str

    @classmethod
    def from_environment(cls, given: Mapping[str, str] | None = None) -> "Site":
        """What the launcher put into the environment of the server."""
        given = os.environ if given is None else given
        return cls(given.get("HOCAI_EXCHANGE_URL", "http://127.0.0.1:8002").rstrip("/"), given.get("JUPYTERHUB_API_TOKEN", ""))

    def courses(self) -> list[str]:
        """Codes of the course runs that this person attends."""
        return [str(code) for code in self.json("courses").get("courses", [])]

    def assignments(self, course: str | None = None) -> list[dict[str, Any]]:
        """Released labs with this person's submissions, in one call."""
        return list(self.json("assignments", params={"course": course} if course else None).get("assignments", []))

    def manifest(self, course: str, assignment: str) -> dict[str, Any]:
        """Version, digest and files of a released lab."""
        return self.json(course, assignment, "files")

    def glance(self, course: str, assignment: str) -> dict[str, Any]:
        """The same for somebody who does not want to wait."""
        return parsed(self.ask("GET", course, assignment, "files", pauses=ONCE, seconds=CONNECT_SECONDS))

    def blob(self, course: str, assignment: str, sha256: str, *, limit: int) -> bytes:
        """The bytes of one released file, at most `limit`."""
        return self.ask("GET", course, assignment, "blobs", sha256, limit=limit)

    def submit(self, course: str, assignment: str, *, version: int | None, files: Mapping[str, bytes], key: str) -> dict[str, Any]:
        """Hand in files; the same key again gives the same receipt, so a lost answer is asked for again."""
        return self.send_files(course, assignment, "submissions", version=version, files=files, headers={"Idempotency-Key": key})

    def check(self, course: str, assignment: str, *, version: int | None, files: Mapping[str, bytes]) -> dict[str, Any]:
        """Ask for a run of the public tests; once, since each one counts."""
        return self.send_files(course, assignment, "checks", version=version, files=files, pauses=ONCE)

    def send_files(
        self,
        *path: str,
        version: int | None,
        files: Mapping[str, bytes],
        headers: Mapping[str, str] | None = None,
        pauses: Sequence[float] = PAUSES,
    ) -> dict[str, Any]:
        parts = [("files", (name, content, "application/octet-stream")) for name, content in files.items()]
        data = {} if version is None else {"version": str(version)}
        return parsed(self.ask("POST", *path, files=parts, data=data, headers=headers, seconds=UPLOAD_SECONDS, pauses=pauses))

    def check_state(self, course: str, assignment: str, check: int) -> dict[str, Any]:
        """Where a check stands, and what came out."""
        return self.json(course, assignment, "checks", str(check))

    def help(self, course: str, assignment: str, *, raised: bool, note: str) -> dict[str, Any]:
        """Raise the hand or lower it."""
        return parsed(self.ask("POST", course, assignment, "help", json={"raised": raised, "note": note}))

    def tell(self, course: str, assignment: str, event: str) -> None:
        """Say that the lab was opened or saved: a courtesy, tried once."""
        self.ask("POST", course, assignment, "activity", json={"event": event}, pauses=ONCE, seconds=CONNECT_SECONDS)

    def feedback(self, course: str, assignment: str, submission: str) -> dict[str, Any]:
        """State, points and messages of one submission."""
        return self.json(course, assignment, "submissions", submission, "feedback")

    def json(self, *path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        return parsed(self.ask("GET", *path, params=params))

    def ask(self, method: str, *path: str, pauses: Sequence[float] = PAUSES, **more: Any) -> bytes:
        """One answer's bytes; raises SiteError for everything that is not a success, after as many further tries as there are pauses and patience."""
        address = "/".join([self.url, "v1/exchange", *(quote(part, safe="") for part in path)])
        end = time.monotonic() + PATIENCE_SECONDS
        for pause in pauses:
            try:
                return self.ask_once(method, address, **more)
            except SiteError as error:
                if not error.passing or time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
        return self.ask_once(method, address, **more)

    def ask_once(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        seconds: int = READ_SECONDS,
        limit: int = ANSWER_BYTES,
        **more: Any,
    ) -> bytes:
        import requests  # not at the start of every server: a class starts 45 of them together

        token = {"Authorization": f"token {self.token}", **(headers or {})}
        try:
            answer = requests.request(
                method, address, headers=token, timeout=(CONNECT_SECONDS, seconds), allow_redirects=False, stream=True, **more
            )
            with answer:
                content = read(answer, limit)
        except requests.RequestException as error:
            raise SiteError(UNREACHABLE) from error
        if answer.status_code >= 300:
            raise refusal(answer.status_code, content)
        return content


def refusal(status: int, content: bytes) -> SiteError:
    """The site's own sentence where it sent one."""
    try:
        told = parsed(content)
        return SiteError(str(told["error"])[:500], str(told.get("code", status))[:50], passing=status in PASSING)
    except (SiteError, KeyError):
        return SiteError(BUSY if status >= 500 or status == 429 else UNREADABLE, str(status), passing=status in PASSING)


def parsed(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SiteError(UNREADABLE, "unreadable") from error
    if not isinstance(told, dict):
        raise SiteError(UNREADABLE, "unreadable")
    return told


def read(answer: "requests.Response", limit: int) -> bytes:
    """The whole body; one that is cut off is no answer."""
    data = bytearray()
    for piece in answer.iter_content(65_536):
        data += piece
        if len(data) > limit:
            raise SiteError(UNREADABLE, "too_large")
    promised = answer.headers.get("Content-Length", "")
    if promised.isdigit() and len(data) < int(promised) and not answer.headers.get("Content-Encoding"):
        raise SiteError(UNREACHABLE)
    return bytes(data)
