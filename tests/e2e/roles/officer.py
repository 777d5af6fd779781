"""What an officer and a registrar do on the site, step by step."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.e2e import roster
from tests.e2e.material import CLASS_CODE
from tests.e2e.people import Person


def create_class(officer: Person) -> None:
    officer.goto("/lop/tao/")
    page = officer.page
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    today = now.date().isoformat()
    page.locator("[name=code]").fill(CLASS_CODE)
    page.locator("[name=title]").fill("Bồi dưỡng trí tuệ nhân tạo cơ bản, lớp 3")
    for name in ("programme", "course", "issuer", "organizer"):
        page.locator(f"select[name={name}]").select_option(index=1 if page.locator(f"select[name={name}] option[value='']").count() else 0)
    page.locator("select[name=issuer]").select_option(label="Học viện Cán bộ Thành phố Hồ Chí Minh")
    page.locator("[name=opening_on]").fill(today)
    page.locator("[name=closing_on]").fill(today)
    # Whoever scans in the next minutes is there in time, at whatever hour the journey is made.
    begins = min(max(now.hour * 60 + now.minute - 5, 0), 22 * 60 + 30)
    for number in range(3):
        starts, ends = (f"{minute // 60:02}:{minute % 60:02}" for minute in (begins + number, begins + number + 80))
        for name, value in {"day": today, "starts": starts, "ends": ends, "periods": "4"}.items():
            page.locator(f"[name$='-{number}-{name}']").fill(value)
    officer.shot("tao-lop")
    page.locator("main form .form-actions button.button--primary").click()
    page.wait_for_url(re.compile(r"/lop/\d+/$"))


def appoint_manager(officer: Person, class_url: str) -> None:
    officer.page.goto(class_url + "can-bo/")
    form = officer.page.locator("main form:has([name=login])")
    form.locator("[name=login]").fill("giaovien@hoc.example")
    if form.locator("[name=role]").count():
        form.locator("[name=role]").first.select_option("class_manager")
    form.locator("button.button--primary").click()
    officer.sees("Nguyễn Thị Thu Hà")


def import_roster(officer: Person, class_url: str) -> None:
    """Check first, row errors, then the commit; the same file again changes nothing."""
    officer.page.goto(class_url + "hoc-vien/nhap/")
    choose_roster(officer, roster.with_faults())
    officer.sees("31/02/1988")
    officer.shot("kiem-tra-truoc-co-loi")
    officer.page.goto(class_url + "hoc-vien/nhap/")
    choose_roster(officer, roster.spreadsheet())
    officer.shot("kiem-tra-truoc")
    officer.page.get_by_role("button", name=re.compile("Ghi vào danh sách")).click()
    officer.page.get_by_text("Đã ghi thêm 30 học viên").wait_for(timeout=60_000)  # a worker writes it
    officer.page.goto(class_url + "hoc-vien/")
    assert officer.page.locator("main table tbody tr").count() == 30
    officer.shot("danh-sach")
    officer.page.goto(class_url + "hoc-vien/nhap/")
    choose_roster(officer, roster.spreadsheet())
    assert officer.page.get_by_role("button", name=re.compile("Ghi vào danh sách")).count() == 0


def choose_roster(officer: Person, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    officer.page.locator("input[type=file]").set_input_files({"name": "danh-sach.xlsx", "mimeType": kind, "buffer": content})
    officer.page.get_by_role("button", name="Kiểm tra trước").click()
    officer.page.wait_for_load_state()


def class_page(person: Person) -> str:
    person.goto("/lop/")
    person.page.get_by_role("link", name=re.compile("lớp 3|" + CLASS_CODE)).first.click()
    person.page.wait_for_url(re.compile(r"/lop/\d+/$"))
    return person.page.url


def session_ids(teacher: Person, class_url: str) -> list[int]:
    teacher.page.goto(class_url + "buoi/")
    found = re.findall(r"/lop/buoi/(\d+)/", teacher.page.content())
    ids = sorted({int(each) for each in found})
    assert len(ids) >= 3
    return ids


def fill_decision(registrar: Person, number: str, day: str) -> None:
    registrar.page.locator("[name=number]").fill(number)
    registrar.page.locator("[name=decided_on]").fill(day)
    registrar.page.locator("main form button.button--primary").click()
    registrar.page.wait_for_load_state()


def close_class(officer: Person, class_url: str, day: str) -> None:
    officer.page.goto(class_url + "be-giang/")
    for name, value in {"decision_no": "45/QĐ-SNV", "decision_on": day, "closing_on": day}.items():
        if officer.page.locator(f"[name={name}]").count():
            officer.page.locator(f"[name={name}]").fill(value)
    officer.page.locator("main form button.button--primary").click()
    officer.page.wait_for_load_state()
    officer.sees("Đã bế giảng")
    officer.shot("da-be-giang")
