"""The main job from the first page to the certificate, in a browser, on the whole installation.

Each step is a function that reads like the issue's sentence; all of them share one installation, in this order.
"""

import io
import json
import re
from datetime import datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.e2e import answers, roster
from tests.e2e.people import Person
from tests.e2e.stack import Stack
from tests.notebooks.material.labs import mean_lab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

COURSE = "/khoa-hoc/tri-tue-nhan-tao-trong-cong-vu/"
CLASS_CODE = "BDAI-2026-03"
LAB = "phan-loai-phan-anh"
SECOND_LAB = "kiem-chung-ban-nhap"
NEW_GOAL = f"Nhắc được với đồng nghiệp: AI là công cụ, người dùng chịu trách nhiệm ({token_hex(3)})."


OWN_LAB = f"trung-binh-{token_hex(3)}"
OWN_LAB_TITLE = f"Trung bình cộng {OWN_LAB[-6:]}"


@pytest.fixture(scope="module")
def cast(browser: Browser, stack: Stack):
    """People with browsers, made when first called for."""
    people: dict[str, Person] = {}

    def person(name: str, *, phone: bool = False) -> Person:
        key = name + ("-phone" if phone else "")
        if key not in people:
            people[key] = Person(browser, stack.site, key, phone=phone)
        return people[key]

    yield person
    for each in people.values():
        each.close()


def first_lesson_url(person: Person) -> str:
    person.goto(COURSE)
    return person.page.get_by_role("link", name="AI là gì, và không là gì").first.get_attribute("href")


# --- 1. a visitor -----------------------------------------------------------------------------------------------------
def test_1_a_visitor_finds_a_course_reads_it_registers_and_has_progress(cast):
    me = cast("khach-moi", phone=True)
    me.goto("/").shot("trang-chu")
    me.fits()
    me.goto("/khoa-hoc/")
    me.page.locator("#filter-audience").select_option(label="Công chức, viên chức")
    me.page.locator("#filter-tier").select_option(label="Cơ bản")
    me.page.locator("#filter-q").fill("tri tue nhan tao")
    me.page.locator("main form.catalogue-filter button").click()
    expect(me.page.locator("#catalogue-results")).to_contain_text("Trí tuệ nhân tạo trong công vụ")
    me.shot("danh-muc")
    me.fits()
    me.goto(first_lesson_url(me))
    expect(me.page.get_by_role("heading", level=1)).to_have_text("AI là gì, và không là gì")
    me.shot("bai-hoc")
    me.fits()

    me.goto(COURSE)
    me.page.locator("main a[href*='signup'], main a[href*='dang-ky']").first.click()
    me.page.locator("input[name=full_name]").fill("Đặng Thị Ý Nhi")
    me.page.locator("input[name=email]").fill("ynhi@example.org")
    me.page.locator("input[name=password1]").fill("mot-mat-khau-dai")
    me.shot("dang-ky")
    me.page.locator("form:has(input[name=password1]) button").last.click()
    me.page.wait_for_load_state()
    me.agree_if_asked()
    me.page.locator("main form button.button--primary").first.click()
    me.sees("Trí tuệ nhân tạo trong công vụ")
    me.shot("da-ghi-danh")

    me.goto(first_lesson_url(me))
    me.page.locator("#tien-do button[name=go_on]").click()
    me.page.wait_for_load_state()
    me.goto("/toi/")
    me.sees("1/6")
    me.shot("trang-cua-toi")
    me.fits()


