from courses.loader.directives import cut
from courses.loader.problems import Problems


def segments(tmp_path, body: str):
    problems = Problems(tmp_path)
    found = cut(body, path=tmp_path / "bai.md", first_line=10, problems=problems)
    return [(segment.name, segment.argument, segment.text.strip(), segment.line) for segment in found], [
        problem.line for problem in problems.found
    ]


def test_cut_gives_text_and_directives_with_their_lines(tmp_path):
    assert segments(tmp_path, "Trước\n:::callout tip Nhớ nhé\nChữ\n:::\nSau") == (
        [("", "", "Trước", 10), ("callout", "tip Nhớ nhé", "Chữ", 12), ("", "", "Sau", 14)],
        [],
    )


def test_cut_leaves_directives_in_code_alone(tmp_path):
    found, problems = segments(tmp_path, "```\n:::quiz\n```\nSau")

    assert [name for name, *_rest in found] == [""]
    assert problems == []


def test_cut_names_what_is_not_closed_unknown_or_closed_twice(tmp_path):
    assert segments(tmp_path, ":::lab\nlab: x\n")[1] == [10]
    assert segments(tmp_path, ":::lab\nlab: x\n:::quiz\nuid: y\n:::\n")[1] == [10]
    assert segments(tmp_path, ":::phim\n:::\n")[1] == [10]
    assert segments(tmp_path, "chữ\n:::\n")[1] == [11]
