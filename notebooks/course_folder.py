"""A lab of a run as a plain nbgrader course folder: what the worker packs for a teacher who goes on with stock nbgrader.

nbgrader_config.py  gradebook.db  hocai.json
source/<lab>/  release/<lab>/  submitted/<student>/<lab>/  autograded/<student>/<lab>/
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation import files
from lms.learning.models import CourseRun, Enrollment
from notebooks import blobs
from notebooks.actions.running import release_of
from notebooks.boards import Board
from notebooks.gradebook_db import CellGrade, GradedWork, Student, write_gradebook
from notebooks.models import GradingRun, Lab, LabVersion, Submission
from notebooks.release import Release
from notebooks.totals import scored_cells

COUNTED = (GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL)
TOLD_EVERY = 20
# The same folder gives the same bytes wherever it is packed.
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Exported:
    """`lines` tell what nbgrader could not be told, one per line."""

    content: bytes
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Graded:
    """A learner's newest submission with the run that counts, if one does."""

    place: Enrollment
    submission: Submission
    run: GradingRun | None


def exported(run: CourseRun, lab: Lab, *, with_names: bool, told: Callable[[int, int], object] = lambda done, total: None) -> Exported:
    """The folder as a .zip. It holds the solutions and the hidden tests."""
    version = lab.current_version
    assert version is not None
    board = Board(run, lab)
    release = release_of(version.pk, version.digest)
    works = graded_works(board)
    lines: list[str] = []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in lab_files(run, lab, version, release):
            put(archive, path, content)
        for done, each in enumerate(works):
            if done % TOLD_EVERY == 0:
                told(done, len(works))
            for path, content in work_files(each, lab.slug, lines):
                put(archive, path, content)
        put(archive, "gradebook.db", gradebook(board, release, works, with_names, lines))
    return Exported(packed.getvalue(), tuple(lines))


