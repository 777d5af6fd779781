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
}


class LearningError(Exception):
    """`code` names the case; `str()` is the sentence for the screen."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return str(MESSAGES[self.code])
