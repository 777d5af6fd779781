"""A lab as a plain nbgrader course folder: what is in it, what stock nbgrader says of it, and back again."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import zipfile
from datetime import timedelta
from decimal import Decimal

import nbformat
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.learning.actions import enrollments, runs
from notebooks import report_queue, sandbox
from notebooks.actions import grading, labs, reports
from notebooks.course_archive import BadFolder, handed_in_at, read_archive
from notebooks.course_folder import exported
from notebooks.exceptions import BadUpload
from notebooks.gradebook_reading import read_gradebook
from notebooks.models import GradingRun, Lab, LabReport, ManualScore, Submission

from .conftest import grade_next, hand_in
from .material.classroom import submit
from .material.labs import RIGHT, WRONG

pytestmark = pytest.mark.django_db
SLUG = "trung-binh-cong"


@pytest.fixture
def graded(place, lab, teacher):
    """One learner with the machine's points and a person's."""
    submission = hand_in(place, lab, {"mean": RIGHT, "why": "Vì chia đều."})
    grade_next()
    grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal("2.5"), comment="Tốt, đủ ý.", by=teacher)
    return submission


def second(run_of_course, lab, person_factory, answers):
    """Another learner, graded by the machine alone."""
    place = enrollments.enroll(person=person_factory("Đỗ Bảo Ngọc", "ngoc@hoc.example"), run=run_of_course, by=None)
    hand_in(place, lab, answers)
    grade_next()
    return place


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_exported_holds_the_folders_of_nbgrader(graded, lab, run_of_course, place):
    who = place.person.handle

    found = exported(run_of_course, lab, with_names=False)

    files = unzipped(found.content)
    assert found.lines == ()
    assert set(files) == {
        "gradebook.db",
        "hocai.json",
        "nbgrader_config.py",
        f"source/{SLUG}/bai1.ipynb",
        f"release/{SLUG}/bai1.ipynb",
        f"submitted/{who}/{SLUG}/bai1.ipynb",
        f"submitted/{who}/{SLUG}/timestamp.txt",
        f"autograded/{who}/{SLUG}/bai1.ipynb",
        f"autograded/{who}/{SLUG}/timestamp.txt",
    }
    assert b"7431" in files[f"source/{SLUG}/bai1.ipynb"]
    assert b"7431" not in files[f"release/{SLUG}/bai1.ipynb"]


def test_exported_notebooks_are_valid_and_say_what_was_graded(graded, lab, run_of_course, place):
    files = unzipped(exported(run_of_course, lab, with_names=False).content)

    autograded = nbformat.reads(files[f"autograded/{place.person.handle}/{SLUG}/bai1.ipynb"].decode(), as_version=4)

    nbformat.validate(autograded)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in autograded.cells]
    assert {"mean", "mean-visible", "mean-hidden", "mean-partial", "why"} <= set(ids)


@pytest.mark.parametrize("with_names", [True, False])
def test_exported_tells_names_only_when_asked(graded, lab, run_of_course, place, with_names):
    content = exported(run_of_course, lab, with_names=with_names).content

    told = b"".join(unzipped(content).values()).decode(errors="ignore")
    assert place.person.handle in told
    assert (place.person.given in unzipped(content)["gradebook.db"].decode(errors="ignore")) is with_names
    assert (place.person.email or "-") not in told


def test_exported_says_who_is_not_graded_yet(lab, run_of_course, place):
    hand_in(place, lab)

    found = exported(run_of_course, lab, with_names=False)

    assert [place.person.handle in line for line in found.lines] == [True]
    assert f"submitted/{place.person.handle}/{SLUG}/bai1.ipynb" in unzipped(found.content)


def test_exported_gives_a_groups_work_to_each_of_its_members(lab, run_of_course, place, person_factory):
    partner = enrollments.enroll(person=person_factory("Đỗ Bảo Ngọc", "ngoc@hoc.example"), run=run_of_course, by=None)
    submit(place, lab, {"mean": RIGHT}, others=(partner,))

    files = unzipped(exported(run_of_course, lab, with_names=False).content)

    assert {path.split("/")[1] for path in files if path.startswith("submitted/")} == {place.person.handle, partner.person.handle}


def test_read_gradebook_of_our_own_export(graded, lab, run_of_course, place):
    files = unzipped(exported(run_of_course, lab, with_names=False).content)

    book = read_gradebook(files["gradebook.db"], SLUG)

    who = place.person.handle
    assert book.students == {who}
    assert book.grades[who, "bai1", "mean-hidden"].auto == 2
    assert (book.grades[who, "bai1", "why"].manual, book.comments[who, "bai1", "why"]) == (2.5, "Tốt, đủ ý.")
    assert abs(book.timestamps[who] - graded.received_at) < timedelta(seconds=1)


# --- back again -------------------------------------------------------------------------------------------------------
def another_run(course, teacher, *people):
    run = runs.open_run(course=course, code="BDAI-2026-04", by=None)
    runs.appoint_staff(run=run, person=teacher, by=None)
    for person in people:
        enrollments.enroll(person=person, run=run, by=None)
    return run


def imported(packed, lab, teacher, run=None, **options):
    """An import whose submissions are graded in between, as the worker would."""
    report = reports.ask_for_import(lab=lab, packed=packed, by=teacher, run=run, **options)
    for _turn in range(5):
        LabReport.objects.filter(pk=report.pk).update(lease_until=None)
        if claimed := report_queue.claim(report.pk, timezone.now()):
            reports.make(report=claimed)
        while GradingRun.objects.waiting().exists():
            grade_next()
    report.refresh_from_db()
    return report


def points_in(run):
    counted = GradingRun.objects.filter(submission__enrollment__run=run, state__in=["graded", "needs_manual"])
    return {each.submission.enrollment.person.handle: (each.score, each.state) for each in counted}


def test_import_into_another_run_gives_the_same_points_and_remarks(graded, lab, run_of_course, course, teacher, person_factory):
    other = second(run_of_course, lab, person_factory, {"mean": WRONG, "why": "Không biết."})
    packed = exported(run_of_course, lab, with_names=False).content
    run = another_run(course, teacher, graded.enrollment.person, other.person)

    report = imported(packed, lab, teacher, run)

    assert report.state == LabReport.State.DONE, report.error
    assert report.result["lines"] == []
    assert (report.result["submissions"], report.result["scores"]) == (2, 1)
    assert points_in(run) == points_in(run_of_course)
    taken = ManualScore.objects.get(submission__enrollment__run=run)
    assert (taken.score, taken.comment, taken.by) == (Decimal("2.50"), "Tốt, đủ ý.", teacher)
    assert abs(
        Submission.objects.get(enrollment__run=run, enrollment__person=graded.enrollment.person).received_at - graded.received_at
    ) < (timedelta(seconds=1))


def test_import_twice_takes_everything_once(graded, lab, run_of_course, course, teacher):
    packed = exported(run_of_course, lab, with_names=False).content
    run = another_run(course, teacher, graded.enrollment.person)

    imported(packed, lab, teacher, run)
    imported(packed, lab, teacher, run)

    assert Submission.objects.filter(enrollment__run=run).count() == 1
    assert ManualScore.objects.filter(submission__enrollment__run=run).count() == 1


def test_import_finds_people_by_an_uploaded_list(graded, lab, run_of_course, course, teacher, person_factory):
    new = person_factory("Đỗ Bảo Ngọc", "ngoc@hoc.example")
    packed = exported(run_of_course, lab, with_names=False).content
    run = another_run(course, teacher, new)

    report = imported(packed, lab, teacher, run, mapping={graded.enrollment.person.handle: new.handle})

    assert report.result["lines"] == []
    assert set(points_in(run)) == {new.handle}


def with_database(packed, statement, *values):
    """The folder with one statement carried out on its gradebook."""
    files = unzipped(packed)
    database = sqlite3.connect(":memory:")
    database.deserialize(files["gradebook.db"])
    database.execute(statement, values)
    database.commit()
    return zipped(files | {"gradebook.db": database.serialize()})


def test_import_names_everything_that_it_cannot_take(graded, lab, run_of_course, course, teacher):
    who = graded.enrollment.person.handle
    packed = exported(run_of_course, lab, with_names=False).content
    packed = with_database(packed, "UPDATE grade SET manual_score = 9 WHERE manual_score IS NOT NULL")
    packed = with_database(packed, "UPDATE grade SET auto_score = 0.5 WHERE auto_score = 1")
    packed = with_database(packed, "UPDATE comment SET manual_comment = 'Xem lại' WHERE manual_comment IS NULL")
    files = unzipped(packed)
    notebook = files[f"submitted/{who}/{SLUG}/bai1.ipynb"]
    packed = zipped(files | {f"submitted/la/{SLUG}/bai1.ipynb": notebook, f"submitted/{teacher.handle}/{SLUG}/bai1.ipynb": b"x"})
    run = another_run(course, teacher, graded.enrollment.person, teacher)

    report = imported(packed, lab, teacher, run)

    lines = "\n".join(report.result["lines"])
    assert report.state == LabReport.State.DONE
    assert "la:" in lines
    assert f"{teacher.handle}:" in lines
    assert f"{who}, why:" in lines
    assert f"{who}, mean:" in lines
    assert f"{who}, mean-visible:" in lines
    assert len(report.result["lines"]) == 5
    assert ManualScore.objects.get(submission__enrollment__run=run).score == 3


def test_import_without_a_run_takes_the_notebooks_alone(graded, lab, run_of_course, teacher):
    report = imported(exported(run_of_course, lab, with_names=False).content, lab, teacher)

    assert report.state == LabReport.State.DONE
    assert report.result["version"] == 1
    assert len(report.result["lines"]) == 1
    assert Submission.objects.count() == 1


HOSTILE = {
    "climbing": {"../source/ps1/bai1.ipynb": b"{}"},
    "absolute": {"/source/ps1/bai1.ipynb": b"{}"},
    "nothing": {"hello.txt": b"x"},
    "two-assignments": {"source/ps1/a.ipynb": b"{}", "source/ps2/a.ipynb": b"{}"},
    "same-name": {"source/ps1/A.ipynb": b"{}", "source/ps1/a.ipynb": b"{}"},
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_import_of_a_bad_folder_is_refused_with_a_sentence(lab, teacher, files):
    report = imported(zipped(files), lab, teacher)

    assert report.state == LabReport.State.FAILED
    assert report.error
    assert "administrator" not in report.error
    assert Lab.objects.get().versions.count() == 1


def test_import_of_no_zip_is_refused_with_a_sentence(lab, teacher):
    report = imported(b"PK\x03\x04 no zip", lab, teacher)

    assert (report.state, ".zip" in report.error) == (LabReport.State.FAILED, True)


BAD_DATABASES = {
    "no-database": b"not a database",
    "empty": b"",
    "other-tables": "CREATE TABLE grade (x)",
    "view": "CREATE VIEW grade AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
}


@pytest.mark.parametrize("content", BAD_DATABASES.values(), ids=BAD_DATABASES)
def test_read_gradebook_refuses_what_is_none(content):
    if isinstance(content, str):
        database = sqlite3.connect(":memory:")
        database.execute(content)
        content = database.serialize()

    with pytest.raises(BadFolder, match=r"gradebook\.db"):
        read_gradebook(content, SLUG)


@pytest.mark.parametrize("value", ["'nhiều'", "9e999", "x'00'"])
def test_read_gradebook_refuses_points_that_are_none(graded, lab, run_of_course, value):
    packed = with_database(exported(run_of_course, lab, with_names=False).content, f"UPDATE grade SET manual_score = {value}")

    with pytest.raises(BadFolder):
        read_gradebook(unzipped(packed)["gradebook.db"], SLUG)


def test_read_archive_takes_the_named_assignment_or_the_expected_one():
    packed = zipped({"khoa/source/ps1/a.ipynb": b"1", "khoa/source/ps2/a.ipynb": b"2", "khoa/submitted/an/ps2/a.ipynb": b"3"})

    assert read_archive(packed, assignment="ps1").source == {"a.ipynb": b"1"}
    assert read_archive(packed, expected="ps2").submitted == {"an": {"a.ipynb": b"3"}}
    with pytest.raises(BadUpload, match="ps1, ps2"):
        read_archive(packed, assignment="ps3")


@pytest.mark.parametrize(
    ("stamp", "iso"),
    [
        (b"2026-03-05 08:30:00 +0700", "2026-03-05T01:30:00+00:00"),
        (b"2026-03-05 01:30:00.000000 UTC\n", "2026-03-05T01:30:00+00:00"),
        (b"2026-03-05 08:30:00", "2026-03-05T01:30:00+00:00"),
    ],
)
def test_handed_in_at_reads_the_stamps_of_nbgrader(stamp, iso):
    assert handed_in_at({"timestamp.txt": stamp}, None).astimezone(timezone.get_fixed_timezone(0)).isoformat() == iso


@pytest.mark.parametrize("stamp", [b"", b"hom qua", b"\xff\xfe", b"2999-01-01 00:00:00 +0700"])
def test_handed_in_at_is_never_nonsense(stamp):
    assert handed_in_at({"timestamp.txt": stamp}, None) <= timezone.now()


# --- commands ---------------------------------------------------------------------------------------------------------
def test_commands_carry_a_lab_out_and_in(graded, lab, run_of_course, course, teacher, tmp_path, capsys):
    run = another_run(course, teacher, graded.enrollment.person)

    call_command("export_lab", run_of_course.code, SLUG, str(tmp_path / "bai.zip"))
    call_command("import_lab", str(tmp_path / "bai.zip"), SLUG, run=run.code, by=teacher.email, wait=0.05)

    assert "1 bài nộp, 1 điểm" in capsys.readouterr().out
    assert Submission.objects.filter(enrollment__run=run).count() == 1


@pytest.mark.parametrize(
    "arguments",
    [("export_lab", "KHONG", SLUG, "x.zip"), ("import_lab", "khong-co.zip", SLUG), ("import_lab", "khong-co.zip", "khong")],
    ids=["no-run", "no-file", "no-lab"],
)
def test_commands_refuse_with_a_sentence(lab, teacher, arguments):
    options = {"by": teacher.handle} if arguments[0] == "import_lab" else {}

    with pytest.raises(CommandError, match="Không"):
        call_command(*arguments, **options)


# --- stock nbgrader ---------------------------------------------------------------------------------------------------
LISTING = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db", course_id=sys.argv[1]) as book:
    found = {s.student.id: {f"{n.name}/{g.name}": [g.score, g.needs_manual_grade] for n in s.notebooks for g in n.grades}
             for s in book.assignment_submissions(sys.argv[2])}
    texts = {s.student.id: [c.comment for n in s.notebooks for c in n.comments if c.comment] for s in book.assignment_submissions(sys.argv[2])}
    sums = {each["student"]: [each["score"], each["max_score"]] for each in book.submission_dicts(sys.argv[2])}
print(json.dumps([found, texts, sums]))
"""


