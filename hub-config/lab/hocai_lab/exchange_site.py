"""The exchange of the site over HTTP, as the student's own server sees it: short timeouts, one sentence for every failure."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests

CONNECT_SECONDS, READ_SECONDS, UPLOAD_SECONDS = 3, 5, 30
ANSWER_BYTES = 5_000_000
UNREACHABLE = "Chưa liên lạc được với trang Học AI. Bài của bạn vẫn còn trong phòng thực hành; hãy thử lại sau ít phút."
UNREADABLE = "Trang Học AI trả lời không đọc được. Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo giáo viên."
BUSY = "Trang Học AI đang bận. Hãy thử lại sau ít phút."


class SiteError(Exception):
    """One Vietnamese sentence for the student, and a code for programs."""

    def __init__(self, sentence: str, code: str = "unreachable") -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


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

    def blob(self, course: str, assignment: str, sha256: str, *, limit: int) -> bytes:
        """The bytes of one released file, at most `limit`."""
        return self.read(self.ask("GET", course, assignment, "blobs", sha256), limit)

    def submit(self, course: str, assignment: str, *, version: int | None, files: Mapping[str, bytes], key: str) -> dict[str, Any]:
        """Hand in files; the same key again gives the same receipt."""
        parts = [("files", (name, content, "application/octet-stream")) for name, content in files.items()]
        answer = self.ask(
            "POST", course, assignment, "submissions",
            files=parts, data={} if version is None else {"version": str(version)}, headers={"Idempotency-Key": key}, seconds=UPLOAD_SECONDS,
        )  # fmt: skip
        return self.parsed(answer)

    def feedback(self, course: str, assignment: str, submission: str) -> dict[str, Any]:
        """State, points and messages of one submission."""
        return self.json(course, assignment, "submissions", submission, "feedback")

    def json(self, *path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self.parsed(self.ask("GET", *path, params=params))

    def ask(
        self, method: str, *path: str, headers: Mapping[str, str] | None = None, seconds: int = READ_SECONDS, **more: Any
    ) -> requests.Response:
        """One request; raises SiteError for everything that is not a success."""
        address = "/".join([self.url, "v1/exchange", *(quote(part, safe="") for part in path)])
        token = {"Authorization": f"token {self.token}", **(headers or {})}
        try:
            answer = requests.request(
                method, address, headers=token, timeout=(CONNECT_SECONDS, seconds), allow_redirects=False, stream=True, **more
            )
        except requests.RequestException as error:
            raise SiteError(UNREACHABLE) from error
        if answer.status_code >= 300:
            raise self.refusal(answer)
        return answer

    def refusal(self, answer: requests.Response) -> SiteError:
        """The site's own sentence where it sent one."""
        try:
            told = self.parsed(answer)
            return SiteError(str(told["error"])[:500], str(told.get("code", answer.status_code))[:50])
        except (SiteError, KeyError):
            return SiteError(BUSY if answer.status_code >= 500 or answer.status_code == 429 else UNREADABLE, str(answer.status_code))

    def parsed(self, answer: requests.Response) -> dict[str, Any]:
        try:
            told = json.loads(self.read(answer, ANSWER_BYTES))
        except (ValueError, RecursionError) as error:
            raise SiteError(UNREADABLE, "unreadable") from error
        if not isinstance(told, dict):
            raise SiteError(UNREADABLE, "unreadable")
        return told

    def read(self, answer: requests.Response, limit: int) -> bytes:
        try:
            data = b""
            for piece in answer.iter_content(65_536):
                data += piece
                if len(data) > limit:
                    raise SiteError(UNREADABLE, "too_large")
        except requests.RequestException as error:
            raise SiteError(UNREACHABLE) from error
        finally:
            answer.close()
        return data
