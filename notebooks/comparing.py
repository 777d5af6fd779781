"""From submissions to works that can be compared: answer cells only, by the questions of the version that was fetched."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from lms.foundation import files
from lms.learning.models import CourseRun
from notebooks import blobs
from notebooks.boards import Board
from notebooks.exceptions import BadUpload
from notebooks.intake import Bundle, match_notebooks
from notebooks.models import Lab, LabVersion, Submission
from notebooks.notebook_json import grade_id_of
from notebooks.rebuild import LEARNERS, role_of
from notebooks.similarity import Answer, Work, all_grams, compare_works

SUBMISSIONS = 3000
TOLD_EVERY = 100


def compare(run: CourseRun, lab: Lab, *, told: Callable[[int, int], object]) -> dict[str, Any]:
    """Everybody's newest submission against everybody else's, as the report keeps it."""
    submissions = newest_submissions(Board(run, lab))
    people = people_of(run, lab)
    releases = {version.pk: release_of(version) for version in LabVersion.objects.filter(lab=lab, submissions__in=submissions).distinct()}
    works = []
    for done, each in enumerate(submissions):
        if done % TOLD_EVERY == 0:
            told(done, len(submissions))
        works.append(Work(str(each.pk), tuple(answers_of(each, releases[each.lab_version_id])), people[each.pk]))
    found = compare_works(works, given_by(releases.values()))
    return {
        "pairs": [[pair.one, pair.other, pair.share, pair.prints] for pair in found.pairs],
        "common": sorted(found.common)[:20_000],
        "compared": found.compared,
        "too_short": found.too_short,
    }


def newest_submissions(board: Board) -> list[Submission]:
    newest = board.newest_credits().order_by().values("submission")
    return list(Submission.objects.filter(pk__in=newest).order_by("-received_at", "pk")[:SUBMISSIONS])


def people_of(run: CourseRun, lab: Lab) -> dict[UUID, set[int]]:
    """By submission: whose it is, and everybody with whom one of them has ever handed in. A group is not compared with itself."""
    members: dict[UUID, set[int]] = {}
    for submission, enrollment in Board(run, lab).credits.values_list("submission", "enrollment"):
        members.setdefault(submission, set()).add(enrollment)
    partners: dict[int, set[int]] = {}
    for together in members.values():
        for person in together:
            partners.setdefault(person, set()).update(together)
    return {submission: set().union(*(partners[person] for person in together)) for submission, together in members.items()}


def release_of(version: LabVersion) -> Bundle:
    return blobs.load(version.release_files)


def given_by(releases: Iterable[Bundle]) -> frozenset[int]:
    """The fingerprints of everything that learners were given, starters included."""
    cells = [
        Answer(name, "", cell["source"], cell["cell_type"] == "code")
        for release in releases
        for name, notebook in release.notebooks.items()
        for cell in notebook["cells"]
    ]
    return all_grams(cells)


def answers_of(submission: Submission, release: Bundle) -> Iterator[Answer]:
    """What stands in the answer cells; files that cannot be read have no answers."""
    try:
        handed_in = blobs.load(submission.files)
        matched = match_notebooks(questions_of(release), handed_in)
        notebooks = handed_in.notebooks
    except (BadUpload, FileNotFoundError, files.BlobDamaged):
        return
    for name, notebook in release.notebooks.items():
        theirs = sources_of(notebooks[matched[name]]) if name in matched else {}
        for cell in notebook["cells"]:
            source = theirs.get(grade_id_of(cell) or "", "")
            if role_of(cell) in LEARNERS and source.strip() != cell["source"].strip():
                yield Answer(name, grade_id_of(cell) or "", source, cell["cell_type"] == "code")


def questions_of(release: Bundle) -> dict[str, list[str]]:
    return {
        name: [grade_id for cell in notebook["cells"] if (grade_id := grade_id_of(cell))] for name, notebook in release.notebooks.items()
    }


def sources_of(notebook: Mapping[str, Any]) -> dict[str, str]:
    """The last cell that claims a question, as grading takes it."""
    return {grade_id: cell["source"] for cell in notebook["cells"] if (grade_id := grade_id_of(cell))}