def in_lab_environment(folder, program, *arguments):
    environment = {"PATH": f"{settings.HOCAI_LAB_PYTHON.parent}:{os.environ['PATH']}", "HOME": str(folder), "PYTHONWARNINGS": "ignore"}
    command = [str(settings.HOCAI_LAB_PYTHON), *program, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
@pytest.mark.skipif(not settings.HOCAI_LAB_PYTHON.exists(), reason="no lab environment")
def test_round_trip_through_stock_nbgrader(graded, lab, run_of_course, course, teacher, person_factory, tmp_path):
    other = second(run_of_course, lab, person_factory, {"mean": WRONG, "why": "Không biết."})
    packed = exported(run_of_course, lab, with_names=True).content
    (tmp_path / "course").mkdir()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "course")

    folder = tmp_path / "course"
    cells, comments, sums = json.loads(in_lab_environment(folder, ["-c", LISTING], run_of_course.code, SLUG))
    in_lab_environment(folder, ["-m", "nbgrader", "export", "--to=grades.csv"])
    rows = {row["student_id"]: row for row in csv.DictReader((folder / "grades.csv").read_text().splitlines())}

    one, two = graded.enrollment.person, other.person
    assert cells[one.handle] == {
        "bai1/mean-visible": [1, False],
        "bai1/mean-hidden": [2, False],
        "bai1/mean-partial": [2, False],
        "bai1/why": [2.5, False],
    }
    assert cells[two.handle]["bai1/why"] == [0, True]
    assert comments == {one.handle: ["Tốt, đủ ý."], two.handle: []}
    stock = {handle: Decimal(str(score)) for handle, (score, _most) in sums.items()}
    assert stock == {handle: score for handle, (score, _state) in points_in(run_of_course).items()}
    assert sums[one.handle][1] == 8
    assert (float(rows[one.handle]["score"]), rows[one.handle]["last_name"]) == (7.5, one.family_middle)

    # A lab that knows nothing yet, and the real gate and grading.
    fresh = labs.create(title="Bài mới", slug="bai-moi", by=teacher)
    run = another_run(course, teacher, one, two)
    sandbox.keep_warm()
    try:
        report = imported_for_real(packed, fresh, teacher, run)
    finally:
        sandbox.cool_down()

    assert report.state == LabReport.State.DONE, report.error
    assert report.result["lines"] == []
    assert points_in(run) == points_in(run_of_course)
    assert Lab.objects.get(pk=fresh.pk).current_version.number == 1


def imported_for_real(packed, lab, teacher, run):
    from notebooks import queue
    from notebooks.actions import running

    report = reports.ask_for_import(lab=lab, packed=packed, by=teacher, run=run)
    for _turn in range(4):
        LabReport.objects.filter(pk=report.pk).update(lease_until=None)
        if claimed := report_queue.claim(report.pk, timezone.now()):
            reports.make(report=claimed)
        while (waiting := queue.claim_next()) is not None:
            running.grade_claimed(run=waiting)
    report.refresh_from_db()
    return report
