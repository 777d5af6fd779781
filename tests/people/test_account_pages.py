"""Login, registering and one's own account: Vietnamese, in the look of the site, without inline script or style."""

import mimetypes
import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.urls import reverse

from lms import demo
from lms.people.models import User

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "một-mật-khẩu-dài-2026"

pytestmark = pytest.mark.django_db


def html_of(response) -> str:
    assert response.status_code == 200
    return unescape(response.content.decode())


def heading(html: str) -> str:
    return re.sub(r"\s+", " ", re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)[1]).strip()


def names_of_inputs(html: str) -> list[str]:
    """The visible inputs of the main form."""
    form = re.search(r'<form class="form".*?</form>', html, re.DOTALL)[0]
    return re.findall(r'<input type="(?!hidden)[^"]*" name="([^"]+)"', form)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Đăng nhập"),
        ("account_signup", "Đăng ký"),
        ("account_reset_password", "Đặt lại mật khẩu"),
        ("account_reset_password_done", "Hãy xem email của bạn"),
    ],
)
def test_entrance_pages_are_ours_and_vietnamese(client, name, title):
    html = html_of(client.get(reverse(name)))

    assert heading(html) == title
    assert f"<title>{title} · Học AI</title>" in re.sub(r"\s*(</?title>)\s*", r"\1", html)
    assert "site-header" in html
    assert not INLINE.search(html)


@pytest.mark.parametrize(
    ("name", "title"), [("account_email", "Địa chỉ email"), ("account_change_password", "Đổi mật khẩu"), ("account_logout", "Đăng xuất")]
)
def test_pages_of_the_own_account_are_ours_and_vietnamese(client, trainee, name, title):
    client.force_login(trainee)

    html = html_of(client.get(reverse(name)))

    assert heading(html) == title
    assert 'aria-label="Tài khoản của tôi"' in html
    assert not INLINE.search(html)


def test_login_asks_for_one_name_and_a_password(client):
    html = html_of(client.get(reverse("account_login")))

    assert names_of_inputs(html) == ["login", "password", "remember"]
    assert "Email hoặc tên đăng nhập" in html
    assert f'href="{reverse("account_signup")}"' in html
    assert f'href="{reverse("account_reset_password")}"' in html


@pytest.mark.parametrize("field", ["email", "handle"])
def test_login_takes_email_or_handle(client, trainee, field):
    response = client.post(reverse("account_login"), {"login": getattr(trainee, field), "password": demo.PASSWORD})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(trainee.pk)


def test_login_with_a_wrong_password_says_so_in_vietnamese(client, trainee):
    html = html_of(client.post(reverse("account_login"), {"login": trainee.email, "password": "sai-mat-khau"}))

    assert "Địa chỉ email hoặc mật khẩu không đúng." in html
    assert trainee.email in html
    assert "sai-mat-khau" not in html
    assert "_auth_user_id" not in client.session


def test_login_offers_every_demo_person_in_the_demo(client, settings):
    settings.HOCAI_DEMO = True

    html = html_of(client.get(reverse("account_login")))

    offered = re.findall(r'name="login" value="([^"]+)"', html)
    assert sorted(offered) == sorted(person.email for person in demo.PEOPLE)
    assert set(re.findall(r'name="password" value="([^"]+)"', html)) == {demo.PASSWORD}


def test_login_offers_nobody_outside_the_demo(client, settings):
    settings.HOCAI_DEMO = False

    html = html_of(client.get(reverse("account_login")))

    assert "hoc.example" not in html
    assert demo.PASSWORD not in html


def test_login_of_the_demo_keeps_where_to_go(client, trainee):
    html = html_of(client.get(reverse("account_login") + "?next=/hoc/"))

    assert html.count('name="next" value="/hoc/"') >= 1 + len(demo.PEOPLE)


def test_signup_asks_name_email_and_one_password(client):
    html = html_of(client.get(reverse("account_signup")))

    assert names_of_inputs(html) == ["full_name", "email", "password1"]
    assert "Mật khẩu cần ít nhất 10 ký tự." in html


def test_signup_makes_a_person_and_logs_in(client):
    response = client.post(
        reverse("account_signup"), {"full_name": "Ngô Thị Mỹ Duyên", "email": "duyen@hoc.example", "password1": PASSWORD}
    )

    person = User.objects.get(email="duyen@hoc.example")
    assert response.status_code == 302
    assert person.full_name == "Ngô Thị Mỹ Duyên"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signup_with_a_weak_password_keeps_what_was_typed(client):
    html = html_of(
        client.post(reverse("account_signup"), {"full_name": "Ngô Thị Mỹ Duyên", "email": "duyen@hoc.example", "password1": "12345"})
    )

    assert "Mật khẩu quá ngắn. Hãy dùng ít nhất 10 ký tự." in html
    assert 'value="Ngô Thị Mỹ Duyên"' in html
    assert not User.objects.filter(email="duyen@hoc.example").exists()


