"""A person at a browser, reduced to HTTP: cookies, the login form, an upload."""

import re
import secrets
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

HIDDEN = re.compile(r'<input[^>]*name="(csrfmiddlewaretoken|key)"[^>]*value="([^"]*)"')
PATIENCE = 60.0


class Visitor:
    """Keeps the cookies of one person on one site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """The page at `path`."""
        with self.opener.open(self.site + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def post(self, path: str, body: bytes, kind: str) -> str:
        """Sends a form; the address where the redirects end."""
        request = Request(self.site + path, data=body, headers={"Content-Type": kind, "Referer": self.site + path})  # noqa: S310 - our own site
        with self.opener.open(request, timeout=PATIENCE) as answer:
            answer.read()
            return answer.url

    def log_in(self, email: str, password: str) -> None:
        """Through the login page, as everybody."""
        path = "/tai-khoan/login/"
        fields = hidden_fields(self.get(path)) | {"login": email, "password": password}
        if self.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded").endswith(path):
            raise RuntimeError(f"{email} could not log in")


def hidden_fields(page: str) -> dict[str, str]:
    """The form's secret and the key of an upload, where the page has them."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


def multipart(fields: dict[str, str], file_name: str, content: bytes) -> tuple[bytes, str]:
    """(body, content type) of a form with one file."""
    boundary = secrets.token_hex(16)
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{file_name}"\r\nContent-Type: application/json\r\n\r\n'
    return b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
