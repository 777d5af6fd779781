"""Routes of ours in a student's Jupyter server: open a lab, hand it in."""

import asyncio
import html
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join

from hocai_lab import work
from hocai_lab.exchange import CITY
from hocai_lab.exchange_site import Site, SiteError

STATUS = {"unreachable": 503, "no_permission": 403, "not_found": 404, "bad_address": 404, "too_many": 429}


class LabHandler(JupyterHandler):
    """What both routes share; the exchange is asked in a thread, so that a slow site never freezes the student's server."""

    @property
    def home(self) -> Path:
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    async def in_thread(self, action: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: action(*arguments, **named))

    def named_lab(self) -> work.Lab:
        return work.lab(self.home, self.get_argument("course", ""), self.get_argument("assignment", ""))

    def show(self, title: str, body: str, *, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(PAGE.format(title=html.escape(title), body=body))

    def refuse(self, error: SiteError) -> None:
        self.show("Chưa làm được", f'<p class="bad">{html.escape(error.sentence)}</p>{RETRY}', status=STATUS.get(error.code, 422))


class OpenHandler(LabHandler):
    """GET hocai/open?course=&assignment= fetches the lab if it is not there and leads to its first notebook."""

    @tornado.web.authenticated
    async def get(self) -> None:
        try:
            lab = self.named_lab()
            notebooks = await self.in_thread(work.fetch, Site.from_environment(), lab)
            if not notebooks:
                raise SiteError(work.NOTHING_THERE, "nothing_there")
        except SiteError as error:
            return self.refuse(error)
        path = "/".join(quote(part) for part in (lab.course, lab.assignment, notebooks[0]))
        self.redirect(url_path_join(self.base_url, "lab/tree", path))


class SubmitHandler(LabHandler):
    """GET shows what would be handed in; POST hands it in and gives the receipt, as a page or as JSON."""

    @tornado.web.authenticated
    async def get(self) -> None:
        try:
            lab = self.named_lab()
            if not lab.marker:
                raise SiteError(work.NOTHING_THERE, "nothing_there")
        except SiteError as error:
            return self.refuse(error)
        rows = "".join(f"<tr><td>{html.escape(name)}</td><td>{saved_at(lab.folder / name)}</td></tr>" for name in work.notebooks_in(lab))
        form = FORM.format(
            xsrf=self.xsrf_form_html(), course=quoted(lab.course), assignment=quoted(lab.assignment), key=secrets.token_hex(16)
        )
        self.show(
            "Nộp bài thực hành",
            f"<p>Bài được nộp như lần lưu gần nhất.</p><table><tr><th>Sổ tay</th><th>Lưu lúc</th></tr>{rows}</table>{form}",
        )

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            receipt = await self.in_thread(self.hand_in)
        except SiteError as error:
            return (
                self.tell({"error": error.sentence, "code": error.code}, STATUS.get(error.code, 422))
                if self.is_json
                else self.refuse(error)
            )
        if self.is_json:
            return self.tell(receipt, 201)
        self.show("Đã nộp bài", receipt_html(receipt))

    def hand_in(self) -> dict[str, Any]:
        told = self.get_json_body() if self.is_json else {}
        if not isinstance(told, dict):
            raise SiteError(work.BAD_ADDRESS, "bad_address")
        lab = work.lab_of(self.home, str(told["path"])) if told.get("path") else self.lab_from(told)
        key = str(told.get("key") or self.get_argument("key", "") or secrets.token_hex(16))[:64]
        receipt = work.submit(Site.from_environment(), lab, key=key)
        return {name: receipt.get(name) for name in ("id", "received_at", "sha256", "version", "url")} | {"received": spoken(receipt)}

    def lab_from(self, told: dict[str, Any]) -> work.Lab:
        names = [str(told.get(name) or self.get_argument(name, "")) for name in ("course", "assignment")]
        return work.lab(self.home, *names)

    @property
    def is_json(self) -> bool:
        return "application/json" in self.request.headers.get("Content-Type", "")

    def tell(self, answer: dict[str, Any], status: int) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer, ensure_ascii=False))


def spoken(receipt: dict[str, Any]) -> str:
    """The site's time of receipt as people here say it."""
    try:
        return datetime.fromisoformat(str(receipt.get("received_at"))).astimezone(CITY).strftime("%H:%M:%S ngày %d/%m/%Y")
    except ValueError:
        return ""


def saved_at(path: Path) -> str:
    return datetime.fromtimestamp(path.lstat().st_mtime, CITY).strftime("%H:%M:%S ngày %d/%m/%Y")


def quoted(value: str) -> str:
    return html.escape(value, quote=True)


def receipt_html(receipt: dict[str, Any]) -> str:
    link = str(receipt.get("url") or "")
    more = (
        f'<p><a class="button" href="{quoted(link)}">Xem kết quả trên trang Học AI</a></p>'
        if link.startswith(("http://", "https://"))
        else ""
    )
    return (
        f"<p>Trang Học AI đã nhận bài lúc <strong>{html.escape(receipt['received'])}</strong>.</p>"
        f"<p>Mã kiểm tra (SHA-256): <code>{html.escape(str(receipt.get('sha256') or ''))}</code></p>{more}"
    )


RETRY = '<p><a class="button" href="">Thử lại</a></p>'
FORM = (
    '<form method="post" action="submit">{xsrf}<input type="hidden" name="course" value="{course}"><input type="hidden" name="assignment" value="{assignment}">'
    '<input type="hidden" name="key" value="{key}"><p><button class="button" type="submit">Nộp bài</button></p></form>'
)
PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Học AI</title>
<style>
body {{ margin: 0; background: #f6f8fa; color: #1d2733; font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
main {{ max-width: 40rem; margin: 2.5rem auto; padding: 1.5rem; background: #fff; border: 1px solid #d9e0e7; border-radius: .75rem; }}
table {{ width: 100%; border-collapse: collapse; }} td, th {{ text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #d9e0e7; }}
code {{ overflow-wrap: anywhere; }} .bad {{ border-left: .25rem solid #a3271d; padding-left: .75rem; }}
.button {{ display: inline-block; border: 0; border-radius: .5rem; padding: .7rem 1.25rem; background: #0b5c8c; color: #fff; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hocai_lab.extension"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Called by Jupyter Server when the extension is enabled."""
    base = app.web_app.settings["base_url"]
    handlers = [(url_path_join(base, "hocai/open"), OpenHandler), (url_path_join(base, "hocai/submit"), SubmitHandler)]
    app.web_app.add_handlers(".*$", handlers)
