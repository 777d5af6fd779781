"""What a teacher does on the site, step by step."""

import re

from playwright.sync_api import expect

from tests.e2e.material import OWN_LAB, OWN_LAB_TITLE
from tests.e2e.people import Person
from tests.notebooks.material.labs import mean_lab


def save_draft(teacher: Person) -> None:
    teacher.page.locator("button.action-save").first.click()
    teacher.page.wait_for_load_state()
    expect(teacher.page.locator(".messages")).to_contain_text(re.compile("nháp|lưu|cập nhật", re.IGNORECASE))


def publish(teacher: Person, edit_url: str) -> None:
    teacher.page.goto(edit_url)
    if not teacher.page.locator("button[name=action-publish]").is_visible():
        teacher.page.locator("footer .w-dropdown__toggle").first.click()
    teacher.page.locator("button[name=action-publish]").click()
    teacher.page.wait_for_load_state()
    expect(teacher.page.locator(".messages")).to_contain_text(re.compile("xuất bản", re.IGNORECASE))


def preview(teacher: Person, edit_url: str, text: str) -> None:
    """The page as it would look, seen by the teacher alone."""
    pk = re.search(r"/pages/(\d+)/edit", edit_url)
    assert pk
    teacher.page.goto(f"{teacher.site}/admin/pages/{pk[1]}/view_draft/")
    teacher.sees(text)
    teacher.shot("xem-truoc")


def make_lab(teacher: Person) -> None:
    """Upload, the gate in the sandbox, release; what fails the gate is told with cell and reason."""
    teacher.goto("/bai-thuc-hanh/soan/moi/")
    teacher.shot("lab-moi")
    teacher.page.locator("input[name=title]").fill(OWN_LAB_TITLE)
    teacher.page.locator("input[name=slug]").fill(OWN_LAB)
    teacher.page.locator("main form button.button--primary").click()
    source = mean_lab().files["bai1.ipynb"]
    broken = source.replace(b"return sum(so) / len(so)", b"return max(so)")
    upload(teacher, "bai1.ipynb", broken)
    expect(teacher.page.locator("#version-state")).to_contain_text("mean-visible", timeout=90_000)
    teacher.shot("lab-khong-dat")
    teacher.goto(f"/bai-thuc-hanh/soan/{OWN_LAB}/")
    upload(teacher, "bai1.ipynb", source)
    release = teacher.page.locator("#version-state form button")
    release.wait_for(timeout=90_000)
    teacher.shot("lab-dat")
    release.click()
    teacher.page.wait_for_load_state()
    teacher.shot("lab-phat-hanh")


def upload(person: Person, name: str, content: bytes) -> None:
    person.page.locator("input[name=files]").set_input_files({"name": name, "mimeType": "application/x-ipynb+json", "buffer": content})
    person.page.locator("main form:has(input[name=files]) button.button--primary").click()
    person.page.wait_for_load_state()


def place_lab(teacher: Person, edit_url: str, title: str) -> None:
    """The chooser of the lab block lists this teacher's labs."""
    teacher.page.goto(edit_url)
    teacher.page.locator(".c-sf-add-button:visible").last.click()
    teacher.page.locator(".w-combobox__option-text, .w-combobox [role=option]").filter(
        has_text=re.compile("bài thực hành", re.IGNORECASE)
    ).first.click()
    chooser = teacher.page.locator("select[name^='body-'][name$='-value-lab']").last
    listed = chooser.locator("option").all_inner_texts()
    assert any(title in each for each in listed), listed
    chooser.select_option(label=next(each for each in listed if title in each))
    teacher.page.locator("input[type=checkbox][name$='-value-required']").last.uncheck()
    teacher.shot("chon-lab")
    save_draft(teacher)
    publish(teacher, edit_url)


def grade_by_hand(teacher: Person, *, points: str) -> None:
    """Every answer that waits for a person; the total follows."""
    teacher.page.wait_for_load_state()
    while (waiting := teacher.page.locator("#submission-state a.button--primary[href*='/cham/']")).count():
        waiting.first.click()
        teacher.page.locator("[name=score]").fill(points)
        teacher.page.locator("[name=comment]").fill("Lập luận rõ.")
        teacher.shot("cham-tay")
        teacher.page.locator("main form button.button--primary").click()
        teacher.page.wait_for_load_state()
    teacher.sees("Lập luận rõ.")


def open_projector(teacher: Person, session: int) -> str:
    """Returns the address in the QR, as a phone would read it."""
    teacher.goto(f"/lop/buoi/{session}/chieu/")
    if not teacher.page.locator("#projector-panel").count():
        teacher.page.locator("main form button.button--primary").click()
        teacher.page.wait_for_load_state()
    teacher.shot("may-chieu-mo")
    return code_shown(teacher)


def code_shown(teacher: Person) -> str:
    """What the projector shows now; it changes every 20 seconds."""
    address = teacher.page.locator("#projector-panel a.qr").get_attribute("href")
    assert address
    return address


def mark_all_present(teacher: Person, session: int) -> None:
    teacher.goto(f"/lop/buoi/{session}/diem-danh/")
    teacher.page.locator("button[name=mark_rest][value=present]").click()
    teacher.page.wait_for_load_state()
    teacher.shot("diem-danh-chon")
    teacher.page.locator("form[data-rollcall] .form-actions button").last.click()
    teacher.page.wait_for_load_state()
    teacher.shot("diem-danh-tay")