# --- 2. the teacher ---------------------------------------------------------------------------------------------------
def test_2_a_teacher_edits_publishes_and_makes_a_lab(cast, stack):
    teacher, visitor = cast("giaovien"), cast("khach-xem")
    teacher.enter("giaovien@hoc.example").shot("trang-cua-toi")
    lesson = first_lesson_url(visitor)
    teacher.goto(lesson)
    teacher.page.locator("main a[href*='/admin/pages/']").first.click()
    edit_url = teacher.page.url
    goals = teacher.page.locator("textarea[name=goals]")
    goals.fill(goals.input_value().rstrip() + "\n" + NEW_GOAL)
    save_draft(teacher)
    teacher.shot("soan-bai")
    visitor.goto(lesson)
    expect(visitor.page.locator("main")).not_to_contain_text(NEW_GOAL)
    preview(teacher, edit_url, NEW_GOAL)
    publish(teacher, edit_url)
    visitor.goto(lesson)
    visitor.sees(NEW_GOAL)

    make_lab(teacher)
    place_lab(teacher, edit_url, OWN_LAB_TITLE)
    visitor.goto(lesson)
    visitor.sees(OWN_LAB_TITLE)


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


# --- 3. the officer ---------------------------------------------------------------------------------------------------
def test_3_an_officer_creates_a_class_and_imports_its_roster(cast, stack):
    officer = cast("sonoivu")
    officer.enter("sonoivu@hoc.example").shot("trang-cua-toi")
    create_class(officer)
    class_url = officer.page.url
    officer.shot("lop")
    appoint_manager(officer, class_url)
    import_roster(officer, class_url)
    officer.page.goto(class_url)
    for step in ("chuyen/open_enrolling", "chuyen/start"):
        officer.page.locator(f"form[action*='{step}'] button").click()
        officer.page.wait_for_load_state()
    officer.shot("lop-dang-hoc")


def create_class(officer: Person) -> None:
    officer.goto("/lop/tao/")
    page = officer.page
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    page.locator("[name=code]").fill(CLASS_CODE)
    page.locator("[name=title]").fill("Bồi dưỡng trí tuệ nhân tạo cơ bản, lớp 3")
    for name in ("programme", "course", "issuer", "organizer"):
        page.locator(f"select[name={name}]").select_option(index=1 if page.locator(f"select[name={name}] option[value='']").count() else 0)
    page.locator("select[name=issuer]").select_option(label="Học viện Cán bộ Thành phố Hồ Chí Minh")
    page.locator("[name=opening_on]").fill(today)
    page.locator("[name=closing_on]").fill(today)
    for number, (starts, ends, periods) in enumerate([("07:30", "10:45", 4), ("13:30", "16:45", 4), ("18:00", "21:15", 4)]):
        for name, value in {"day": today, "starts": starts, "ends": ends, "periods": str(periods)}.items():
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
    officer.page.wait_for_load_state()
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


# --- 4. the trainee ---------------------------------------------------------------------------------------------------
def test_4_a_trainee_learns_answers_and_submits_from_the_lab(cast, stack):
    trainee = cast("hocvien")
    trainee.enter("hocvien@hoc.example").shot("trang-cua-toi")
    trainee.goto(COURSE)
    lessons = [link.get_attribute("href") for link in trainee.page.locator("main ol a, main .outline a").all()]
    for url in dict.fromkeys(url for url in lessons if url and url.count("/") > COURSE.count("/") + 1):
        work_through(trainee, url)
    trainee.goto("/hoc/" + CLASS_CODE + "/")
    trainee.shot("ket-qua")
    submit_in_lab(trainee)
    submit_by_upload(trainee, stack)


def work_through(trainee: Person, url: str) -> None:
    """Reads one lesson, answers its quizzes with the right answers, says it is done."""
    trainee.goto(url)
    if trainee.page.locator("#tien-do button[name=undo]").count():
        return
    known = answers.quizzes()
    html = trainee.page.content()
    for uid, questions in known.items():
        if uid not in html:
            continue
        trainee.goto(f"/hoc/{CLASS_CODE}/cau-hoi/{uid}/")
        source = trainee.page.content()
        assert '"correct"' not in source
        assert questions[0]["explanation"][:40] not in source
        answer_quiz(trainee, questions)
        trainee.goto(url)
    trainee.page.locator("#tien-do button[name=go_on]").click()
    trainee.page.wait_for_load_state()


