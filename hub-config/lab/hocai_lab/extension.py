"""Routes of ours in a student's Jupyter server: open a lab, check it, hand it in, ask for help, see how full the home is."""

import asyncio
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join

from hocai_lab import lab_pages, work
from hocai_lab.clock import CITY
from hocai_lab.disk import Gauge
from hocai_lab.exchange_site import Site, SiteError
from hocai_lab.presence import Presence

STATUS = {
    "unreachable": 503,
    "hub_down": 503,
    "no_permission": 403,
    "not_found": 404,
    "bad_address": 404,
    "too_many": 429,
    "check_limit": 429,
}
RECEIPT = ("id", "received_at", "sha256", "version", "url", "code", "verify_url")
CHECK = ("id", "state", "ahead", "results", "message", "left_this_hour")
NOTE_CHARACTERS = 300


class LabHandler(JupyterHandler):
    """What all routes share; the exchange is asked in a thread, so that a slow site never freezes the student's server."""

    @property
    def home(self) -> Path:
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    @property
    def presence(self) -> Presence:
        return self.settings["hocai_presence"]

    @property
    def gauge(self) -> Gauge:
        return self.settings["hocai_gauge"]

    async def in_thread(self, action: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: action(*arguments, **named))

    def named_lab(self) -> work.Lab:
        return work.lab(self.home, self.get_argument("course", ""), self.get_argument("assignment", ""))

    def show(self, title: str, body: str, *, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(lab_pages.page(title, body))

    def refuse(self, error: SiteError) -> None:
        """As a page, or as JSON to a program."""
        status = STATUS.get(error.code, 422)
        if self.is_json:
            return self.tell({"error": error.sentence, "code": error.code}, status)
        self.show("Chưa làm được", lab_pages.refusal_html(error.sentence), status=status)

    @property
    def is_json(self) -> bool:
        return "application/json" in self.request.headers.get("Content-Type", "") + self.request.headers.get("Accept", "")

    @property
    def told(self) -> dict[str, Any]:
        """The JSON object in the request's body; raises SiteError for anything else."""
        told = self.get_json_body() if "application/json" in self.request.headers.get("Content-Type", "") else {}
        if not isinstance(told, dict):
            raise SiteError(work.BAD_ADDRESS, "bad_address")
        return told

    def tell(self, answer: dict[str, Any], status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer, ensure_ascii=False))


class OpenHandler(LabHandler):
    """GET hocai/open?course=&assignment= fetches the lab if it is not there and leads to its first notebook, alone on the page.

    `full=1` leads to the whole JupyterLab. Where a newer version was released, the page asks first; POST brings it beside the older one.
    """

    @tornado.web.authenticated
    async def get(self) -> None:
        try:
            lab = work.newest(self.named_lab())
            notebooks = await self.in_thread(work.fetch, Site.from_environment(), lab)
            if not notebooks:
                raise SiteError(work.NOTHING_THERE, "nothing_there")
            if self.get_argument("keep", "").isdigit():
                work.decline(lab, int(self.get_argument("keep")[:6]))
            elif released := await self.in_thread(work.newer_version, Site.from_environment(), lab):
                return self.offer(lab, released)
        except SiteError as error:
            return self.refuse(error)
        self.lead_to(lab, notebooks[0])

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            lab = await self.in_thread(work.fetch_beside, Site.from_environment(), work.newest(self.named_lab()))
        except SiteError as error:
            return self.refuse(error)
        self.lead_to(lab, work.notebooks_in(lab)[0])

    def offer(self, lab: work.Lab, released: int) -> None:
        names = {"course": lab.course, "assignment": lab.assignment}
        go_on = "open?" + urlencode({**names, "keep": released})
        self.show("Có bản mới của bài", lab_pages.newer_html(lab.version, released, xsrf=self.xsrf_form_html(), go_on=go_on, **names))

    def lead_to(self, lab: work.Lab, notebook: str) -> None:
        self.presence.tell(lab, "opened")
        path = "/".join(quote(part) for part in (lab.course, lab.name, notebook))
        view = "lab/tree" if self.get_argument("full", "") == "1" else "doc/tree"
        self.redirect(url_path_join(self.base_url, view, path))


