"""What a trainee does on the site and in the lab, step by step."""

import re

from playwright.sync_api import expect

from tests.e2e import answers
from tests.e2e.material import CLASS_CODE, LAB, SECOND_LAB
from tests.e2e.people import Person, shot_path
from tests.e2e.roles.teacher import upload
from tests.e2e.stack import Stack


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
    lab.wait_for_url(re.compile(r"/doc/tree/"), timeout=150_000)
    notebook = lab.locator(".jp-NotebookPanel:visible")
    notebook.locator(".jp-Cell").first.wait_for(timeout=90_000)
    lab.screenshot(path=str(shot_path("hocvien-jupyterlab")), full_page=True)
    # JupyterLab runs nothing for somebody who is quicker than the kernel's start.
    expect(lab.get_by_text(re.compile(r"\| (Idle|Sẵn sàng)"))).to_be_visible(timeout=90_000)
    # The preparing code comes first and is folded away.
    cell = notebook.locator(".jp-CodeCell").filter(has=lab.locator(".cm-content:visible")).first
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


def submit_by_upload(trainee: Person, stack: Stack) -> None:
    """Both labs solved at home and handed in as a file on the lab's page; the page follows by itself."""
    for slug in (SECOND_LAB, LAB):
        trainee.goto(f"/bai-thuc-hanh/{CLASS_CODE}/{slug}/")
        trainee.page.locator("details:has(input[name=files]) > summary").click()
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