def answer_quiz(trainee: Person, questions: list[dict]) -> None:
    fields = trainee.page.locator("main form fieldset")
    assert fields.count() == len(questions)
    for number, question in enumerate(questions):
        field = fields.nth(number)
        if question["kind"] in ("short_text", "number"):
            field.locator("input[type=text]").fill(answers.typed(question))
            continue
        for text in answers.right_options(question):
            field.locator("label").filter(has_text=text).first.locator("input").check()
    if questions[0]["uid"][:1] in "0123":
        trainee.shot("cau-hoi")
    trainee.page.locator("main form button.button--primary").click()
    trainee.page.wait_for_load_state()
    heading = trainee.page.get_by_role("heading", level=1).inner_text()
    numbers = re.findall(r"\d+(?:,\d+)?", heading)
    assert numbers[0] == numbers[1], heading


def submit_in_lab(trainee: Person) -> None:
    """JupyterHub without a second password, the notebook ready, a cell edited and run, "Nộp bài", a receipt."""
    trainee.goto(f"/bai-thuc-hanh/{CLASS_CODE}/{LAB}/")
    trainee.shot("trang-bai-thuc-hanh")
    with trainee.context.expect_page() as opened:
        trainee.page.get_by_role("link", name="Mở bài thực hành").first.click()
    lab = opened.value
    lab.wait_for_url(re.compile(r"/lab/tree/"), timeout=150_000)
    notebook = lab.locator(".jp-NotebookPanel:visible")
    notebook.locator(".jp-Cell").first.wait_for(timeout=90_000)
    lab.screenshot(path=str(shot_path("hocvien-jupyterlab")), full_page=True)
    # JupyterLab runs nothing for somebody who is quicker than the kernel's start.
    expect(lab.get_by_text(re.compile(r"\| Idle"))).to_be_visible(timeout=90_000)
    cell = notebook.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click()
    lab.keyboard.press("Control+Home")
    lab.keyboard.type("# bài của tôi\n")
    lab.keyboard.press("Shift+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"), timeout=90_000)
    lab.get_by_role("button", name="Nộp bài").or_(lab.get_by_text("Nộp bài", exact=True)).first.click()
    receipt = lab.get_by_role("dialog")
    expect(receipt).to_contain_text(re.compile(r"[0-9a-f]{16}"), timeout=60_000)
    lab.screenshot(path=str(shot_path("hocvien-bien-nhan-trong-lab")), full_page=True)
    lab.close()


def shot_path(name: str):
    from tests.e2e.people import SCREENSHOTS

    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS / f"{name}.png"


def submit_by_upload(trainee: Person, stack: Stack) -> None:
    """Both labs solved at home and handed in as a file on the lab's page; the page follows by itself."""
    for slug in (SECOND_LAB, LAB):
        trainee.goto(f"/bai-thuc-hanh/{CLASS_CODE}/{slug}/")
        trainee.page.locator("main details summary").first.click()
        name, content = solved(slug)
        upload(trainee, name, content)
        trainee.sees(re.compile(r"[0-9a-f]{64}"))
        expect(trainee.page.locator("#submission-state .score")).to_be_visible(timeout=120_000)
        trainee.shot(f"cham-{slug}")
        assert "BEGIN HIDDEN" not in trainee.page.content()


def solved(slug: str) -> tuple[str, bytes]:
    """The author's own solution, as a diligent trainee's work (answers only count, the rest is the server's)."""
    [path] = sorted((answers.COURSE / "labs" / slug).glob("*.ipynb"))
    return path.name, path.read_bytes()


# --- 5. grading -------------------------------------------------------------------------------------------------------
def test_5_the_gradebook_has_it_and_the_teacher_grades_by_hand(cast, stack):
    teacher, trainee = cast("giaovien").enter("giaovien@hoc.example"), cast("hocvien").enter("hocvien@hoc.example")
    for slug in (LAB, SECOND_LAB):
        teacher.goto(f"/bai-thuc-hanh/cham/{CLASS_CODE}/{slug}/")
        teacher.shot(f"nop-{slug}")
        teacher.page.locator("main table a").first.click()
        grade_by_hand(teacher, points="2")
        teacher.shot(f"da-cham-{slug}")
    teacher.goto(f"/hoc/{CLASS_CODE}/so-diem/")
    teacher.sees("Trần Ngọc Ánh")
    teacher.shot("so-diem")
    trainee.goto(f"/hoc/{CLASS_CODE}/")
    trainee.sees("9/10")
    trainee.shot("diem-cua-toi")


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


