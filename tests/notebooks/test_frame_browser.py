"""A real browser opens hostile work on the grading page: no script of it runs and no request of it leaves."""

import base64
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.urls import reverse

from lms.people.models import User
from notebooks.actions import rubrics
from notebooks.models import GradingRun, ManualScore, Submission

from .material.graded import cell, graded, graded_class, review
from .material.own_database import copied

pytestmark = [pytest.mark.django_db, pytest.mark.e2e, pytest.mark.slow]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"
# Each would change the title, of its own document or of the page around it, or ask a server that must not be asked.
ATTACKS = (
    "<script>top.document.title = 'changed'</script>",
    "<script>document.title = 'changed'</script><script src=/attack.js></script>",
    "<img src=/attack.png onerror=\"top.document.title='changed'\">",
    "<svg onload=\"top.document.title='changed'\"><image href=/attack.svg /></svg>",
    "<iframe srcdoc=\"<script>top.document.title='changed'</script>\"></iframe>",
    "![x](/attack.md.png) [x](javascript:top.document.title='changed')",
    "<style>@import '/attack.css'; body { background: url(/attack.bg) }</style>",
    "<link rel=stylesheet href=/attack.css><meta http-equiv=refresh content='0;url=/attack.html'>",
    "<video autoplay src=/attack.mp4></video><object data=/attack.obj></object><embed src=/attack.embed>",
    "<form action=/attack.form><input autofocus onfocus=\"top.document.title='changed'\"></form>",
    "$\\href{javascript:top.document.title='changed'}{x}$ $\\text{<img src=/attack.tex onerror=top.document.title=1>}$",
    "<math><mtext><style><img src=/attack.math onerror=\"top.document.title='changed'\"></style></mtext></math>",
    "</pre></code></section></body><script>top.document.title='changed'</script>",
)


