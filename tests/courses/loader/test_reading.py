import pytest

from courses.loader.problems import CurriculumError
from courses.loader.reading import read_curriculum
from tests.courses.conftest import COURSE, LESSON, write

LESSON_PATH = "thu/01-hieu-dung/01-bai-mot.md"


def problems_of(root) -> list[tuple[str, int, str]]:
    with pytest.raises(CurriculumError) as error:
        read_curriculum(root)
    return [(problem.path, problem.line, problem.message) for problem in error.value.problems]


def test_read_curriculum_gives_records(db, files):
    [course] = read_curriculum(files).courses

    [module], [lesson] = course.modules, course.modules[0].lessons
    assert (course.slug, course.open_to_all, course.about.audiences) == ("thu", True, ("civil_servant", "public_employee"))
    assert (module.slug, lesson.slug, lesson.goals) == ("hieu-dung", "bai-mot", "Kể được hai ví dụ")
    assert [kind for kind, _value in lesson.blocks] == ["text", "quiz"]
    assert [question.prompt for question in lesson.questions] == ["Ai chịu trách nhiệm?"]


def test_read_curriculum_lets_a_lesson_inherit_from_its_course_but_not_its_duration(db, files):
    write(files / LESSON_PATH, LESSON.replace("duration_periods: 1\n", ""))

    about = read_curriculum(files).courses[0].modules[0].lessons[0].about

    assert (about.tier, about.licence, about.authors, about.proficiency_level) == ("T1", "CC BY 4.0", "Nhóm biên soạn", 2)
    assert about.duration_periods is None


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("uid: 3e9ecf93-d5bd-4506-8f63-5ad1a191cd8e", "uid: abc", 2, "UUID"),
        ("title: Bài một\n", "", 2, "title"),
        ("goals: [Kể được hai ví dụ]", "goal: x", 4, "goal"),
        ("duration_periods: 1", "duration_periods: nhiều", 5, "duration_periods"),
        ("duration_periods: 1", "tier: T9", 5, "T9"),
        ("duration_periods: 1", "audiences: [lạ]", 5, "lạ"),
        ("duration_periods: 1", "reviewed_on: 31/12/2026", 5, "2026-11-20"),
        ("duration_periods: 1", 'sources: [{title: "x", link: y}]', 5, "link"),
        ("title: Bài một", "title: a: b", 3, "YAML"),
        ("## Máy", "# Máy", 8, "##"),
        ("Máy **không** hiểu.", "![x](y.png)", 10, ":::picture"),
        ("Máy **không** hiểu.", ":::picture\nfile: pictures/x.svg\ndescription: y\n:::", 11, "x.svg"),
        ("Máy **không** hiểu.", ":::picture\nfile: ../../secret.png\ndescription: y\n:::", 11, "secret"),
        ("Máy **không** hiểu.", ":::lab\nlab: khong-co\n:::", 11, "khong-co"),
        ("Máy **không** hiểu.", ":::callout chú ý\nx\n:::", 10, "callout"),
        ("    kind: single", "    kind: đoán", 18, "đoán"),
        ("correct: true", "correct: false", 18, "phương án đúng"),
        (":::\n", "", 12, ":::quiz"),
        ("---\nuid: 3e9", "uid: 3e9", 1, "---"),
    ],
)
def test_read_curriculum_names_file_line_and_what_to_do(db, files, before, after, line, words):
    content = LESSON.replace(before, after, 1)
    assert content != LESSON
    write(files / LESSON_PATH, content)

    found = problems_of(files)

    assert any(path == LESSON_PATH and at == line and words in message for path, at, message in found), found


def test_read_curriculum_tells_all_problems_at_once(db, files):
    write(files / "thu" / "course.md", COURSE.replace("tier: T1", "tier: X").replace("licence: CC BY 4.0", "licence: của tôi"))
    write(files / LESSON_PATH, LESSON.replace("title: Bài một\n", ""))

    assert len(problems_of(files)) == 3


def test_read_curriculum_refuses_a_uid_used_twice(db, files):
    write(files / "thu" / "01-hieu-dung" / "02-bai-hai.md", LESSON)

    messages = " ".join(message for _path, _line, message in problems_of(files))

    assert "3e9ecf93" in messages
    assert "007911ef" in messages
    assert "cb4c154b" in messages


def test_read_curriculum_refuses_a_file_that_is_not_utf8(db, files):
    (files / LESSON_PATH).write_bytes("---\ntitle: Bài".encode("cp1258", errors="replace") + b"\xe3\xff")

    assert any("UTF-8" in message for _path, _line, message in problems_of(files))


def test_read_curriculum_follows_no_link_out_of_the_course(db, files, tmp_path):
    write(tmp_path / "secret.svg", "<svg/>")
    (files / "thu" / "pictures").mkdir()
    (files / "thu" / "pictures" / "x.svg").symlink_to(tmp_path / "secret.svg")
    write(files / LESSON_PATH, LESSON.replace("Máy **không** hiểu.", ":::picture\nfile: pictures/x.svg\ndescription: y\n:::"))

    assert any("x.svg" in message for _path, _line, message in problems_of(files))


def test_read_curriculum_without_courses_is_a_problem(db, tmp_path):
    assert problems_of(tmp_path)[0][2].startswith("Ở đây không có khóa học")
    assert problems_of(tmp_path / "nowhere")[0][2] == "Không có thư mục này."
