"""What an officer, an agency, a class manager and a trainee without an account do around one class day."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.e2e import roster
from tests.e2e.material import CLASS_CODE
from tests.e2e.people import Person, shot_path
from tests.e2e.stack import Stack

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
PDF = b"%PDF-"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The stopwatch of the issue: everything inside is clicks and waiting of one person."""
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    assert took <= seconds, f"took {took:.1f} s of {seconds}"


def copy_class(officer: Person, class_url: str) -> str:
    """A class from the last one, its sessions tomorrow; the new class is running."""
    officer.page.goto(class_url + "lop-moi/")
    tomorrow = (datetime.now(CITY) + timedelta(days=1)).date().isoformat()
    officer.page.locator("#id_opening_on").fill(tomorrow)
    officer.page.locator("button[name=reschedule]").click()
    officer.page.wait_for_load_state("networkidle")
    for day in officer.page.locator(".copy-session input[type=date]").all():
        day.fill(tomorrow)
    officer.shot("lop-moi-tu-lop-truoc")
    officer.page.locator("main form .form-actions button.button--primary").click()
    officer.page.wait_for_url(re.compile(r"/lop/\d+/$"))
    url = officer.page.url
    assert url != class_url
    for step in ("chuyen/open_enrolling", "chuyen/start"):
        officer.page.locator(f"form[action*='{step}'] button").click()
        officer.page.wait_for_load_state()
    return url


def import_five_hundred(officer: Person, class_url: str) -> None:
    """Choose, check first, write in the background with progress."""
    officer.page.goto(class_url + "hoc-vien/nhap/")
    content = roster.spreadsheet(roster.many(500))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    officer.page.locator("input[type=file]").set_input_files({"name": "500-hoc-vien.xlsx", "mimeType": kind, "buffer": content})
    officer.page.get_by_role("button", name="Kiểm tra trước").click()
    officer.page.wait_for_load_state()
    officer.shot("kiem-tra-truoc-500")
    officer.page.get_by_role("button", name=re.compile("Ghi")).first.click()
    expect(officer.page.locator("main")).to_contain_text(re.compile("Đã ghi"), timeout=120_000)
    officer.shot("da-ghi-500")


def invite_agency(officer: Person, class_url: str, agency: str) -> str:
    """The link that the officer copies for one agency."""
    officer.page.goto(class_url + "don-vi/moi/")
    officer.shot("moi-don-vi")
    officer.page.get_by_label("Hoặc từng đơn vị theo tên").fill(agency)
    officer.page.locator("main form button.button--primary").last.click()
    officer.page.wait_for_load_state()
    officer.page.goto(class_url + "don-vi/")
    officer.shot("don-vi")
    officer.page.get_by_role("link", name=agency).first.click()
    officer.page.wait_for_load_state()
    [link] = set(re.findall(r"https?://[^\s\"<]*/don-vi/[^\s\"<]+/", officer.page.content()))
    officer.shot("don-vi-lien-ket")
    return link


def check_in_without_account(phone: Person, scan: str, agency: str, name: str, birth: str) -> None:
    """The first time: agency, name, date of birth."""
    phone.page.goto(scan)
    phone.shot("chon-don-vi")
    phone.fits()
    phone.page.get_by_role("link", name=agency, exact=True).click()
    phone.page.get_by_role("link", name=re.compile(name)).click()
    phone.page.locator("#id_ngay_sinh").fill(birth)
    phone.shot("xac-nhan")
    phone.fits()
    phone.page.locator("main form button.button--primary").click()
    expect(phone.page.locator("main")).to_contain_text(name)
    expect(phone.page.locator(".checkin__icon")).to_be_visible()
    phone.shot("da-diem-danh")


def mark_at_the_desk(helper: Person, session: int, words: str, name: str) -> None:
    """Letters without marks find the person, Enter marks."""
    helper.goto(f"/lop/buoi/{session}/ban/")
    field = helper.page.locator("#tim")
    field.fill(words)
    expect(helper.page.locator("[data-results]")).to_contain_text(name)
    helper.shot("ban-tim")
    field.press("Enter")
    expect(helper.page.locator("[data-recent]")).to_contain_text(name)
    helper.shot("ban-da-ghi")


def change_room(officer: Person, class_url: str, session: int, room: str) -> None:
    """From the list of sessions to the text for the group."""
    officer.page.goto(class_url + "buoi/")
    card = officer.page.locator(f"#session-{session}")
    card.locator("details.session-card__room summary").click()
    card.locator("input[name=venue]").fill(room)
    card.locator(".session-card__room-form button").click()
    expect(officer.page.locator("#message")).to_have_value(re.compile(room))


def sheet_in_one_click(person: Person, link: str) -> bytes:
    body = person.context.request.get(person.site + link).body()
    assert body.startswith(PDF)
    shot_path("x").with_name("bang-ky-ten.pdf").write_bytes(body)
    return body


def send_one_person(agency: Person, link: str, name: str, birth: str) -> None:
    """The agency's person opens the link on a phone, sends the sheet, sees who is entered."""
    agency.page.goto(link)
    agency.shot("trang-cua-don-vi")
    agency.fits()
    sheet = roster.spreadsheet([[1, name, birth, "Nữ", "Sở Y tế", "Chuyên viên", "viên chức", ""]])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    agency.page.locator("input[type=file]").set_input_files({"name": "so-y-te.xlsx", "mimeType": kind, "buffer": sheet})
    agency.page.get_by_role("button", name=re.compile("Kiểm tra trước")).first.click()
    agency.page.wait_for_load_state()
    agency.shot("don-vi-kiem-tra-truoc")
    agency.fits()
    agency.page.get_by_role("button", name=re.compile("Gửi 1 người")).click()
    agency.page.wait_for_load_state()
    agency.page.goto(link)
    expect(agency.page.locator("main")).to_contain_text(name, timeout=60_000)


def newest_class(person: Person) -> str:
    """The class that was copied; its number is the highest."""
    person.goto("/lop/")
    numbers = {int(number) for number in re.findall(r"/lop/(\d+)/", person.page.content())}
    return f"{person.site}/lop/{max(numbers)}/"


def take_a_taken_name(other: Person, scan: str, agency: str, name: str) -> bool:
    """Whether somebody else's phone may still choose this name."""
    other.page.goto(scan)
    other.page.get_by_role("link", name=agency, exact=True).click()
    other.shot("ten-da-co-nguoi")
    return other.page.get_by_role("link", name=re.compile(name)).count() > 0


def close_the_book(officer: Person, stack: Stack, class_url: str, session: int) -> None:
    """Another person than the marker closes; the seal holds on the page and at the terminal."""
    officer.goto(f"/lop/buoi/{session}/khoa-so/")
    officer.shot("khoa-so")
    officer.page.locator("main form .form-actions button.button--primary").click()
    officer.page.wait_for_url(class_url + "so-diem-danh/")
    expect(officer.page.locator("main table tbody tr").first).to_contain_text("Nguyên vẹn")
    officer.shot("so-diem-danh-da-khoa")
    assert re.search(r"buổi 1: Nguyên vẹn", stack.manage("verify_books", "--class", CLASS_CODE))
