"""A claimed import: the folder's notebooks become a version, its submissions are taken in and graded here, people's points follow.

It goes in stages, each of which may be repeated: the check of the version, the submissions, the grading. What cannot be taken is one
line each; nothing is left out in silence.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation import audit, files
from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks import blobs, report_queue
from notebooks.actions import gate, labs
from notebooks.actions.submissions import expected_cells
from notebooks.course_archive import TIMESTAMP, CourseArchive, handed_in_at, read_archive
from notebooks.doorbell import ring
from notebooks.exceptions import BadUpload, SandboxUnavailable
from notebooks.gradebook_reading import FoundGrade, FoundGradebook, read_gradebook
from notebooks.intake import match_notebooks, read_upload
from notebooks.models import GradingRun, LabReport, LabVersion, ManualScore, Submission, SubmissionCredit

WAIT = timedelta(seconds=5)
LINES = 2_000
COMMENT_CHARACTERS = 4_000


def carry_out(*, report: LabReport) -> None:
    """One turn of an import: as far as it goes now; the rest waits in the row."""
    assert report.lab is not None
    try:
        packed = files.read(report.given_sha256)
        archive = read_archive(packed, assignment=report.result.get("assignment", ""), expected=report.lab.slug)
        book = read_gradebook(archive.gradebook, archive.assignment) if archive.gradebook else FoundGradebook()
        version = version_of(report, archive)
    except BadUpload as error:
        report_queue.fail(report, str(error))
        return
    if version.state == LabVersion.State.CHECKING and not checked(version):
        wait(report)
        return
    version.refresh_from_db()
    if version.state == LabVersion.State.REJECTED:
        report.result |= {
            "lines": [f"{each['notebook']} {each['cell'] or ''}: {each['reason']}" for each in version.gate_report["problems"]]
        }
        report_queue.fail(report, _("The notebooks in source/ did not pass the check, so nothing was taken in. Correct what is listed."))
        return
    if "lines" not in report.result:
        take_in(report, version, archive, book)
    if report.run is None or is_graded(report, archive):
        finish(report, version, archive, book)
    else:
        wait(report)


def wait(report: LabReport) -> None:
    if report_queue.put_back(report, until=timezone.now() + WAIT):
        report_queue.ring(delay=WAIT.total_seconds())


# --- the version ------------------------------------------------------------------------------------------------------
def version_of(report: LabReport, archive: CourseArchive) -> LabVersion:
    """The version that this import made, made at its first turn. A lab that has none yet is released with it."""
    lab = report.lab
    assert lab is not None
    known = LabVersion.objects.filter(pk=report.result.get("version_pk"), lab=lab).first()
    if known:
        return known
    bundle = read_upload(archive.source)
    version = labs.keep_source(
        lab=lab, bundle=bundle, by=report.by, release_when_passed=lab.current_version_id is None, default_tier=archive.default_tier
    )
    report_queue.progress(report, version_pk=version.pk, version=version.number)
    return version


def checked(version: LabVersion) -> bool:
    """False while another worker has the check, or the sandbox is not there."""
    try:
        return gate.check(version_pk=version.pk) is not None
    except SandboxUnavailable:
        return False


# --- submissions and points -------------------------------------------------------------------------------------------
def take_in(report: LabReport, version: LabVersion, archive: CourseArchive, book: FoundGradebook) -> None:
    lines: list[str] = []
    taken = scores = 0
    if report.run is None:
        lines += [_("%(who)s: not taken in, because no run was chosen.") % {"who": who} for who in sorted(archive.submitted)]
    else:
        places = places_of(report)
        for done, student in enumerate(sorted(archive.submitted)):
            submission = take_one(report, version, archive, book, places, student, lines)
            if submission:
                taken += 1
                scores += give_points(submission, version, book, student, report.by, lines)
            report_queue.progress(report, done=done + 1, total=len(archive.submitted) or 1)
        missing = sorted(book.students - set(archive.submitted))
        lines += [
            _("%(who)s: points in the gradebook, but no files in submitted/; nothing was taken in.") % {"who": who} for who in missing
        ]
    report_queue.progress(report, lines=lines[:LINES], submissions=taken, scores=scores, left_out=max(0, len(lines) - LINES))
    transaction.on_commit(ring)


def places_of(report: LabReport) -> dict[str, Enrollment]:
    """Everybody in the run by handle, and by the id that the uploaded list gives."""
    found = Enrollment.objects.active().filter(run=report.run).select_related("person", "run")
    by_handle = {place.person.handle: place for place in found}
    mapping: Mapping[str, str] = report.result.get("mapping", {})
    return by_handle | {student: by_handle[handle] for student, handle in mapping.items() if handle in by_handle}


def take_one(
    report: LabReport,
    version: LabVersion,
    archive: CourseArchive,
    book: FoundGradebook,
    places: Mapping[str, Enrollment],
    student: str,
    lines: list[str],
) -> Submission | None:
    place = places.get(student)
    if place is None:
        lines.append(_("%(who)s: nobody in this run has this id; not taken in.") % {"who": student})
        return None
    if place.person_id == report.by.pk:
        lines.append(_("%(who)s: this is you; nobody takes in their own work.") % {"who": student})
        return None
    given = archive.submitted[student]
    try:
        bundle = read_upload({path: content for path, content in given.items() if path != TIMESTAMP})
        match_notebooks(expected_cells(version), bundle)
    except BadUpload as error:
        lines.append(f"{student}: {error}")
        return None
    return store(report, version, archive, place, student, bundle, handed_in_at(given, book.timestamps.get(student)))


@transaction.atomic
def store(
    report: LabReport, version: LabVersion, archive: CourseArchive, place: Enrollment, student: str, bundle: Any, received_at: Any
) -> Submission:
    """The rules of the run are for learners: imported work is taken at its own time, and what lateness costs follows from that."""
    key = key_of(report, archive, student)
    earlier = Submission.objects.filter(enrollment=place, idempotency_key=key).first()
    if earlier:
        return earlier
    submission = Submission.objects.create(
        enrollment=place,
        lab=version.lab,
        lab_version=version,
        files=blobs.keep(bundle.files),
        sha256=bundle.digest,
        idempotency_key=key,
        channel=Submission.Channel.UPLOAD,
        received_at=received_at,
    )
    SubmissionCredit.objects.create(submission=submission, enrollment=place)
    GradingRun.objects.create(submission=submission, lab_version=version)
    audit.record(report.by, "submission.import", submission, after={"report": report.pk, "student": student})
    return submission


def key_of(report: LabReport, archive: CourseArchive, student: str) -> str:
    """The same folder read in again finds what it made the first time."""
    return "import-" + hashlib.sha256(f"{report.given_sha256}/{archive.assignment}/{student}".encode()).hexdigest()[:40]


def give_points(submission: Submission, version: LabVersion, book: FoundGradebook, student: str, by: User, lines: list[str]) -> int:
    """People's points and remarks of one student, in the importer's name; returns how many."""
    maxima = {(each["notebook"], each["grade_id"]): Decimal(str(each["max_score"])) for each in version.questions}
    comments = {key[1:]: text for key, text in book.comments.items() if key[0] == student}
    grades = {key[1:]: grade for key, grade in book.grades.items() if key[0] == student}
    given = 0
    for question in sorted(grades.keys() | comments.keys()):
        grade, comment = grades.get(question, FoundGrade(None, None, 0.0)), comments.get(question, "")
        where = {"who": student, "question": question[1]}
        if question not in maxima and (grade.manual is not None or comment):
            lines.append(_("%(who)s, %(question)s: the lab has no such question; points and remark were left out.") % where)
        elif grade.manual is None and comment:
            told = {**where, "text": comment[:200]}
            lines.append(_("%(who)s, %(question)s: a remark without a person's points has no place here: “%(text)s”") % told)
        elif grade.manual is None and grade.extra:
            lines.append(_("%(who)s, %(question)s: extra points on the machine's points were left out.") % where)
        elif grade.manual is not None:
            given += give(submission, question, maxima[question], grade, comment, by, student, lines)
    return given


def give(
    submission: Submission,
    question: tuple[str, str],
    most: Decimal,
    grade: FoundGrade,
    comment: str,
    by: User,
    student: str,
    lines: list[str],
) -> int:
    points = Decimal(str(round((grade.manual or 0.0) + grade.extra, 2)))
    fitting = min(max(points, Decimal(0)), most)
    if fitting != points:
        where = {"who": student, "question": question[1], "given": points, "taken": fitting}
        lines.append(_("%(who)s, %(question)s: %(given)s points do not fit the question; %(taken)s were taken.") % where)
    chain = ManualScore.objects.filter(submission=submission, notebook=question[0], grade_id=question[1])
    if chain.exists():
        return 0
    ManualScore.objects.create(
        submission=submission,
        notebook=question[0],
        grade_id=question[1],
        score=fitting,
        max_score=most,
        comment=comment[:COMMENT_CHARACTERS],
        by=by,
    )
    audit.record(by, "answer.score", submission, after={"question": question[1], "score": str(fitting)})
    return 1


# --- when all is graded -----------------------------------------------------------------------------------------------
def is_graded(report: LabReport, archive: CourseArchive) -> bool:
    """Whether the machine has finished with everything that was taken in."""
    open_runs = imported_runs(report, archive).filter(state__in=[GradingRun.State.QUEUED, GradingRun.State.RUNNING]).count()
    report.result |= {"done": report.result["submissions"] - open_runs, "total": report.result["submissions"] or 1}
    return open_runs == 0


def imported_runs(report: LabReport, archive: CourseArchive) -> Any:
    keys = [key_of(report, archive, student) for student in archive.submitted]
    return GradingRun.objects.filter(submission__idempotency_key__in=keys, submission__lab=report.lab)


def finish(report: LabReport, version: LabVersion, archive: CourseArchive, book: FoundGradebook) -> None:
    """Names every question for which our machine gave other points than the folder says."""
    lines = list(report.result["lines"])
    if report.run is not None:
        students = {key_of(report, archive, student): student for student in archive.submitted}
        runs = imported_runs(report, archive).select_related("submission").prefetch_related("cell_scores")
        for run in runs.exclude(state=GradingRun.State.SUPERSEDED):
            lines += other_points(run, students[run.submission.idempotency_key], book)
    if version.lab.current_version_id != version.pk:
        lines.append(_("Version %(number)s is not what learners get yet: release it when you want that.") % {"number": version.number})
    report_queue.settle(report, lines=lines[: LINES + 100])


def other_points(run: GradingRun, student: str, book: FoundGradebook) -> list[str]:
    if run.state == GradingRun.State.FAILED:
        return [_("%(who)s: taken in, but it could not be graded here.") % {"who": student}]
    lines = []
    for cell in run.cell_scores.all():
        told = book.grades.get((student, cell.notebook, cell.grade_id))
        if told and told.auto is not None and cell.score is not None and abs(float(cell.score) - told.auto) > 0.005:
            where = {"who": student, "question": cell.grade_id, "here": cell.score, "there": told.auto}
            lines.append(_("%(who)s, %(question)s: the machine gives %(here)s points here, the folder says %(there)s.") % where)
    return lines
