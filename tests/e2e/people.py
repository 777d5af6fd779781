"""A person with a browser of their own."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

SCREENSHOTS = Path(__file__).parent / "screenshots"
PASSWORD = "hoc-ai-demo"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def shot_path(name: str) -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS / f"{name}.png"


class Person:
    """Opens pages, logs in, presses buttons, and keeps a picture of each step."""

    def __init__(self, browser: Browser, site: str, name: str, *, phone: bool = False) -> None:
        self.name, self.site = name, site
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", has_touch=phone
        )
        self.context.set_default_timeout(40_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        # A policy that blocks one of our own parts shows here and nowhere else.
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def goto(self, path: str) -> "Person":
        response = self.page.goto(path if path.startswith("http") else self.site + path)
        assert response is not None, path
        assert response.status < 400, f"{path}: {response.status}"
        return self

    def status(self, path: str) -> int:
        return self.context.request.get(self.site + path, max_redirects=5).status

    def login(self, email: str) -> "Person":
        """The login page, and the privacy notice at the first login."""
        self.goto("/tai-khoan/login/")
        self.fill_login(email)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("chào")
        return self

    def enter(self, email: str) -> "Person":
        """Logged in as this person, whether or not it happened before."""
        self.page.goto(self.site + "/toi/")
        return self if "/toi/" in self.page.url and "login" not in self.page.url else self.login(email)

    def fill_login(self, email: str) -> None:
        self.page.locator("#id_login").fill(email)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("form:has(#id_password) button").first.click()
        self.page.wait_for_load_state()
        self.agree_if_asked()

    def agree_if_asked(self) -> None:
        if "/dong-y/" in self.page.url:
            self.shot("dong-y")
            self.page.locator("input[name=agree]").check()
            self.page.locator("form:has(input[name=agree]) button").click()
            self.page.wait_for_load_state()

    def press(self, label: str, *, exact: bool = False) -> None:
        """A button of the page's main part, or the link that looks like one."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=label, exact=exact).or_(main.get_by_role("link", name=label, exact=exact))
        found.first.click()

    def sees(self, text: str | re.Pattern) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def shot(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{name}.png", full_page=True)

    def fits(self) -> None:
        """Nothing scrolls sideways."""
        width, inner = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= inner, f"{self.page.url} is {width} px wide on a screen of {inner} px"

    def close(self) -> None:
        self.context.close()
        assert not self.complaints, self.complaints
