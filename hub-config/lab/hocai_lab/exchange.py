"""nbgrader's exchange over HTTP: listing, fetching, submitting and feedback go to the site, the teacher's steps are done there.

The base classes come from nbgrader.exchange.abc; LABS of nbgrader call `start()` and expect the dictionaries of its own lister.
"""

import html
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from traitlets import Bool, default

from hocai_lab import work
from hocai_lab.clock import CITY
from hocai_lab.exchange_site import Site, SiteError

ON_THE_SITE = "Hãy làm việc này trên trang Học AI (mục Bài thực hành của khóa học)."


class HttpExchange(abc.Exchange):
    """What all the classes share: the site, the student's home, and failing with a sentence."""

    @default("assignment_dir")
    def home(self) -> str:
        # Absolute: the handlers change the working directory and do not always change it back.
        return str(Path.home())

    @property
    def site(self) -> Site:
        return Site.from_environment()

    def lab(self) -> work.Lab:
        """The lab that the caller named."""
        return work.lab(Path(self.assignment_dir).resolve(), self.coursedir.course_id, self.coursedir.assignment_id)

    def start(self) -> Any:
        """Do it; every failure becomes nbgrader's own exception with our sentence."""
        try:
            return self.do()
        except SiteError as error:
            self.fail(error.sentence)

    def do(self) -> Any:
        self.fail(ON_THE_SITE)


class HttpExchangeList(HttpExchange, abc.ExchangeList):
    """Released labs, or with `cached` what was handed in."""

    cached = Bool(False).tag(config=True)
    inbound = Bool(False).tag(config=True)
    remove = Bool(False).tag(config=True)

    def do(self) -> list[dict[str, Any]]:
        return self.remove_files() if self.remove else self.list_files()

    def list_files(self) -> list[dict[str, Any]]:
        course = self.coursedir.course_id if self.coursedir else ""
        found = self.site.assignments(course or None)
        as_entry = self.submitted if self.inbound or self.cached else self.released
        return [entry for entry in map(as_entry, found) if entry]

    def remove_files(self) -> list[dict[str, Any]]:
        self.fail(ON_THE_SITE)
        return []

    def released(self, told: dict[str, Any]) -> dict[str, Any]:
        lab = work.lab(Path(self.assignment_dir).resolve(), str(told["course_id"]), str(told["assignment_id"]))
        fetched = bool(lab.marker)
        names = [name.removesuffix(".ipynb") for name in work.notebooks_in(lab)] if fetched else [str(name) for name in told["notebooks"]]
        return {
            "course_id": lab.course,
            "assignment_id": lab.assignment,
            "status": "fetched" if fetched else "released",
            "path": str(lab.folder),
            "notebooks": [{"notebook_id": name, "path": str(lab.folder / f"{name}.ipynb")} for name in names],
        }

    def submitted(self, told: dict[str, Any]) -> dict[str, Any] | None:
        lab = work.lab(Path(self.assignment_dir).resolve(), str(told["course_id"]), str(told["assignment_id"]))
        entries = [self.one_submission(lab, told, each) for each in told["submissions"]]
        head = {"course_id": lab.course, "student_id": "", "assignment_id": lab.assignment, "status": "submitted"}
        return {**head, "submissions": entries} if entries else None

    def one_submission(self, lab: work.Lab, told: dict[str, Any], each: dict[str, Any]) -> dict[str, Any]:
        stamp = timestamp(str(each["received_at"]))
        folder = feedback_folder(lab, stamp)
        local, ready = folder.is_dir(), each.get("state") in {"graded", "needs_manual"}
        seen = {"has_local_feedback": local, "has_exchange_feedback": ready, "feedback_updated": False}
        seen["local_feedback_path"] = os.path.relpath(folder, lab.home) if local else None
        notebooks = [
            {"notebook_id": str(name), **seen, "local_feedback_path": feedback_path(lab, folder, local)} for name in told["notebooks"]
        ]
        head = {"course_id": lab.course, "student_id": "", "assignment_id": lab.assignment, "status": "submitted"}
        return {**head, "timestamp": stamp, "path": str(lab.folder), "notebooks": notebooks, **seen}


class HttpExchangeFetchAssignment(HttpExchange, abc.ExchangeFetchAssignment):
    """Bring a released lab into the home; what is there is kept."""

    def do(self) -> None:
        work.fetch(self.site, self.lab())


class HttpExchangeSubmit(HttpExchange, abc.ExchangeSubmit):
    """Hand in the notebooks as they were last saved; the site's clock counts."""

    def do(self) -> None:
        receipt = work.submit(self.site, work.newest(self.lab()), key=secrets.token_hex(16))
        self.log.info("Đã nộp lúc %s, mã %s", receipt.get("received_at"), receipt.get("sha256"))


class HttpExchangeFetchFeedback(HttpExchange, abc.ExchangeFetchFeedback):
    """Write what the site says about every graded submission into the lab's folder, as a small page."""

    def do(self) -> None:
        lab = self.lab()
        for told in self.site.assignments(lab.course):
            if told["assignment_id"] == lab.assignment:
                for each in told["submissions"]:
                    self.keep(lab, each)

    def keep(self, lab: work.Lab, each: dict[str, Any]) -> None:
        answer = self.site.feedback(lab.course, lab.assignment, str(each["id"]))
        if answer.get("state") not in {"graded", "needs_manual"}:
            return
        folder = feedback_folder(lab, timestamp(str(each["received_at"])))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ket-qua.html").write_text(feedback_page(answer), "utf-8")


class HttpExchangeReleaseAssignment(HttpExchange, abc.ExchangeReleaseAssignment):
    """Done on the site."""


class HttpExchangeReleaseFeedback(HttpExchange, abc.ExchangeReleaseFeedback):
    """Done on the site."""


class HttpExchangeCollect(HttpExchange, abc.ExchangeCollect):
    """Done on the site."""


def timestamp(received_at: str) -> str:
    """The site's time of receipt in nbgrader's form, in the city's time; safe as a folder's name."""
    return datetime.fromisoformat(received_at).astimezone(CITY).strftime("%Y-%m-%d %H:%M:%S")


def feedback_folder(lab: work.Lab, stamp: str) -> Path:
    return lab.folder / "feedback" / stamp


def feedback_path(lab: work.Lab, folder: Path, local: bool) -> str | None:
    return os.path.relpath(folder / "ket-qua.html", lab.home) if local else None


def feedback_page(answer: dict[str, Any]) -> str:
    """Points and messages as a page without scripts; every text escaped."""
    rows = "".join(
        f"<tr><td>{text(each.get('title'))}</td><td>{text(each.get('score'))}/{text(each.get('max_score'))}</td><td>{text(each.get('message'))}</td></tr>"
        for each in answer.get("questions", [])
    )
    total = f"{text(answer.get('score'))}/{text(answer.get('max_score'))}"
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Kết quả</title><h1>Kết quả: {total}</h1><table>{rows}</table></html>'
    )


def text(value: Any) -> str:
    return html.escape("" if value is None else str(value))