# --- 6. attendance ----------------------------------------------------------------------------------------------------
def test_6_trainees_check_in_and_the_teacher_marks_the_others(cast, stack):
    teacher, officer = cast("giaovien").enter("giaovien@hoc.example"), cast("sonoivu").enter("sonoivu@hoc.example")
    stranger = cast("khach", phone=True)
    class_url = class_page(teacher)
    sessions = session_ids(teacher, class_url)
    scan = open_projector(teacher, sessions[0])

    phone = cast("hocvien", phone=True)
    phone.goto(scan)
    assert "/tai-khoan/" in phone.page.url
    phone.fill_login("hocvien@hoc.example")
    expect(phone.page.locator("main")).to_contain_text("Trần Ngọc Ánh")
    phone.shot("da-diem-danh")
    phone.fits()
    phone.goto(code_shown(teacher))
    phone.sees("đã điểm danh")
    phone.shot("quet-lan-hai")
    stranger.enter("khach@hoc.example")
    stranger.page.goto(code_shown(teacher))
    stranger.shot("nguoi-la")
    expect(stranger.page.locator(".checkin__icon--bad")).to_be_visible()
    stranger.sees("không có tên trong danh sách")
    phone.page.goto(scan.rsplit("/", 2)[0] + "/000000-khong-dung/")
    expect(phone.page.locator(".checkin__icon--bad")).to_be_visible()
    phone.shot("ma-het-han")

    expect(teacher.page.locator("#projector-panel")).to_contain_text("1/30", timeout=15_000)
    teacher.shot("may-chieu")
    for session in sessions:
        mark_all_present(teacher, session)
    for session in sessions:
        assert officer.status(f"/lop/buoi/{session}/chieu/") == 403
        officer.goto(f"/lop/buoi/{session}/diem-danh/")
        assert officer.page.locator("form[data-rollcall]").count() == 0
    officer.page.goto(class_url + "diem-danh/")
    officer.shot("bang-diem-danh")


def class_page(person: Person) -> str:
    person.goto("/lop/")
    person.page.get_by_role("link", name=re.compile("lớp 3|" + CLASS_CODE)).first.click()
    person.page.wait_for_url(re.compile(r"/lop/\d+/$"))
    return person.page.url


def session_ids(teacher: Person, class_url: str) -> list[int]:
    teacher.page.goto(class_url + "buoi/")
    found = re.findall(r"/lop/buoi/(\d+)/", teacher.page.content())
    ids = sorted({int(each) for each in found})
    assert len(ids) == 3
    return ids


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


