"""Pages where an author begins a lab and writes its tests; the small labs to begin with."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notebooks import sandbox
from notebooks.actions import gate, labs, running
from notebooks.models import Lab, LabVersion
from notebooks.pipeline import check_release
from notebooks.release import make_release
from notebooks.starters import STARTERS

from .material.cells import answer, as_bytes, check, notebook
from .material.here import run_here

CALLS = {"way": "calls", "function": "trung_binh", "arguments": "[2, 4]", "expected": "3", "hint": "chia đều", "hidden": "on"}


# --- the page about tests ---------------------------------------------------------------------------------------------
def write(client, **data):
    response = client.post(reverse("check-write"), {**CALLS, **data})
    return response.status_code, response.context["cell"], response.context["form"].errors


@pytest.mark.django_db
def test_check_write_gives_back_the_finished_cell(client, teacher):
    client.force_login(teacher)

    status, cell, _ = write(client)

    assert status == 200
    assert cell.splitlines()[2] == "assert trung_binh([2, 4]) == 3  # Gợi ý: chia đều"
    assert "assert trung_binh([2, 4]) == 3" in client.post(reverse("check-write"), CALLS).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        ({"function": ""}, "function", "tên hàm"),
        ({"function": "hàm của tôi"}, "function", "không phải tên hàm"),
        ({"arguments": "1\n2"}, "expected", "2 dòng đối số"),
        ({"arguments": "g(1)"}, "arguments", "Dòng 1: “g(1)”"),
        ({"arguments": "1\n(", "expected": "1\n2"}, "arguments", "Dòng 2"),
        ({"arguments": "1\n2", "expected": "1\n{3}"}, "expected", "Dòng 2: “{3}”"),
        ({"expected": ""}, "expected", ""),
        ({"way": "output", "expected": "  "}, "expected", ""),
        ({"way": "output", "tolerance": "ít"}, "tolerance", "sai số phải là số"),
        ({"way": "file"}, "file", "tên tệp"),
        ({"way": "khác"}, "way", ""),
    ],
)
def test_check_write_says_at_the_field_what_is_wrong(client, teacher, data, field, says):
    client.force_login(teacher)

    status, cell, errors = write(client, **data)

    assert (status, cell) == (422, "")
    assert list(errors) == [field]
    assert says in errors[field][0]


@pytest.mark.django_db
def test_check_write_explains_every_tier_without_a_form(client, teacher):
    client.force_login(teacher)

    page = client.get(reverse("check-write")).content.decode()

    assert all(f"({tier})" in page for tier in ("T1", "T2", "T3", "T4"))
    assert "Điều vẫn có thể gian lận" in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["check-write", "lab-create"])
def test_authoring_pages_are_for_teachers(client, trainee, name):
    client.force_login(trainee)

    assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("template-file", args=["assert"])).status_code == 403


# --- starting a lab ---------------------------------------------------------------------------------------------------
NEW = {"title": "Bài thử", "slug": "bai-thu", "summary": "", "minutes": ""}


@pytest.mark.django_db
def test_lab_create_from_a_template_has_its_source(client, teacher):
    client.force_login(teacher)

    response = client.post(reverse("lab-create"), {**NEW, "template": "goi-ham"})

    version = LabVersion.objects.get()
    assert response.headers["Location"] == reverse("lab-version", args=["bai-thu", 1])
    assert (version.lab.slug, version.digest, version.uploaded_by) == ("bai-thu", STARTERS["goi-ham"].bundle.digest, teacher)


@pytest.mark.django_db
def test_lab_create_without_a_template_is_empty(client, teacher):
    client.force_login(teacher)

    assert client.post(reverse("lab-create"), {**NEW, "template": ""}).headers["Location"] == reverse("lab-edit", args=["bai-thu"])
    assert LabVersion.objects.count() == 0


@pytest.mark.django_db
def test_lab_create_refuses_an_unknown_template_and_makes_nothing(client, teacher):
    client.force_login(teacher)

    assert client.post(reverse("lab-create"), {**NEW, "template": "khac"}).status_code == 422
    assert Lab.objects.count() == 0


@pytest.mark.django_db
def test_lab_create_offers_the_templates(client, teacher):
    client.force_login(teacher)

    page = client.get(reverse("lab-create"), {"template": "in-ra"}).content.decode()

    assert all(reverse("template-file", args=[code]) in page and f'value="{code}"' in page for code in STARTERS)
    assert 'value="in-ra" id="id_template_3" checked' in " ".join(page.split())


@pytest.mark.django_db
def test_template_file_downloads_and_never_renders(client, teacher):
    client.force_login(teacher)

    response = client.get(reverse("template-file", args=["in-ra"]))

    assert response.content == STARTERS["in-ra"].content
    assert response.headers["Content-Disposition"] == 'attachment; filename="in-ra.ipynb"'
    assert client.get(reverse("template-file", args=["khac"])).status_code == 404


# --- the tier of a version --------------------------------------------------------------------------------------------
SOURCE = as_bytes(notebook(answer("a", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"), check("t", "assert x == 1")))


@pytest.mark.django_db
def test_lab_edit_keeps_how_tests_are_checked_that_do_not_say_so(client, teacher):
    client.force_login(teacher)
    labs.create(title="Bài thử", slug="bai-thu", by=teacher)

    def upload(tier):
        client.post(reverse("lab-edit", args=["bai-thu"]), {"files": SimpleUploadedFile("bai1.ipynb", SOURCE), "default_tier": tier})
        return list(LabVersion.objects.order_by("number").values_list("number", "default_tier"))

    assert upload("") == [(1, "")]
    assert upload("") == [(1, "")]
    assert upload("T3") == [(1, ""), (2, "T3")]
    assert upload("T9") == [(1, ""), (2, "T3")]


@pytest.mark.django_db
def test_gate_and_grading_use_the_tier_of_the_version(teacher, monkeypatch):
    lab = labs.create(title="Bài thử", slug="bai-thu", by=teacher)
    version = labs.upload_source(lab=lab, upload={"bai1.ipynb": SOURCE}, by=teacher, default_tier="T3")
    monkeypatch.setattr(gate.pipeline, "check_release", lambda source, release: check_release(source, release, run=run_here))

    gate.check(version_pk=version.pk)

    version.refresh_from_db()
    assert [question["tier"] for question in version.questions] == ["T3"]
    assert set(running.release_of(version.pk, version.digest).plans["bai1"]) == {"t"}


# --- templates --------------------------------------------------------------------------------------------------------
TIERS = {"khong-lap-trinh": {"T3", "T4"}, "goi-ham": {"T3", "T4"}, "in-ra": {"T2", "T4"}, "assert": {"T1", "T4"}}


@pytest.mark.parametrize("code", STARTERS)
def test_templates_pass_the_gate_without_a_remark(code):
    source = STARTERS[code].bundle
    release = make_release(source)

    report = check_release(source, release, run=run_here)

    assert (report.passed, report.problems, report.warnings) == (True, (), ())
    assert {question.tier for question in release.questions} == TIERS[code]


@pytest.mark.slow
def test_templates_pass_the_gate_in_the_sandbox():
    sandbox.keep_warm()
    try:
        reports = [check_release(each.bundle, make_release(each.bundle)) for each in STARTERS.values()]
    finally:
        sandbox.cool_down()

    assert [report.problems for report in reports] == [()] * len(STARTERS)


def test_make_release_takes_what_create_assignment_writes():
    """JupyterLab keeps its own keys beside nbgrader's and saves sources as lines."""

    def cell(grade_id, source, **flags):
        nbgrader = {"grade": False, "grade_id": grade_id, "locked": False, "schema_version": 3, "solution": False, "task": False, **flags}
        metadata = {"nbgrader": nbgrader, "editable": True, "slideshow": {"slide_type": ""}, "tags": []}
        return {"cell_type": "code", "id": grade_id, "metadata": metadata, "source": source, "outputs": [], "execution_count": 3}

    cells = [
        cell("cell-1a", ["x = 0\n", "### BEGIN SOLUTION\n", "x = 1\n", "### END SOLUTION"], solution=True),
        cell("cell-2b", ["# Kiểu chấm: gọi hàm\n", "assert x == 1"], grade=True, locked=True, points=2),
    ]
    made = {"cells": cells, "metadata": {"celltoolbar": "Create Assignment"}, "nbformat": 4, "nbformat_minor": 5}
    release = make_release(type(STARTERS["assert"].bundle)({"bai1.ipynb": as_bytes(made)}))

    assert [(question.grade_id, question.max_points, question.tier) for question in release.questions] == [("cell-2b", 2.0, "T3")]