def put(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def graded_works(board: Board) -> list[Graded]:
    """Everybody's newest submission; a group's submission stands for each of its members, as nbgrader knows no groups."""
    newest = dict(board.newest_credits().order_by().values_list("enrollment", "submission"))
    submissions = Submission.objects.select_related("lab_version").in_bulk(set(newest.values()))
    runs = GradingRun.objects.filter(submission__in=newest.values(), state__in=COUNTED).order_by("number")
    counted = {run.submission_id: run for run in runs.prefetch_related("cell_scores").select_related("lab_version")}
    places = Enrollment.objects.filter(pk__in=newest).select_related("person").by_name()
    return [Graded(place, submissions[newest[place.pk]], counted.get(newest[place.pk])) for place in places]


# --- the lab ----------------------------------------------------------------------------------------------------------
def lab_files(run: CourseRun, lab: Lab, version: LabVersion, release: Release) -> Iterator[tuple[str, bytes]]:
    about = {"course": run.code, "lab": lab.slug, "title": lab.title, "version": version.number, "default_tier": version.default_tier}
    yield "hocai.json", (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    yield "nbgrader_config.py", f"c = get_config()\nc.CourseDirectory.course_id = {run.code!r}\n".encode()
    for path, content in blobs.load(version.source_files).files.items():
        yield f"source/{lab.slug}/{path}", content
    for path, content in release.bundle.files.items():
        yield f"release/{lab.slug}/{path}", content


# --- one learner ------------------------------------------------------------------------------------------------------
def work_files(work: Graded, slug: str, lines: list[str]) -> Iterator[tuple[str, bytes]]:
    handle = work.place.person.handle
    stamp = f"{timezone.localtime(work.submission.received_at):%Y-%m-%d %H:%M:%S %z}\n".encode()
    for path, content in blobs.load(work.submission.files).files.items():
        yield f"submitted/{handle}/{slug}/{path}", content
    yield f"submitted/{handle}/{slug}/timestamp.txt", stamp
    if work.run is None:
        lines.append(_("%(who)s: not graded yet, so there are no points and no graded notebook.") % {"who": handle})
        return
    for name, notebook in autograded(work.run).items():
        yield f"autograded/{handle}/{slug}/{name}.ipynb", (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()
    yield f"autograded/{handle}/{slug}/timestamp.txt", stamp


def autograded(run: GradingRun) -> dict[str, dict[str, Any]]:
    """The notebooks as the run graded them, with what they printed, made from what graders see."""
    if not run.review_sha256:
        return {}
    grading = release_of(run.lab_version_id, run.lab_version.digest).grading
    ours = {(name, cell["id"]): cell["metadata"] for name, notebook in grading.items() for cell in notebook["cells"]}
    cells: dict[str, list[dict[str, Any]]] = {name: [] for name in grading}
    for cell in json.loads(files.read(run.review_sha256)):
        metadata = ours.get((cell["notebook"], cell["cell_id"]), {})
        cells[cell["notebook"]].append(graded_cell(cell, {"nbgrader": metadata["nbgrader"]} if "nbgrader" in metadata else {}))
    return {name: {**grading[name], "cells": found} for name, found in cells.items()}


def graded_cell(cell: Mapping[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    plain = {"id": cell["cell_id"], "cell_type": cell["cell_type"], "metadata": metadata, "source": cell["source"]}
    if cell["cell_type"] == "code":
        return plain | {"execution_count": None, "outputs": [as_output(each) for each in cell["outputs"]]}
    return plain | ({"attachments": cell["attachments"]} if cell.get("attachments") else {})


def as_output(shown: Mapping[str, str]) -> dict[str, Any]:
    if shown["kind"] == "image":
        kind, _comma, data = shown["body"].removeprefix("data:").partition(";base64,")
        return {"output_type": "display_data", "metadata": {}, "data": {kind: data}}
    if shown["kind"] == "html":
        return {"output_type": "display_data", "metadata": {}, "data": {"text/html": shown["body"]}}
    if shown["kind"] == "error":
        lines = shown["body"].split("\n")
        name, _colon, value = lines[-1].partition(": ")
        return {"output_type": "error", "ename": name[:100], "evalue": value, "traceback": lines}
    return {"output_type": "stream", "name": "stdout", "text": shown["body"]}


# --- the gradebook ----------------------------------------------------------------------------------------------------
def gradebook(board: Board, release: Release, works: list[Graded], with_names: bool, lines: list[str]) -> bytes:
    people = {place.pk: place for place in board.places.select_related("person")} | {work.place.pk: work.place for work in works}
    with tempfile.TemporaryDirectory(prefix="hocai-export-") as folder:
        path = Path(folder, "gradebook.db")
        homeless = write_gradebook(
            path,
            course=board.run.code,
            assignment=board.lab.slug,
            notebooks=release.grading,
            students=[student(place, with_names) for place in people.values()],
            works=[graded_work(work, release, lines) for work in works],
        )
        lines += [
            _("%(who)s, %(question)s: nbgrader keeps no remark for a test cell; the points are there, the remark is not.")
            % {"who": who, "question": question}
            for who, question in homeless
        ]
        return path.read_bytes()


def student(place: Enrollment, with_names: bool) -> Student:
    """The handle alone, unless names were asked for."""
    person = place.person
    return Student(person.handle, person.given, person.family_middle) if with_names else Student(person.handle)


def graded_work(work: Graded, release: Release, lines: list[str]) -> GradedWork:
    handle = work.place.person.handle
    if work.run is None:
        return GradedWork(handle, work.submission.received_at)
    cells, sums = {}, dict.fromkeys(release.grading, Decimal(0))
    known = {(question.notebook, question.grade_id) for question in release.questions}
    for scored in scored_cells(work.run):
        key = (scored.cell.notebook, scored.cell.grade_id)
        if key not in known:
            lines.append(
                _("%(who)s, %(question)s: graded against another version of the lab, which this folder does not hold.")
                % {"who": handle, "question": scored.cell.grade_id}
            )
            continue
        manual = scored.manual
        cells[key] = CellGrade(
            auto=None if scored.cell.score is None else float(scored.cell.score),
            manual=float(manual.score) if manual else None,
            needs_manual=scored.score is None,
            comment=manual.comment if manual else "",
        )
        sums[key[0]] += scored.score or Decimal(0)
    taken = work.run.late_percent / 100
    return GradedWork(handle, work.submission.received_at, cells, {name: float(points * taken) for name, points in sums.items() if taken})
