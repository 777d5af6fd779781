"""Two submissions question by question, with the passages that both have marked."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from notebooks.comparing import answers_of, given_by, release_of
from notebooks.models import Submission
from notebooks.similarity import Answer, Piece, all_grams, marked


@dataclass(frozen=True)
class Question:
    """`left` and `right` are the two answers in pieces; empty where nothing was written."""

    title: str
    left: list[Piece]
    right: list[Piece]


def side_by_side(left: Submission, right: Submission, common: AbstractSet[int]) -> list[Question]:
    """The questions that at least one of the two has answered, in the order of the lab."""
    releases = {version.pk: release_of(version) for version in {left.lab_version, right.lab_version}}
    given = given_by(releases.values())
    one, other = (list(answers_of(each, releases[each.lab_version_id])) for each in (left, right))
    in_one, in_other = all_grams(one), all_grams(other)
    ours, theirs = by_question(one), by_question(other)
    return [
        Question(
            key[1],
            marked(ours[key], in_other, given, common) if key in ours else [],
            marked(theirs[key], in_one, given, common) if key in theirs else [],
        )
        for key in dict.fromkeys([*ours, *theirs])
    ]


def by_question(answers: list[Answer]) -> dict[tuple[str, str], Answer]:
    return {(answer.notebook, answer.grade_id): answer for answer in answers}