class SubmitHandler(LabHandler):
    """GET shows what would be handed in; POST hands it in and gives the receipt, as a page or as JSON."""

    @tornado.web.authenticated
    async def get(self) -> None:
        try:
            lab = work.newest(self.named_lab())
            if not lab.marker:
                raise SiteError(work.NOTHING_THERE, "nothing_there")
        except SiteError as error:
            return self.refuse(error)
        disk = await self.in_thread(self.gauge.read)
        rows = [(name, saved_at(lab.folder / name)) for name in work.notebooks_in(lab)]
        fields = {"course": lab.course, "assignment": lab.assignment, "key": secrets.token_hex(16)}
        self.show("Nộp bài thực hành", lab_pages.submit_html(rows, xsrf=self.xsrf_form_html(), disk=disk.sentence, **fields))

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            receipt = await self.in_thread(self.hand_in)
        except SiteError as error:
            return self.refuse(error)
        if self.is_json:
            return self.tell(receipt, 201)
        self.show("Đã nộp bài", lab_pages.receipt_html(receipt))

    def hand_in(self) -> dict[str, Any]:
        told = self.told
        lab = work.lab_of(self.home, str(told["path"])) if told.get("path") else self.lab_from(told)
        key = str(told.get("key") or self.get_argument("key", "") or secrets.token_hex(16))[:64]
        receipt = work.submit(Site.from_environment(), lab, key=key)
        return {name: receipt.get(name) for name in RECEIPT} | {"received": spoken(receipt)}

    def lab_from(self, told: dict[str, Any]) -> work.Lab:
        names = [str(told.get(name) or self.get_argument(name, "")) for name in ("course", "assignment")]
        return work.newest(work.lab(self.home, *names))


class CheckHandler(LabHandler):
    """POST {"path"} asks for a run of the public tests on what was last saved; GET ?path=&id= tells where it stands."""

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            found = await self.in_thread(
                lambda: work.check(Site.from_environment(), work.lab_of(self.home, str(self.told.get("path", ""))))
            )
        except SiteError as error:
            return self.refuse(error)
        self.tell({name: found.get(name) for name in CHECK}, 202)

    @tornado.web.authenticated
    async def get(self) -> None:
        try:
            lab, number = work.lab_of(self.home, self.get_argument("path", "")), self.get_argument("id", "")
            if not (number.isascii() and number.isdigit()):
                raise SiteError(work.BAD_ADDRESS, "bad_address")
            found = await self.in_thread(Site.from_environment().check_state, lab.course, lab.assignment, int(number[:18]))
        except SiteError as error:
            return self.refuse(error)
        self.tell({name: found.get(name) for name in CHECK})


class HelpHandler(LabHandler):
    """POST {"path", "raised", "note"} raises the hand or lowers it."""

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            told = self.told
            lab = work.lab_of(self.home, str(told.get("path", "")))
            note = str(told.get("note") or "")[:NOTE_CHARACTERS]
            raised = await self.in_thread(
                Site.from_environment().help, lab.course, lab.assignment, raised=told.get("raised") is True, note=note
            )
        except SiteError as error:
            return self.refuse(error)
        self.tell({"raised": raised.get("raised") is True})


class DiskHandler(LabHandler):
    """GET hocai/disk: how full the home is, and the sentence to show while it is too full."""

    @tornado.web.authenticated
    async def get(self) -> None:
        disk = await self.in_thread(self.gauge.read)
        self.tell(
            {"used_mb": disk.used_mb, "limit_mb": disk.limit_mb, "percent": disk.percent, "level": disk.level, "message": disk.sentence}
        )


def spoken(receipt: dict[str, Any]) -> str:
    """The site's time of receipt as people here say it."""
    try:
        return datetime.fromisoformat(str(receipt.get("received_at"))).astimezone(CITY).strftime("%H:%M:%S ngày %d/%m/%Y")
    except ValueError:
        return ""


def saved_at(path: Path) -> str:
    return datetime.fromtimestamp(path.lstat().st_mtime, CITY).strftime("%H:%M:%S ngày %d/%m/%Y")


def told_of_saves(home: Path, presence: Presence) -> Callable[..., None]:
    """What the server calls after every save: a notebook of a lab was worked on."""

    def saved(model: dict[str, Any], os_path: str, contents_manager: Any, **_more: Any) -> None:
        if model.get("type") != "notebook":
            return
        try:
            lab = work.lab_of(home, Path(os_path).relative_to(home).as_posix())
        except (SiteError, ValueError):
            return
        presence.tell(lab, "saved")

    return saved


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hocai_lab.extension"}]


ROUTES = {"open": OpenHandler, "submit": SubmitHandler, "check": CheckHandler, "help": HelpHandler, "disk": DiskHandler}


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Called by Jupyter Server when the extension is enabled."""
    base, home = app.web_app.settings["base_url"], Path(app.root_dir).expanduser().resolve()
    app.web_app.settings["hocai_presence"] = presence = Presence()
    app.web_app.settings["hocai_gauge"] = Gauge(home)
    app.contents_manager.register_post_save_hook(told_of_saves(home, presence))
    app.web_app.add_handlers(".*$", [(url_path_join(base, "hocai", name), handler) for name, handler in ROUTES.items()])