# --- 7. certificates --------------------------------------------------------------------------------------------------
def test_7_the_class_closes_and_certificates_are_issued_and_verified(cast, stack):
    officer, trainee = cast("sonoivu").enter("sonoivu@hoc.example"), cast("hocvien").enter("hocvien@hoc.example")
    registrar, stranger = cast("vanthu"), cast("khach", phone=True).enter("khach@hoc.example")
    class_url = class_page(officer)
    officer.page.locator("form[action*='chuyen/assess'] button").click()
    officer.page.wait_for_load_state()
    registrar.enter("vanthu@hoc.example").shot("trang-cua-toi")
    pk = re.search(r"/lop/(\d+)/", class_url)[1]
    registrar.goto(f"/chung-nhan/lop/{pk}/")
    registrar.sees("Trần Ngọc Ánh")
    registrar.shot("xet-dieu-kien")
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    registrar.goto(f"/chung-nhan/lop/{pk}/quyet-dinh/")
    fill_decision(registrar, "127/QĐ-HVCB", today)
    close_class(officer, class_url, today)
    registrar.goto(f"/chung-nhan/lop/{pk}/cap/")
    registrar.shot("cap")
    for box in registrar.page.locator("main form input[type=checkbox]").all():
        box.check()
    registrar.page.locator("main form button.button--primary").click()
    registrar.page.wait_for_load_state()
    registrar.goto(f"/chung-nhan/lop/{pk}/")
    registrar.sees("1/2026/")
    registrar.shot("da-cap")

    trainee.goto("/chung-nhan/")
    trainee.shot("giay-chung-nhan")
    link = trainee.page.locator("main a[href*='/tai-ve/']").first.get_attribute("href")
    document = trainee.context.request.get(trainee.site + link).body()
    shot_path("x").with_name("giay-chung-nhan.pdf").write_bytes(document)
    text = " ".join(PdfReader(io.BytesIO(document)).pages[0].extract_text().split())
    assert "TRẦN NGỌC ÁNH" in text.upper()
    assert "127/QĐ-HVCB" in text
    assert stranger.status(link) == 404
    assert registrar.status(link) == 200

    code = re.search(r"/xac-minh/([A-Za-z0-9-]{10,})", json.dumps(text) + trainee.page.content())[1]
    anybody = cast("nguoi-xem", phone=True)
    anybody.goto(f"/xac-minh/{code}/")
    anybody.sees("Trần Ngọc Ánh")
    anybody.shot("xac-minh")
    anybody.fits()
    anybody.page.goto(f"{stack.site}/xac-minh/KHONGCOMANAY00000/")
    expect(anybody.page.locator("main")).not_to_contain_text("Trần Ngọc Ánh")
    anybody.shot("khong-tim-thay")


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


# --- and around it ----------------------------------------------------------------------------------------------------
def test_8_a_login_starts_at_the_hub_and_a_logout_ends_both(cast, stack):
    trainee = cast("hocvien-tu-hub")
    trainee.page.goto(stack.hub + "/hub/home")
    assert trainee.page.url.startswith(stack.site + "/tai-khoan/login/")
    trainee.fill_login("hocvien@hoc.example")
    trainee.page.wait_for_url(stack.hub + "/hub/home")

    trainee.goto("/toi/")
    trainee.page.locator("details.menu summary").last.click()
    trainee.page.locator("form[action*='logout'] button").first.click()
    trainee.page.wait_for_url(stack.site + "/")

    trainee.page.goto(stack.hub + "/hub/home")
    assert trainee.page.url.startswith(stack.site + "/tai-khoan/login/")


PAGES = {
    "": [
        "/",
        "/khoa-hoc/",
        COURSE,
        "/tai-khoan/login/",
        "/tai-khoan/signup/",
        "/tai-khoan/du-lieu-ca-nhan/",
        "/xac-minh/",
        "/diem-danh/",
        "/tim-kiem/?q=ai",
        "/en/",
    ],
    "hocvien@hoc.example": [
        "/toi/",
        f"/hoc/{CLASS_CODE}/",
        f"/bai-thuc-hanh/{CLASS_CODE}/{LAB}/",
        "/chung-nhan/",
        "/tai-khoan/ho-so/",
        "/lop/",
    ],
    "giaovien@hoc.example": [
        "/toi/",
        f"/hoc/{CLASS_CODE}/so-diem/",
        f"/bai-thuc-hanh/cham/{CLASS_CODE}/{LAB}/",
        "/bai-thuc-hanh/soan/",
        "/lop/",
    ],
    "sonoivu@hoc.example": ["/toi/", "/lop/", "/lop/tao/"],
    "vanthu@hoc.example": ["/toi/", "/chung-nhan/lop/"],
    "quantri@hoc.example": ["/toi/", "/tai-khoan/vai-tro/", "/thu-vien-thanh-phan/"],
    "hocsinh@hoc.example": ["/toi/"],
}


@pytest.mark.parametrize("email", PAGES)
def test_9_pages_have_no_accessibility_violation_and_fit_a_phone(cast, email):
    axe = Axe()
    reader = cast("axe-" + email.partition("@")[0], phone=True)
    if email:
        reader.enter(email)
    for path in PAGES[email]:
        reader.goto(path)
        reader.fits()
        found = axe.run(reader.page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
