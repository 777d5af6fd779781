"""The example of the README is a real lesson: what authors copy must load."""

import re
from pathlib import Path

import courses
from courses.loader.reading import read_curriculum
from tests.courses.conftest import write

README = (Path(courses.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_load(db, tmp_path):
    root = tmp_path / "curriculum"
    [course] = re.findall(r"```markdown\n(---\nuid: 2fdf.*?)```\n", README, re.DOTALL)
    [lesson] = re.findall(r"````markdown\n(.*?)````\n", README, re.DOTALL)
    [lab, programs] = re.findall(r"```yaml\n(.*?)```\n", README, re.DOTALL)
    folder = root / "tri-tue-nhan-tao-trong-cong-vu"
    write(folder / "course.md", course)
    write(folder / "01-hieu-dung/module.md", "---\nuid: b3fcd133-6e1e-43d3-b522-3efb6ee3dc90\ntitle: Hiểu đúng\n---\n")
    write(folder / "01-hieu-dung/01-bai.md", lesson)
    write(folder / "labs/phan-loai-phan-anh/lab.yaml", lab)
    write(folder / "labs/phan-loai-phan-anh/make_data.py", "")
    write(folder / "pictures/vong-hoc.svg", "<svg/>")
    write(folder / "pictures/bia.svg", "<svg/>")
    write(folder / "pictures/bai-giang.pdf", "%PDF")
    write(root / "programs.yaml", programs)

    [read] = read_curriculum(root).courses

    kinds = [kind for kind, _value in read.modules[0].lessons[0].blocks]
    assert kinds == ["text", "table", "code", "picture", "video", "document", "callout", "activity", "teacher", "annex", "lab", "quiz"]
    assert [wrong.score for wrong in read.labs[0].wrong_answers] == [6]
