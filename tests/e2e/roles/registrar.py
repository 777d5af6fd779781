"""What the registrar, a holder and somebody who checks a paper do."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from tests.e2e.people import Person, shot_path

DEMO_CLASS = "BDAI-DEMO-01"


def demo_class_page(registrar: Person) -> str:
    """The demo's class whose certificates are issued."""
    registrar.goto("/chung-nhan/lop/")
    address = registrar.page.get_by_role("link", name=re.compile(DEMO_CLASS)).first.get_attribute("href")
    assert address is not None
    return address


def own_certificate(holder: Person) -> str:
    holder.goto("/chung-nhan/")
    found = re.search(r"/chung-nhan/cua-toi/[0-9a-f-]{36}/", holder.page.content())
    assert found is not None
    return found[0]


def signed_file(holder: Person, own: str, name: str) -> Path:
    """The PDF as the holder gets it."""
    holder.goto(own)
    holder.sees("Đã ký số")
    link = holder.page.locator("main a[href*='/tai-ve/']").first.get_attribute("href")
    assert link is not None
    path = shot_path("x").with_name(name)
    path.write_bytes(holder.context.request.get(holder.site + link).body())
    return path


def flipped(path: Path) -> Path:
    """The same file with one byte of its printed content changed."""
    data = bytearray(path.read_bytes())
    at = data.index(b"stream", len(data) // 4) + 40
    data[at] ^= 1
    altered = path.with_name("da-sua-" + path.name)
    altered.write_bytes(data)
    return altered


def says_pdfsig(path: Path) -> str:
    """What an independent reader says; empty where it is not installed."""
    if not shutil.which("pdfsig"):
        return ""
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, timeout=60).stdout


def drop(reader: Person, path: Path) -> None:
    reader.goto("/xac-minh/")
    with reader.page.expect_navigation():  # choosing is enough, as dropping is
        reader.page.locator("input[type=file][name=tep]").set_input_files(path)


def look_up_by_number(reader: Person, number: str, name: str, born: str) -> None:
    reader.goto("/xac-minh/theo-so/")
    for field, value in {"so": number, "ho_ten": name, "ngay_sinh": born}.items():
        reader.page.locator(f"[name={field}]").fill(value)
    reader.page.locator("main form button.button--primary").first.click()
    reader.page.wait_for_load_state()


def make_link(holder: Person, own: str) -> str:
    """The address of a page that the holder opens to others."""
    holder.goto(own)
    holder.press("Tạo liên kết")
    holder.page.locator("main form input[name=parts][value=file]").check()
    holder.page.locator("main form button.button--primary").click()
    holder.page.wait_for_load_state()
    return holder.page.locator("#share-address").input_value()


def close_link(holder: Person) -> None:
    holder.page.locator("main details:has(form[action*='/dong/']) summary").first.click()
    holder.page.locator("main form[action*='/dong/'] button").first.click()
    holder.page.wait_for_load_state()


def revoke(registrar: Person, certificate_page: str, on: date) -> str:
    """By decision, after an error of the issuer; the serial number that had to be typed."""
    registrar.goto(certificate_page)
    text = registrar.page.locator("main").inner_text()
    found = re.search(r"HVCB-\d{4}-\d{6}", text)
    assert found is not None
    registrar.goto(certificate_page + "thu-hoi/")
    registrar.page.locator("input[name=effect][value=revoked]").check()
    registrar.page.locator("input[name=ground][value=b]").check()
    for field, value in {"number": "09/QĐ-HVCB", "decided_on": on.isoformat(), "sure": found[0]}.items():
        registrar.page.locator(f"[name={field}]").fill(value)
    registrar.page.get_by_role("button", name="Nhập quyết định").click()
    registrar.page.wait_for_load_state()
    return found[0]


def print_stack(registrar: Person, class_page: str) -> bytes:
    """A print run of the whole class as one PDF."""
    registrar.goto(class_page + "in/")
    registrar.page.locator("input[name=which][value=tat-ca]").check()
    registrar.page.get_by_role("button", name="Xếp thứ tự xấp giấy").click()
    registrar.page.wait_for_load_state()
    registrar.shot("dot-in")
    if registrar.page.locator("main a[href$='giay.pdf']").count() == 0:
        registrar.page.locator("main form button.button--primary").first.click()
        registrar.page.wait_for_load_state()
    link = registrar.page.locator("main a[href$='giay.pdf']").first.get_attribute("href")
    assert link is not None
    return registrar.context.request.get(registrar.site + link).body()


def hand_over_one(registrar: Person, class_page: str) -> None:
    registrar.goto(class_page + "trao/")
    registrar.page.locator("input[name=giay]").first.check()
    registrar.page.get_by_role("button", name="Ghi những người đã đánh dấu").click()
    registrar.page.wait_for_load_state()
    registrar.shot("trao-giay")
    if registrar.page.get_by_role("button", name=re.compile("^Ghi")).count():
        registrar.page.locator("main form button.button--primary").first.click()
        registrar.page.wait_for_load_state()
