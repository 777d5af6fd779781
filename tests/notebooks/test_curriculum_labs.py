"""Every lab of the shipped curriculum through the real grading path: solution full, blank 0, wrong answers as their author says."""

import json
import shutil
import tempfile
from pathlib import Path
from uuid import UUID

import pytest

from courses.loader.labs import read_lab
from courses.loader.problems import Problems
from courses.management.commands.load_curriculum import SHIPPED
from notebooks import sandbox
from notebooks.curriculum_check import check_lab
from notebooks.exceptions import SandboxUnavailable

pytestmark = pytest.mark.slow
LABS = sorted(SHIPPED.glob("*/labs/*/lab.yaml"))


@pytest.fixture(scope="module", autouse=True)
def warm():
    """As in a worker: one sandbox has imported everything, each run is a confined child of it."""
    sandbox.keep_warm()
    yield
    sandbox.cool_down()


def lab_at(path: Path):
    problems = Problems(SHIPPED)
    lab = read_lab(path, course_uid=UUID(int=0), course_slug=path.parents[2].name, problems=problems)
    assert problems.found == []
    return lab


@pytest.mark.parametrize("path", LABS, ids=[path.parent.name for path in LABS])
def test_a_lab_of_the_curriculum_scores_as_it_says(path):
    assert check_lab(lab_at(path)) == []


def test_check_lab_tells_a_wrong_answer_that_scores_otherwise(tmp_path):
    folder = tmp_path / LABS[0].parent.name
    shutil.copytree(LABS[0].parent, folder)
    text = (folder / "lab.yaml").read_text(encoding="utf-8")
    (folder / "lab.yaml").write_text(
        text.partition("wrong_answers:")[0] + 'wrong_answers:\n  - name: Như lời giải\n    score: 0.25\n    answers: {khong-co: ""}\n',
        encoding="utf-8",
    )

    [sentence] = check_lab(lab_at(folder / "lab.yaml"))

    assert "khong-co" in sentence


def test_without_a_sandbox_the_check_says_so_in_one_sentence(monkeypatch):
    from notebooks import apps

    def refuse():
        raise SandboxUnavailable("run_failed", detail="thử")

    monkeypatch.setattr(sandbox, "keep_warm", refuse)

    [sentence] = apps.check_lab(lab_at(LABS[0]))

    assert "thử" in sentence


def test_a_job_names_the_large_libraries_of_its_notebooks_and_no_others(tmp_path):
    def named(source: bytes) -> list[str]:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        sandbox.lay_out(folder, sandbox.Job({"bai.ipynb": source}))
        return json.loads((folder / "spec.json").read_text())["more"]

    assert named(b"from sklearn.tree import x") == ["sklearn"]
    assert named(b"import numpy") == []
