"""One lesson: goals, length, picture, something to do, questions with feedback, competencies, sources."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.checking import limits
from courses.checking.texts import number_of_words, text_of, words_per_sentence
from courses.loader.problems import Problems
from courses.loader.records import LessonRecord, QuestionRecord
from courses.question_rules import WITH_OPTIONS


def check_lesson(lesson: LessonRecord, problems: Problems) -> None:
    for sentence in [*about_problems(lesson), *body_problems(lesson), *question_problems(lesson)]:
        problems.add(lesson.path, 0, sentence)


def about_problems(lesson: LessonRecord) -> Iterable[str]:
    goals = [line for line in lesson.goals.splitlines() if line.strip()]
    if not limits.GOALS[0] <= len(goals) <= limits.GOALS[1]:
        yield _("Write %(least)d to %(most)d goals that a learner can check; there are %(number)d.") % _range(limits.GOALS, len(goals))
    if not lesson.summary:
        yield _("Add a summary of one or two sentences.")
    if not lesson.about.duration_periods:
        yield _("Say how long it takes: duration_periods, in periods of 45 minutes.")
    if not lesson.about.competencies:
        yield _("Name at least one competency.")
    if not lesson.about.sources:
        yield _("Name at least one source, or say that the data are made up for the exercise.")
    if not lesson.about.reviewed_on:
        yield _("Say on which day the lesson was last reviewed: reviewed_on.")
    if not lesson.second_reading_on:
        yield _("Nobody else has read the lesson yet: let a second person read it and note the day as second_reading.")


def body_problems(lesson: LessonRecord) -> Iterable[str]:
    text = text_of(lesson.blocks)
    words, kinds = number_of_words(text), [kind for kind, _value in lesson.blocks]
    if not limits.LESSON_WORDS[0] <= words <= limits.LESSON_WORDS[1]:
        yield _("The text should have %(least)d to %(most)d words; it has %(number)d.") % _range(limits.LESSON_WORDS, words)
    longest = min(
        (limits.SENTENCE_WORDS.get(code, limits.LONGEST_SENTENCES) for code in lesson.about.audiences), default=limits.LONGEST_SENTENCES
    )
    if (mean := words_per_sentence(text)) > longest:
        yield _("The sentences are long for these readers: %(mean).0f words on average, at most %(most)d are easy. Cut some in two.") % {
            "mean": mean,
            "most": longest,
        }
    if "picture" not in kinds:
        yield _("Add a picture, a diagram or a plot that was made for this lesson.")
    if not {"activity", "lab"} & set(kinds):
        yield _("Add something to do: an activity or a lab.")
    if "pupil_primary" in lesson.about.audiences and "teacher" not in kinds:
        yield _("A lesson for primary pupils needs a note for the teacher.")


def question_problems(lesson: LessonRecord) -> Iterable[str]:
    if not limits.QUESTIONS[0] <= len(lesson.questions) <= limits.QUESTIONS[1]:
        yield _("A lesson has %(least)d to %(most)d questions; here are %(number)d.") % _range(limits.QUESTIONS, len(lesson.questions))
    for question in lesson.questions:
        yield from one_question_problems(question)
    places = [[bool(option["correct"]) for option in each.options].index(True) for each in lesson.questions if each.kind == "single"]
    if len(places) >= 3 and len(set(places)) == 1:
        yield _("The right answer stands at the same place in every question: mix the options.")


def one_question_problems(question: QuestionRecord) -> Iterable[str]:
    shown = {"question": question.prompt[:60]}
    if question.kind in WITH_OPTIONS and not all(option["feedback"] for option in question.options):
        yield _("“%(question)s”: every option needs its feedback.") % shown
    if not question.explanation:
        yield _("“%(question)s”: add an explanation that is shown after marking.") % shown
    if question.points <= 0:
        yield _("“%(question)s”: the question is worth no points.") % shown


def _range(limit: tuple[int, int], number: int) -> dict[str, int]:
    return {"least": limit[0], "most": limit[1], "number": number}
