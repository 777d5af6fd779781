"""Graded work inside a lesson: a quiz, a lab. Both are known elsewhere by their uid alone."""

import uuid
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.choices import LabChoiceBlock, QuestionChoiceBlock, uid_or_none
from courses.lab_directory import LabFacts, facts_of


class UidBlock(blocks.CharBlock):
    """The quiz's own identity: made once, carried along unseen by every edit."""

    def get_default(self, raw_default: Any = None) -> str:
        return ""

    def clean(self, value: Any) -> str:
        return str(uid_or_none(value) or uuid.uuid4())

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("wagtail.blocks.CharBlock", [], {})


class QuizBlock(blocks.StructBlock):
    uid = UidBlock(
        required=False, label=capfirst(_("number of the quiz")), form_classname="courses-quiz-uid", help_text=_("Given by the site.")
    )
    title = blocks.CharBlock(max_length=200, label=capfirst(_("title")))
    required = blocks.BooleanBlock(required=False, label=capfirst(_("required")), help_text=_("Counts for finishing the course."))
    attempts = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50, label=capfirst(_("attempts")), help_text=_("Empty means as many as one likes.")
    )
    questions = blocks.ListBlock(QuestionChoiceBlock(label=capfirst(_("question"))), min_num=1, label=capfirst(_("questions")))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        return {
            **context,
            "quiz_uid": uid_or_none(value["uid"]),
            "quiz_title": value["title"],
            "quiz_required": value["required"],
            "quiz_attempts": value["attempts"],
            "quiz_question_count": len(value["questions"]),
        }

    class Meta:
        icon = "help"
        label = capfirst(_("quiz"))
        template = "courses/blocks/quiz.html"


class LabBlock(blocks.StructBlock):
    lab = LabChoiceBlock(label=capfirst(_("lab")), help_text=_("Only published labs that you may use are listed."))
    required = blocks.BooleanBlock(
        required=False, default=True, label=capfirst(_("required")), help_text=_("Counts for finishing the course.")
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        uid = uid_or_none(value["lab"])
        # Asked only if the template wants it: the room of labs may know more and look itself.
        facts = SimpleLazyObject(lambda: facts_of([uid]).get(uid, LabFacts(title="")) if uid else LabFacts(title=""))
        return {**context, "lab_uid": uid, "lab_required": value["required"], "lab_facts": facts}

    class Meta:
        icon = "code"
        label = capfirst(_("lab"))
        template = "courses/blocks/lab.html"