@pytest.fixture
def site(tmp_path, empty_database):
    """The address of a real server. What the test writes is committed, in a database of its own."""
    with copied(tmp_path, empty_database) as database, database.inside():
        server = LiveServerThread("localhost", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert not server.error
        yield f"http://localhost:{server.port}"
        server.terminate()


@pytest.fixture
def in_browser(site, client) -> Callable[..., Any]:
    """Runs `visit(page, base)` in a thread of its own, with this person logged in."""
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")

    def run(person: User, visit: Callable[[Any, str], Any]) -> Any:
        client.force_login(person)
        cookie = {"name": "hocai_session", "value": client.cookies["hocai_session"].value, "url": site}
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(visiting, cookie, site, visit).result()

    return run


def visiting(cookie: dict[str, str], base: str, visit: Callable[[Any, str], Any]) -> Any:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        context.add_cookies([cookie])
        try:
            return visit(context.new_page(), base)
        finally:
            browser.close()


@pytest.fixture
def hostile(place, lab) -> Submission:
    [submission] = graded([place], lab)
    outputs = [{"kind": kind, "body": attack} for attack in ATTACKS for kind in ("text", "error", "html")]
    kept = review(*[cell(attack) for attack in ATTACKS], cell("\n".join(ATTACKS), "answer", "mean", "code", outputs=outputs))
    GradingRun.objects.filter(submission=submission).update(review_sha256=kept)
    type(place.person).objects.filter(pk=place.person_id).update(full_name=ATTACKS[2][:150])
    return submission


def answer(submission: Submission) -> str:
    return reverse("question-answer", args=[CODE, SLUG, "bai1", "why", submission.pk])


def watched(page: Any, base: str, path: str) -> dict[str, Any]:
    """What the browser asked for and shows, half a second after everything has arrived."""
    asked: list[str] = []
    answered: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: answered.append(response.status))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    page.goto(base + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    frame = next((each for each in page.frames if "/khung/" in each.url), page.main_frame)
    return {
        "asked": asked,
        "title": page.title(),
        "frame_title": frame.title(),
        "text": frame.locator("body").inner_text(),
        "frames": len(page.frames),
        "answered": answered,
    }


def test_hostile_work_in_the_frame_does_nothing(in_browser, hostile, teacher):
    seen = in_browser(teacher, lambda page, base: watched(page, base, answer(hostile)))

    assert seen["title"].startswith("Trung bình cộng · <img src=/attack.png")
    assert seen["frame_title"] == "Câu trả lời"
    assert "top.document.title" in seen["text"]
    assert seen["frames"] == 2
    assert not [url for url in seen["asked"] if "attack" in url or url == "dialog"]


def test_hostile_work_opened_by_itself_does_nothing(in_browser, hostile, teacher):
    path = reverse("submission-frame", args=[hostile.pk])

    seen = in_browser(teacher, lambda page, base: watched(page, base, path))

    assert seen["title"] == "Câu trả lời"
    assert [url.partition("/bai-thuc-hanh")[2] for url in seen["asked"]] == [path.removeprefix("/bai-thuc-hanh")]


def test_the_policy_alone_stops_what_the_cleaning_would_let_through(in_browser, hostile, teacher, monkeypatch):
    """With the cleaning taken away the attacks stand in the document as they are; the frame still holds."""
    from django.utils.safestring import mark_safe

    from notebooks import frame

    monkeypatch.setattr(frame, "source_of", lambda cell, room: mark_safe(cell.source))

    seen = in_browser(teacher, lambda page, base: watched(page, base, reverse("submission-frame", args=[hostile.pk])))

    assert "changed" not in seen["title"]
    assert seen["answered"] == [200]


def test_keys_grade_from_one_answer_to_the_next(in_browser, run_of_course, lab, teacher):
    first, second = graded_class(run_of_course, lab, 2)
    for text, points in (("Đúng", "2"), ("Ví dụ", "0.5")):
        rubrics.add_line(lab=lab, notebook="bai1", grade_id="why", text=text, points=Decimal(points), by=teacher)
    rubrics.keep_remark(lab=lab, text="Nêu thêm ví dụ.", owner=teacher)

    def press(page: Any, base: str) -> list[Any]:
        page.goto(base + answer(first))
        steps: list[Any] = []
        for key in ("1", "2", "m", "1"):
            page.keyboard.press(key)
        steps.append((page.locator("#id_score").input_value(), page.locator("#id_comment").input_value()))
        page.keyboard.press("c")
        page.keyboard.type(" j2 n?")
        steps.append((page.url.endswith(answer(first)), page.locator("#id_score").input_value()))
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        steps.append(page.locator("[data-keys]").get_attribute("open") is not None)
        page.keyboard.press("2")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**saved=**")
        steps.append(str(second.pk) in page.url)
        page.keyboard.press("k")
        page.wait_for_url("**" + answer(first))
        steps.append(page.locator("#id_score").input_value())
        return steps

    steps = in_browser(teacher, press)

    assert steps == [("2,5", "Nêu thêm ví dụ."), (True, "2,5"), True, True, "2"]
    assert ManualScore.objects.values_list("score", "comment").get() == (Decimal(2), "Nêu thêm ví dụ. j2 n?")


def test_a_picture_and_a_formula_are_seen(in_browser, place, lab, teacher):
    pixel = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    [submission] = graded([place], lab)
    shown = {"kind": "image", "body": f"data:image/png;base64,{base64.b64encode(pixel).decode()}"}
    kept = review(cell("$x^2$"), cell("x", "answer", "mean", "code", outputs=[shown]))
    GradingRun.objects.filter(submission=submission).update(review_sha256=kept)

    def look(page: Any, base: str) -> tuple[int, str, str]:
        page.goto(base + reverse("submission-frame", args=[submission.pk]))
        width = page.locator("img").evaluate("image => image.naturalWidth")
        return (
            width,
            page.locator("msup").first.evaluate("e => e.namespaceURI"),
            page.locator("body").evaluate("e => getComputedStyle(e).margin"),
        )

    assert in_browser(teacher, look) == (1, "http://www.w3.org/1998/Math/MathML", "0px")
