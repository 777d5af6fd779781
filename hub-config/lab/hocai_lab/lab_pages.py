"""The few Vietnamese pages that a student's own server shows: small, without scripts, every foreign text escaped."""

import html
from collections.abc import Iterable
from typing import Any

RETRY = '<p><a class="button" href="">Thử lại</a></p>'
PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Học AI</title>
<style>
body {{ margin: 0; background: #f6f8fa; color: #1d2733; font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
main {{ max-width: 40rem; margin: 2.5rem auto; padding: 1.5rem; background: #fff; border: 1px solid #d9e0e7; border-radius: .75rem; }}
table {{ width: 100%; border-collapse: collapse; }} td, th {{ text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #d9e0e7; }}
code {{ overflow-wrap: anywhere; }} .bad {{ border-left: .25rem solid #a3271d; padding-left: .75rem; }} .note {{ border-left: .25rem solid #b7791f; padding-left: .75rem; }}
.row {{ display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }} .row form {{ margin: 0; }}
.button {{ display: inline-block; border: 1px solid #0b5c8c; border-radius: .5rem; padding: .7rem 1.25rem; background: #0b5c8c; color: #fff; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }}
.button.plain {{ background: #fff; color: #0b5c8c; }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


def page(title: str, body: str) -> str:
    """A whole page; `body` is markup of ours."""
    return PAGE.format(title=html.escape(title), body=body)


def quoted(value: object) -> str:
    return html.escape(str(value), quote=True)


def refusal_html(sentence: str) -> str:
    return f'<p class="bad">{quoted(sentence)}</p>{RETRY}'


def hidden(**fields: object) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{quoted(value)}">' for name, value in fields.items())


def submit_html(rows: Iterable[tuple[str, str]], *, xsrf: str, disk: str, **fields: object) -> str:
    """What would be handed in, when it was saved, and one button."""
    told = "".join(f"<tr><td>{quoted(name)}</td><td>{quoted(saved)}</td></tr>" for name, saved in rows)
    warning = f'<p class="note">{quoted(disk)}</p>' if disk else ""
    return (
        f"<p>Bài được nộp như lần lưu gần nhất.</p>{warning}<table><tr><th>Sổ tay</th><th>Lưu lúc</th></tr>{told}</table>"
        f'<form method="post" action="submit">{xsrf}{hidden(**fields)}<p><button class="button" type="submit">Nộp bài</button></p></form>'
    )


def newer_html(mine: int | None, released: int, *, xsrf: str, go_on: str, **fields: object) -> str:
    """The choice between the version in the home and the one released meanwhile; neither is ever overwritten."""
    return (
        f"<p>Giáo viên đã phát hành bản {released} của bài này. Bạn đang làm bản {quoted(mine)}.</p>"
        "<p>Bản mới được tải về một thư mục riêng, bên cạnh bài bạn đang làm. Bài đang làm được giữ nguyên, và vẫn được chấm theo bản của nó.</p>"
        f'<div class="row"><form method="post" action="open">{xsrf}{hidden(**fields)}<button class="button" type="submit">Tải bản {released} về bên cạnh</button></form>'
        f'<a class="button plain" href="{quoted(go_on)}">Làm tiếp bản đang có</a></div>'
    )


def receipt_html(receipt: dict[str, Any]) -> str:
    """The receipt that a learner may keep: time, fingerprint, and a code that the site verifies."""
    parts = [
        f"<p>Trang Học AI đã nhận bài lúc <strong>{quoted(receipt.get('received') or '')}</strong>.</p>",
        f"<p>Mã kiểm tra (SHA-256): <code>{quoted(receipt.get('sha256') or '')}</code></p>",
    ]
    if receipt.get("code"):
        parts.append(f"<p>Mã biên nhận: <code>{quoted(receipt['code'])}</code>. Ai có mã này cũng kiểm chứng được trên trang Học AI.</p>")
    parts.append(link_html(receipt.get("url"), "Xem kết quả trên trang Học AI"))
    parts.append(link_html(receipt.get("verify_url"), "Kiểm chứng biên nhận", plain=True))
    return "".join(parts)


def link_html(address: object, label: str, *, plain: bool = False) -> str:
    """A link to a web page; nothing for any other address."""
    if not (isinstance(address, str) and address.startswith(("http://", "https://"))):
        return ""
    return f'<p><a class="button{" plain" if plain else ""}" href="{quoted(address)}">{quoted(label)}</a></p>'
