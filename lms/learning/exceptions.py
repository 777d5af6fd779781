"""What can go wrong with learning, one class for the room."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "run_not_open": _("This course is not open for enrolment now."),
    "not_open_to_all": _("Places in this course are given by a class. Ask your agency or your teacher."),
    "withdrawn": _("You have left this course. Enrol again to go on."),
    "no_attempts_left": _("You have used every attempt at this quiz. Ask your teacher if you need another."),
    "no_open_attempt": _("Start the quiz first, then send your answers."),
    "score_out_of_range": _("The score must lie between 0 and the full score."),
    "grade_is_same": _("This is already the score."),
    "hand_in_empty": _("Write something or choose a file before handing in."),
    "hand_in_takes_no_text": _("This work takes files only; choose a file or a photo."),
    "hand_in_takes_no_files": _("This work takes text only; write your answer in the box."),
    "hand_in_marked": _("This work has been marked, so nothing more can be handed in. You may ask to have the mark reviewed."),
    "too_many_files": _("Hand in at most 10 files at a time; put pages together in one PDF."),
    "not_a_hand_in": _("This work is not handed in here."),
    "rubric_sum": _("The rubric has no points; give every line a number greater than 0."),
    "work_has_marks": _("Somebody has been marked already, so the points of this work can no longer change."),
    "work_in_use": _("Work has been handed in or marked, so it cannot be removed. Make it not required instead."),
    "points_missing": _("Give points for every line of the rubric."),
    "points_out_of_range": _("Points must lie between 0 and the points of the line."),
    "remark_missing": _("Write a sentence for the learner: why this mark is kept or changed."),
    "review_not_marked": _("There is no mark yet that could be reviewed."),
    "review_passed": _("This work has passed. A review can be asked for where the mark is below half of the points."),
    "review_too_late": _("The time for asking for a review of this mark is over."),
    "review_open": _("You have already asked for a review; please wait for the answer."),
    "review_reason_missing": _("Write in a few words what should be looked at again."),
    "review_by_first_marker": _("A review is done by somebody other than the first marker; ask a colleague of this class."),
    "review_decided": _("This review has already been answered."),
}


class LearningError(Exception):
    """`code` names the case; `str()` is the sentence for the screen."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return str(MESSAGES[self.code])
