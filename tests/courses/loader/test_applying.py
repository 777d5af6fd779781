import json
from uuid import UUID

import pytest
from django.core.management import call_command
from wagtail.images import get_image_model

from courses.loader import resources
from courses.loader.applying import apply
from courses.loader.reading import read_curriculum
from courses.loader.report import Report
from courses.models import CoursePage, LessonPage, ModulePage, ProgramPage, Question, QuestionBank
from courses.quizzes import quiz_snapshot
from tests.courses.conftest import COURSE, LESSON, text, write

LESSON_UID = UUID("3e9ecf93-d5bd-4506-8f63-5ad1a191cd8e")
LESSON_PATH = "thu/01-hieu-dung/01-bai-mot.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><rect width="40" height="20"/></svg>'


@pytest.fixture
def load(site_tree, files):
    return lambda: apply(read_curriculum(files))


@pytest.fixture
def loaded_lesson(load) -> LessonPage:
    load()
    return LessonPage.objects.get(content_uid=LESSON_UID)


def outcomes(report: Report, kind: str = "lesson") -> list[str]:
    return [entry.outcome for entry in report.entries if entry.kind == kind]


def words(lesson: LessonPage) -> str:
    return json.dumps(list(lesson.body.raw_data), ensure_ascii=False)


def change(files, before: str, after: str) -> None:
    write(files / LESSON_PATH, LESSON.replace(before, after))


def test_apply_publishes_course_module_lesson_and_questions(load):
    report = load()

    course, lesson = CoursePage.objects.get(), LessonPage.objects.get()
    assert report.counts == {"created": 4}
    assert (course.live, course.slug, course.tier, course.open_to_all, course.licence) == (True, "thu", "T1", True, "CC BY 4.0")
    assert sorted(term.code for term in course.audiences.all()) == ["civil_servant", "public_employee"]
    assert lesson.get_url() == "/khoa-hoc/thu/hieu-dung/bai-mot/"
    assert lesson.content_uid == LESSON_UID
    assert quiz_snapshot("007911ef-48b1-4336-b197-d24cb0f573c9")["questions"][0]["options"][0]["text"] == "Người ký"
    assert QuestionBank.objects.get().course_uid == course.content_uid


def test_apply_twice_changes_nothing(load):
    load()
    revisions = LessonPage.objects.get().revisions.count()

    report = load()

    assert report.counts == {"unchanged": 4}
    assert LessonPage.objects.get().revisions.count() == revisions


def test_apply_updates_a_page_that_nobody_changed(load, files, loaded_lesson):
    change(files, "Máy **không** hiểu.", "Máy đếm.")

    report = load()

    lesson = LessonPage.objects.get()
    assert outcomes(report) == ["updated"]
    assert "Máy đếm." in words(lesson)
    assert lesson.live
    assert not lesson.has_unpublished_changes


def test_apply_keeps_what_a_teacher_published_and_offers_the_new_text_as_a_draft(load, files, loaded_lesson):
    loaded_lesson.body = json.dumps([text("<p>Lời của giảng viên</p>")])
    loaded_lesson.save_revision().publish()
    change(files, "Máy **không** hiểu.", "Máy đếm.")

    report = load()

    lesson = LessonPage.objects.get()
    assert outcomes(report) == ["kept"]
    assert "Lời của giảng viên" in words(lesson)
    assert "Máy đếm." in words(lesson.get_latest_revision_as_object())
    assert outcomes(load()) == ["unchanged"]


def test_apply_keeps_a_teachers_draft_from_being_published_over(load, files, loaded_lesson):
    loaded_lesson.title = "Nháp của giảng viên"
    loaded_lesson.save_revision()
    change(files, "Máy **không** hiểu.", "Máy đếm.")

    assert outcomes(load()) == ["kept"]
    assert "Máy đếm." not in words(LessonPage.objects.get())


def test_apply_updates_again_once_the_teacher_published_the_offered_draft(load, files, loaded_lesson):
    loaded_lesson.title = "Sửa"
    loaded_lesson.save_revision().publish()
    change(files, "Máy **không** hiểu.", "Máy đếm.")
    load()
    LessonPage.objects.get().get_latest_revision().publish()
    change(files, "Máy **không** hiểu.", "Máy đếm lại.")

    assert outcomes(load()) == ["updated"]


def test_apply_leaves_a_page_that_was_taken_off_the_site(load, files, loaded_lesson):
    loaded_lesson.unpublish()
    change(files, "Máy **không** hiểu.", "Máy đếm.")

    assert outcomes(load()) == ["kept"]
    assert not LessonPage.objects.get().live


def test_apply_is_not_fooled_by_what_the_editor_adds_by_itself(load, files, loaded_lesson):
    raw = [
        {**block, "id": "x", "value": block["value"].replace("<p>", '<p data-block-key="a1b2">')} if block["type"] == "text" else block
        for block in loaded_lesson.body.raw_data
    ]
    loaded_lesson.body = json.dumps(raw)
    loaded_lesson.save_revision().publish()
    change(files, "Máy **không** hiểu.", "Máy đếm.")

    assert outcomes(load()) == ["updated"]


