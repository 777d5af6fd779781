"""What the lesson editor offers to one person."""

from typing import Any

from django.utils.translation import gettext as _

from courses import lab_directory
from courses.blocks.choices import EditorChoices, uid_or_none
from courses.models import Question
from courses.outline import question_uids
from courses.permissions import banks_for


def choices_for(user: Any, *, placed: list[Any]) -> EditorChoices:
    """The labs and questions that `user` may use, and those that already stand in the lesson (`placed`: its raw blocks)."""
    return EditorChoices(labs=_labs(user, placed), questions=_questions(user, placed))


def _labs(user: Any, placed: list[Any]) -> list[tuple[str, Any]]:
    mine = [(str(uid), title) for uid, title in lab_directory.choices_for(user)]
    known = {uid for uid, _title in mine}
    standing = {uid for value in _values(placed, "lab") if (uid := uid_or_none(value.get("lab"))) and str(uid) not in known}
    facts = lab_directory.facts_of(standing)
    return mine + [
        (str(uid), _("%(title)s (placed by somebody else)") % {"title": facts[uid].title if uid in facts else _("Lab")})
        for uid in sorted(standing)
    ]


def _questions(user: Any, placed: list[Any]) -> list[tuple[str, Any]]:
    """Grouped by bank. A question that stands in the lesson stays even when its bank is not this person's."""
    usable = Question.objects.in_banks(banks_for(user)).select_related("bank").order_by("bank__title", "pk")
    groups: dict[str, list[tuple[str, str]]] = {}
    for question in usable:
        groups.setdefault(str(question.bank), []).append((str(question.uid), str(question)))
    known = {uid for options in groups.values() for uid, _text in options}
    standing = [uid for value in _values(placed, "quiz") for uid in question_uids(value) if str(uid) not in known]
    others = [(str(question.uid), str(question)) for question in Question.objects.with_uids(standing)] if standing else []
    return [*groups.items(), *([(_("Already in this lesson"), others)] if others else [])]


def _values(placed: list[Any], kind: str) -> list[dict[str, Any]]:
    return [block["value"] for block in placed if block.get("type") == kind]