def test_password_reset_sends_a_vietnamese_letter_whose_link_sets_the_password(client, trainee):
    client.post(reverse("account_reset_password"), {"email": trainee.email})
    letter = mail.outbox[0]
    link = re.search(r"https?://\S+", letter.body)[0]
    page = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)

    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    trainee.refresh_from_db()
    assert "Đặt lại mật khẩu" in letter.subject or "Thư đặt lại mật khẩu" in letter.subject
    assert letter.body.startswith("Xin chào,")
    assert "Was it you" not in letter.body
    assert heading(html_of(page)) == "Đặt mật khẩu mới"
    assert not INLINE.search(page.content.decode())
    assert trainee.check_password(PASSWORD)


def test_password_reset_with_a_dead_link_says_what_to_do(client):
    html = html_of(client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "dead-link"})))

    assert heading(html) == "Liên kết này không còn dùng được"
    assert f'href="{reverse("account_reset_password")}"' in html


def test_password_change_keeps_the_session(client, trainee):
    client.force_login(trainee)
    data = {"oldpassword": demo.PASSWORD, "password1": PASSWORD, "password2": PASSWORD}

    client.post(reverse("account_change_password"), data)

    trainee.refresh_from_db()
    assert trainee.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(trainee.pk)


def test_logout_asks_first_and_then_ends_the_session(client, trainee):
    client.force_login(trainee)

    asked = html_of(client.get(reverse("account_logout")))
    still_in = "_auth_user_id" in client.session
    client.post(reverse("account_logout"))

    assert "Phiên thực hành cũng sẽ kết thúc" in asked
    assert still_in
    assert "_auth_user_id" not in client.session


def test_email_page_names_the_state_of_each_address(client, trainee):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=trainee, email=trainee.email, primary=True, verified=True)
    EmailAddress.objects.create(user=trainee, email="anh.tran@hoc.example", verified=False)
    client.force_login(trainee)

    html = html_of(client.get(reverse("account_email")))

    forms = {
        re.search(r'name="email" value="([^"]+)"', form)[1]: form
        for form in re.findall(r'<form class="account__address".*?</form>', html, re.DOTALL)
    }
    own, other = forms[trainee.email], forms["anh.tran@hoc.example"]
    assert "Đã xác nhận" in own
    assert "Chính" in own
    assert "action_remove" not in own
    assert "Chưa xác nhận" in other
    assert "action_remove" in other


def test_authorization_of_an_unknown_client_is_explained(client, trainee):
    client.force_login(trainee)

    response = client.get(reverse("idp:oidc:authorization"))

    html = unescape(response.content.decode())
    assert heading(html) == "Chưa đăng nhập được"
    assert not INLINE.search(html)


def test_logout_of_the_provider_asks_in_vietnamese(client, trainee):
    client.force_login(trainee)

    html = html_of(client.get(reverse("idp:oidc:logout")))

    assert heading(html) == "Đăng xuất"
    assert 'value="stay"' in html
    assert not INLINE.search(html)


def test_editor_has_our_name_and_logo(client, administrator):
    client.force_login(administrator)

    html = html_of(client.get("/admin/"))

    assert "- Học AI</title>" in re.sub(r"\s*</title>", "</title>", html)
    assert "img/logo.svg" in html
    assert "Bảng điều khiển" in html
    assert "editor guide" not in html
    assert "Hướng dẫn biên tập" not in html


@pytest.mark.parametrize(
    ("kind", "words"),
    [("external", "Chữ của liên kết"), ("email", "Tiêu đề thư"), ("phone", "Số điện thoại"), ("anchor", "Tên mốc trong trang")],
)
def test_editor_names_the_fields_of_a_link(client, administrator, kind, words):
    client.force_login(administrator)

    response = client.get(reverse(f"wagtailadmin_choose_page_{kind}_link"))

    assert words in response.json()["html"]
    assert "Link text" not in response.json()["html"]


def answer(route, pages: dict[str, str]) -> None:
    """Serve the pages and their static files to the browser without a server."""
    path = urlsplit(route.request.url).path
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
    elif found := finders.find(path.removeprefix("/static/")):
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(path)[0] or "font/woff2")
    else:
        route.abort()


def rendered_pages(client, trainee) -> dict[str, str]:
    """Every page that people meet on the way in and in their own account, some with errors in the form."""
    entrance = [reverse(name) for name in ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")]
    pages = {path: client.get(path).content.decode() for path in entrance}
    pages["/login-errors/"] = client.post(entrance[0], {"login": "", "password": ""}).content.decode()
    pages["/signup-errors/"] = client.post(entrance[1], {"email": "x", "password1": "1"}).content.decode()
    client.force_login(trainee)
    own = [
        reverse(name)
        for name in ("account_email", "account_change_password", "account_logout", "idp:oidc:authorization", "idp:oidc:logout")
    ]
    return pages | {path: client.get(path).content.decode() for path in own}


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_account_pages_pass_axe_and_never_scroll_sideways(client, trainee):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    pages = rendered_pages(client, trainee)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": 390, "height": 800})
        tab.route("**/*", lambda route: answer(route, pages))
        for path in pages:
            tab.goto(f"http://localhost{path}")
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390, path
            result = Axe().run(tab)
            assert result.violations_count == 0, f"{path}\n{result.generate_report()}"
        browser.close()