def test_apply_keeps_a_question_that_a_teacher_changed(load, files, loaded_lesson):
    Question.objects.update(prompt="Câu của giảng viên")
    change(files, "Ai chịu trách nhiệm?", "Ai ký?")

    assert outcomes(load(), "question") == ["skipped"]
    assert Question.objects.get().prompt == "Câu của giảng viên"


def test_apply_writes_nothing_when_a_later_course_cannot_be_written(load, files, monkeypatch):
    monkeypatch.setattr("courses.loader.applying._tell_missing", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load()

    assert not CoursePage.objects.exists()


def test_apply_stores_a_picture_once(load, files):
    write(files / "thu" / "pictures" / "a.svg", SVG)
    picture = ":::picture\nfile: pictures/a.svg\ndescription: Một hình chữ nhật\n:::\n"
    change(files, "Máy **không** hiểu.", picture + "\n" + picture)
    load()
    change(files, "Máy **không** hiểu.", picture + "\nthêm")
    load()

    image = get_image_model().objects.get()
    assert (image.width, image.height) == (40, 20)
    assert LessonPage.objects.get().body[1].value["image"] == image


def test_apply_follows_the_order_of_the_files_and_moves_lessons(load, files):
    load()
    (files / LESSON_PATH).rename(files / "thu/01-hieu-dung/09-bai-mot.md")
    write(files / "thu/01-hieu-dung/02-bai-moi.md", "---\nuid: 0c0ffee0-d5bd-4506-8f63-5ad1a191cd8e\ntitle: Bài mới\n---\nChữ.\n")
    load()

    module = ModulePage.objects.get()
    assert [page.title for page in module.get_children()] == ["Bài mới", "Bài một"]

    write(files / "thu/02-tiep/module.md", "---\nuid: 0c0ffee1-d5bd-4506-8f63-5ad1a191cd8e\ntitle: Tiếp\n---\n")
    (files / "thu/01-hieu-dung/09-bai-mot.md").rename(files / "thu/02-tiep/01-bai-mot.md")
    load()

    assert [page.title for page in CoursePage.objects.get().get_children()] == ["Hiểu đúng", "Tiếp"]
    assert LessonPage.objects.get(content_uid=LESSON_UID).get_parent().title == "Tiếp"


def test_apply_tells_of_a_page_whose_file_is_gone(load, files):
    load()
    (files / LESSON_PATH).unlink()

    report = load()

    assert outcomes(report) == ["missing"]
    assert LessonPage.objects.get().live


def test_apply_makes_programs_in_order(load, files):
    write(files / "hai/course.md", COURSE.replace("2fdf9c0e", "2fdf9c0f").replace("slug: thu", "slug: hai"))
    write(
        files / "programs.yaml",
        "- uid: 6eeada58-9a3f-4972-9709-2b23e600fed4\n  slug: lo-trinh\n  title: Lộ trình\n  audience: civil_servant\n  courses: [thu, hai]\n",
    )

    load()

    assert [course.slug for course in ProgramPage.objects.get().courses_in_order()] == ["thu", "hai"]
    assert load().counts == {"unchanged": 6}


def test_labs_go_to_the_registered_handler(load, files, monkeypatch):
    seen = []
    monkeypatch.setitem(resources._handlers, "lab.yaml", lambda lab: seen.append(lab) or "created")
    write(
        files / "thu/labs/thuc-hanh/lab.yaml",
        "uid: 2f5c9679-36cf-4767-b6c3-82d071af370c\nslug: thuc-hanh\ntitle: Thực hành\nteacher_files: [make.py]\n",
    )
    write(files / "thu/labs/thuc-hanh/make.py", "")
    write(files / "thu/labs/thuc-hanh/bai.ipynb", "{}")
    change(files, "Máy **không** hiểu.", ":::lab\nlab: thuc-hanh\n:::")

    report = load()

    assert outcomes(report, "lab") == ["created"]
    assert [path.name for path in seen[0].files] == ["bai.ipynb"]
    lab_blocks = [block for block in LessonPage.objects.get().body if block.block_type == "lab"]
    assert lab_blocks[0].value["lab"] == "2f5c9679-36cf-4767-b6c3-82d071af370c"


def test_labs_without_a_handler_are_skipped_and_told(load, files, monkeypatch):
    monkeypatch.setattr(resources, "_handlers", {})
    write(files / "thu/labs/thuc-hanh/lab.yaml", "uid: 2f5c9679-36cf-4767-b6c3-82d071af370c\nslug: thuc-hanh\ntitle: Thực hành\n")

    assert outcomes(load(), "lab") == ["skipped"]


def test_load_curriculum_prints_json_and_ends_with_1_when_a_file_is_wrong(site_tree, files, capsys):
    call_command("load_curriculum", files, "--json")
    assert json.loads(capsys.readouterr().out)["counts"] == {"created": 4}

    change(files, "title: Bài một\n", "")
    with pytest.raises(SystemExit) as error:
        call_command("load_curriculum", files)

    assert error.value.code == 1
    assert capsys.readouterr().err == f"{LESSON_PATH}:2: Thiếu mục “title”.\n"


def test_load_curriculum_makes_the_site_when_there_is_none(db, files, capsys):
    call_command("load_curriculum", files)

    assert CoursePage.objects.get().get_url() == "/khoa-hoc/thu/"
