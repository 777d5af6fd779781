"""What a grader or a learner may not do with points: one sentence per code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks.exceptions import LabError

if TYPE_CHECKING:
    from notebooks.models import ManualScore


class GradingRefused(LabError):
    """Points, rubric lines, remarks and appeals that are not taken."""

    sentences: ClassVar[dict[str, Promise]] = LabError.sentences | {
        "no_such_question": _("This submission has no such question. Go back to the submission and choose a question there."),
        "reason_missing": _("The machine graded this question. Write in the remark why you give other points."),
        "nothing_to_undo": _("There is no earlier score to go back to. Give other points instead."),
        "line_without_text": _("Write what the line stands for, then save it."),
        "too_many_lines": _("A question can have at most %(limit)s rubric lines. Retire one that you no longer need."),
        "appeal_too_early": _("This submission is still being graded. You can ask for a second look when the result is here."),
        "appeal_empty": _("Write what should be looked at again, then send it."),
        "appeal_too_long": _("Your text is longer than %(limit)s characters. Shorten it, then send it."),
        "appeal_open": _("You have already asked for a second look at this question. The answer will appear here."),
        "appeal_closed": _("This question was already looked at again. Talk to your teacher if something is still unclear."),
        "appeal_answered": _("Somebody has answered this request in the meantime. Their answer stands."),
        "appeal_without_answer": _("Write an answer for the learner, then send it."),
        "appeal_limit": _("You have sent many requests today. Wait until tomorrow, or talk to your teacher."),
    }


class ScoreChanged(GradingRefused):
    """Somebody else gave points after this grader had opened the page; `standing` is theirs."""

    sentences: ClassVar[dict[str, Promise]] = {
        "score_changed": _("Somebody else has given points for this answer in the meantime. Look at them, then decide."),
    }

    def __init__(self, standing: ManualScore | None) -> None:
        super().__init__("score_changed")
        self.standing = standing
