import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from notebooks import pipeline
from notebooks.exceptions import SandboxUnavailable

from .material.cells import as_bytes, check, notebook
from .material.here import run_here
from .material.labs import RIGHT, handed_in, mean_lab, mean_release


@pytest.fixture
def here(monkeypatch):
    """The command with a runner for trusted code; one slow test below uses the sandbox."""
    graded = pipeline.grade
    monkeypatch.setattr(pipeline, "grade", lambda source, submitted: graded(source, submitted, run=run_here))


@pytest.fixture
def files(tmp_path):
    source, mine = tmp_path / "source.ipynb", tmp_path / "mine.ipynb"
    source.write_bytes(mean_lab().files["bai1.ipynb"])
    mine.write_bytes(handed_in(mean_release(), {"mean": RIGHT, "why": "Vì thế."}).files["bai1.ipynb"])
    return source, mine


def printed(*arguments):
    out = io.StringIO()
    call_command("grade_notebook", *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(*arguments):
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("grade_notebook", *map(str, arguments), stdout=out)
    return caught.value, out.getvalue()


EXPECTED = {
    "score": 5,
    "max_score": 5,
    "manual_max": 3,
    "cells": {
        "mean-visible": {"score": 1, "max_score": 1, "state": "passed"},
        "mean-hidden": {"score": 2, "max_score": 2, "state": "passed"},
        "mean-partial": {"score": 2, "max_score": 2, "state": "passed"},
        "why": {"score": None, "max_score": 3, "state": "manual"},
    },
}


def test_grade_notebook_prints_exactly_the_agreed_json(here, files):
    assert json.loads(printed(*files, "--json")) == EXPECTED


def test_grade_notebook_takes_folders_and_zips(here, files, tmp_path):
    for folder, path in (("source", files[0]), ("mine", files[1])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bai1.ipynb").write_bytes(path.read_bytes())
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        archive.write(files[1], "bai/bai1.ipynb")

    assert json.loads(printed(tmp_path / "source", tmp_path / "mine", "--json")) == EXPECTED
    assert json.loads(printed(tmp_path / "source", tmp_path / "mine.zip", "--json")) == EXPECTED


def test_grade_notebook_prints_a_line_per_question(here, files):
    lines = printed(*files).splitlines()

    assert lines[:4] == [
        "source/mean-visible: 1/1 passed",
        "source/mean-hidden: 2/2 passed",
        "source/mean-partial: 2/2 passed",
        "source/why: —/3 manual",
    ]
    assert "5" in lines[4]


def test_grade_notebook_refuses_bad_files_with_code_one(here, files, tmp_path):
    (tmp_path / "text.ipynb").write_text("hello")

    error, out = refusal(files[0], tmp_path / "text.ipynb", "--json")

    assert error.returncode == 1
    assert json.loads(out) == {"error": str(error), "code": "not_a_notebook"}


def test_grade_notebook_names_the_cells_of_a_bad_source(here, files, tmp_path):
    (tmp_path / "bad.ipynb").write_bytes(as_bytes(notebook(check("câu 1", "1"))))

    error, _ = refusal(tmp_path / "bad.ipynb", files[1])

    assert error.returncode == 1
    assert "bad [1] câu 1: " in str(error)


def test_grade_notebook_fails_where_nothing_can_run(files, monkeypatch):
    def unavailable(source, submitted):
        raise SandboxUnavailable("self_test_failed", advice="Nâng nhân Linux.")

    monkeypatch.setattr(pipeline, "grade", unavailable)

    error, out = refusal(*files, "--json")

    assert error.returncode == 1
    assert json.loads(out)["code"] == "self_test_failed"


def test_grade_notebook_tells_wrong_arguments_by_code_two(files, tmp_path):
    error, _ = refusal(files[0], tmp_path / "nothing.ipynb")

    assert error.returncode == 2


@pytest.mark.slow
def test_grade_notebook_runs_in_the_sandbox(files):
    assert json.loads(printed(*files, "--json")) == EXPECTED
