"""Grading everybody's newest submission again, against another version or the same: one press, one row, a run for each."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.learning.models import CourseRun
from lms.people.models import User
from notebooks.actions import publishing
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.doorbell import ring
from notebooks.models import GradingRun, Lab, LabVersion, VersionMove
from notebooks.standings import OPEN, Standing, runs_of, standings

Wanted = list[tuple[Standing, int]]
BATCH = 500


@transaction.atomic
def move_to_version(*, run: CourseRun, lab: Lab, version: LabVersion, reason: str, by: User) -> VersionMove:
    """Queues everybody's newest submission to be graded against `version`; people's points stay. Those that follow it already are left out,
    so a second press is the first move. Raises AssignmentRefused reason_missing, other_version, nothing_to_grade.
    """
    if version.lab_id != lab.pk or version.state != LabVersion.State.RELEASED:
        raise AssignmentRefused("other_version")
    hold(run, lab)
    failed = GradingRun.State.FAILED
    wanted = [(each, version.pk) for each in standings(run, lab) if each.version != version.pk or each.state == failed]
    if not wanted:
        made = VersionMove.objects.filter(run=run, lab=lab, to_version=version).first()
        if made is None:
            raise AssignmentRefused("nothing_to_grade")
        return made
    [move] = queue(run=run, lab=lab, wanted=wanted, reason=reason, by=by, verb="lab.move")
    return move


@transaction.atomic
def move_back(*, move: VersionMove, reason: str, by: User) -> list[VersionMove]:
    """Undoes a move: every submission that it moved, and that is still the newest, is graded against the version it had before.

    One new row per version that people go back to. Raises AssignmentRefused reason_missing, nothing_to_grade.
    """
    hold(move.run, move.lab)
    before = versions_before(move)
    wanted = [
        (each, before[each.submission])
        for each in standings(move.run, move.lab)
        if each.submission in before and each.version == move.to_version_id != before[each.submission]
    ]
    if not wanted:
        raise AssignmentRefused("nothing_to_grade")
    return queue(run=move.run, lab=move.lab, wanted=wanted, reason=reason, by=by, verb="lab.move_back")


@transaction.atomic
def regrade_all(*, run: CourseRun, lab: Lab, reason: str, by: User) -> list[VersionMove]:
    """Grades everybody's newest submission once more, against the version it follows; what is being graded already is left out.

    One row per version in use. Raises AssignmentRefused reason_missing, nothing_to_grade.
    """
    hold(run, lab)
    wanted = [(each, each.version) for each in standings(run, lab) if each.state not in OPEN]
    if not wanted:
        raise AssignmentRefused("nothing_to_grade")
    return queue(run=run, lab=lab, wanted=wanted, reason=reason, by=by, verb="lab.regrade")


def hold(run: CourseRun, lab: Lab) -> None:
    """Nothing of this lab is claimed or settled until the transaction ends; always the submissions first, then their runs."""
    publishing.lock_submissions(run_id=run.pk, lab_id=lab.pk)
    open_runs = runs_of(run, lab).filter(state__in=OPEN).values("pk")
    list(GradingRun.objects.select_for_update().filter(pk__in=open_runs).order_by("pk").values_list("pk", flat=True))


def versions_before(move: VersionMove) -> dict[UUID, int]:
    """By submission: the version of the run before the one of this move, or the one it was fetched from."""
    rows = GradingRun.objects.filter(submission__grading_runs__move=move).order_by("number")
    before: dict[UUID, int] = {}
    moved: set[UUID] = set()
    for submission, run_move, version, fetched in rows.values_list("submission", "move", "lab_version", "submission__lab_version"):
        before.setdefault(submission, fetched)
        if run_move == move.pk:
            moved.add(submission)
        elif submission not in moved:
            before[submission] = version
    return before


def queue(*, run: CourseRun, lab: Lab, wanted: Wanted, reason: str, by: User, verb: str) -> list[VersionMove]:
    if not reason.strip():
        raise AssignmentRefused("reason_missing")
    moves: dict[int, VersionMove] = {}
    for version in dict.fromkeys(version for _standing, version in wanted):
        moves[version] = VersionMove.objects.create(run=run, lab=lab, to_version_id=version, reason=reason.strip(), by=by)
        reroute([each for each, to in wanted if to == version], moves[version])
    for move in moves.values():
        after = {"run": run.code, "version": move.to_version.number, "submissions": move.grading_runs.count(), "reason": move.reason}
        audit.record(by, verb, lab, after=after)
    transaction.on_commit(ring)
    return list(moves.values())


def reroute(chosen: Iterable[Standing], move: VersionMove) -> None:
    """What waits changes its version where it stands; what runs is taken from its worker; the rest gets a new run."""
    waiting = [each for each in chosen if each.state == GradingRun.State.QUEUED]
    change(waiting, lab_version=move.to_version_id, move=move)
    held = [each for each in chosen if each.state == GradingRun.State.RUNNING]
    change(held, state=GradingRun.State.SUPERSEDED, claim_token="", lease_until=None, finished_at=timezone.now())
    GradingRun.objects.bulk_create(
        [
            GradingRun(submission_id=each.submission, lab_version_id=move.to_version_id, move=move, number=each.number + 1)
            for each in chosen
            if each.state != GradingRun.State.QUEUED
        ],
        batch_size=BATCH,
    )


def change(chosen: list[Standing], **values: object) -> None:
    # SQLite reads no condition with a thousand parts.
    for start in range(0, len(chosen), BATCH):
        GradingRun.objects.filter(pk__in=[each.run for each in chosen[start : start + BATCH]]).update(**values)
