"""Each rule of `check_curriculum` finds its one fault and nothing in a course that has everything."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from courses.checking import walk
from courses.loader import resources
from courses.loader.problems import Problems
from courses.loader.reading import read_curriculum
from tests.courses.checking.conftest import ACTIVITY, LESSON, PICTURE, questions, words
from tests.courses.conftest import write


def test_a_course_that_has_everything_gets_no_word(told):
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("goals: [Kể được hai ví dụ, Chọn được một cách làm]", "goals: [Kể được hai ví dụ]", "mục tiêu"),
        ("summary: Tóm tắt bài một.\n", "", "summary"),
        ("duration_periods: 1\n", "", "duration_periods"),
        ("competencies:\n  - {framework: TT02-2025, code: D6-B2}\n", "", "competencies"),
        ("sources:\n  - {title: Dữ liệu đặt ra để luyện tập}\n", "", "sources"),
        ("second_reading: 2026-11-23\n", "", "second_reading"),
        (words(600), words(450), "từ 500 đến 1200 chữ; hiện có 45"),
        (words(600), words(1300), "từ 500 đến 1200 chữ; hiện có 13"),
        (words(600), words(600).replace(".", ""), "trung bình"),
        (PICTURE, "", "hình"),
        (ACTIVITY, "", "việc để làm"),
        (questions(), questions(3), "hiện có 3"),
        (questions(), questions(7), "hiện có 7"),
        ("feedback: Ý thứ hai của câu 3.", "feedback: ''", "Câu số 3?”: mỗi phương án"),
        ("    explanation: Giải thích câu 2.\n", "", "Câu số 2?”: hãy thêm lời giải thích"),
        (ACTIVITY, ACTIVITY + "\nXem [bài](/khoa-hoc/khong-co/).\n", "không tới trang nào"),
        (ACTIVITY, ACTIVITY + "\nGửi feedback cho cô.\n", "phản hồi"),
        (ACTIVITY, ACTIVITY + "\nHoà bình.\n", "òa"),
    ],
)
def test_a_lesson_without_something_is_told(told, old, new, expected):
    sentences = told(lesson=(old, new))

    assert len(sentences) == 1, sentences
    assert expected in sentences[0]


def test_answers_that_always_stand_first_are_told(told, course):
    path = course / "01-hieu-dung/01-bai-mot.md"
    text = path.read_text(encoding="utf-8").replace("correct: true", "correct: X").replace("correct: false", "correct: Y")
    mixed = "\n".join(
        line.replace("X", "true").replace("Y", "true") if "Thế này" in line else line.replace("X", "false").replace("Y", "false")
        for line in text.split("\n")
    )
    path.write_text(mixed, encoding="utf-8")

    [sentence] = told()

    assert "cùng một vị trí" in sentence


def test_words_that_look_like_others_are_left_alone(told):
    text = "Quý khách, quỹ lớp, toán, ngoại, `feedback`, https://vi.example/data và tệp data.csv."

    assert told(lesson=(ACTIVITY, f"{ACTIVITY}\n{text}\n")) == []


def test_a_wording_problem_names_its_line(told, course):
    path = course / "01-hieu-dung/01-bai-mot.md"
    path.write_text(LESSON + "\nGửi feedback.\n", encoding="utf-8")

    [problem] = walk.shortcomings(read_curriculum(course.parent))

    assert path.read_text(encoding="utf-8").split("\n")[problem.line - 1] == "Gửi feedback."


def test_the_same_passage_in_two_lessons_is_told_once_with_its_words(told, course):
    twin = LESSON.replace("3e9ecf93", "4e9ecf93").replace("007911ef", "107911ef").replace("cb4c154b", "db4c154b")
    write(course / "01-hieu-dung/02-bai-hai.md", twin.replace("chữ", "từ") + "\n" + words(20) + "\n")

    [sentence] = [each for each in told() if "trùng" in each]

    assert "01-bai-mot.md" in sentence
    assert "chữ0 chữ1" in sentence


def test_a_lesson_for_primary_pupils_needs_a_note_for_the_teacher(told):
    assert any(":::teacher" in each for each in told(course=("audiences: [civil_servant]", "audiences: [pupil_primary]")))


@pytest.mark.parametrize(
    ("name", "old", "expected"),
    [
        ("course", "## Bài cuối khóa", "Bài cuối khóa"),
        ("course", "picture: pictures/bia.svg\n", "hình bìa"),
        ("course", "proficiency_level: 2\n", "proficiency_level"),
        ("guide", "## Chấm phần viết", "Chấm phần viết"),
    ],
)
def test_a_course_without_something_is_told(told, name, old, expected):
    [sentence] = told(**{name: (old, "")})

    assert expected in sentence


def test_a_lab_needs_a_place_wrong_answers_minutes_and_the_script_of_its_data(told, course):
    write(course / "labs/dem/lab.yaml", "uid: 5972a0dd-f6c5-42d1-861a-c112621f0a3a\nslug: dem\ntitle: Đếm\nsummary: Đếm.\nminutes: 90\n")
    write(course / "labs/dem/so.csv", "a\n" + "1\n" * 1500)

    sentences = told()

    for word in ("chưa nằm trong bài học nào", "20 đến 45 phút", "wrong_answers", "teacher_files"):
        assert sum(word in each for each in sentences) == 1, (word, sentences)
    assert len(sentences) == 4


# --- the command ------------------------------------------------------------------------------------------------------
def test_check_curriculum_is_silent_about_a_good_course_and_counts_it(course, capsys):
    call_command("check_curriculum", course, "--no-labs")

    assert "1 khóa học, 1 bài học, 5 câu hỏi, 0 bài thực hành: 0 chỗ phải sửa" in capsys.readouterr().out


def test_check_curriculum_tells_files_that_cannot_be_loaded_with_their_line(course, capsys):
    path = course / "01-hieu-dung/01-bai-mot.md"
    path.write_text(LESSON.replace("code: D6-B2", "code: D9-B2"), encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        call_command("check_curriculum", course, "--no-labs", "--json")

    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert ended.value.code == 1
    assert "D9-B2" in error["message"]
    assert "D9-B2" in path.read_text(encoding="utf-8").split("\n")[error["line"] - 1]


def test_check_curriculum_asks_the_room_of_labs(course, capsys, monkeypatch):
    write(course / "labs/dem/lab.yaml", "uid: 5972a0dd-f6c5-42d1-861a-c112621f0a3a\nslug: dem\ntitle: Đếm\n")
    monkeypatch.setitem(resources._checkers, "lab.yaml", lambda lab: [f"{lab.slug} sai"])

    with pytest.raises(SystemExit):
        call_command("check_curriculum", course)

    assert "thu/labs/dem/lab.yaml: dem sai" in capsys.readouterr().out


def test_check_curriculum_wants_a_folder(db, tmp_path):
    with pytest.raises(CommandError, match="không phải thư mục") as caught:
        call_command("check_curriculum", tmp_path / "không có")

    assert caught.value.returncode == 2


def test_letters_stored_apart_are_told(tmp_path):
    from courses.checking.wording import check_line

    problems = Problems(tmp_path)
    check_line(tmp_path / "a.md", 3, "Nguye\u0302\u0303n", problems)

    assert [problem.line for problem in problems.found] == [3]


def test_a_copied_course_is_told_at_its_own_lines_and_not_at_its_neighbours(course, capsys):
    shutil.copytree(course, course.parent / "ban-sao")

    with pytest.raises(SystemExit):
        call_command("check_curriculum", course.parent / "ban-sao", "--no-labs", "--json")

    errors = json.loads(capsys.readouterr().out)["errors"]
    assert {error["path"].split("/")[0] for error in errors} == {"ban-sao"}
    assert any("thu/course.md" in error["message"] and error["line"] == 2 for error in errors)


def test_only_what_cannot_be_read_is_told_of_a_file(course, capsys):
    path = course / "course.md"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Khóa thử", "title: Khóa: thử: nữa"), encoding="utf-8")

    with pytest.raises(SystemExit):
        call_command("check_curriculum", course, "--no-labs", "--json")

    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert "dấu hai chấm" in error["message"]
