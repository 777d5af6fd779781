"""What makes a question complete. Pure: no query."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

WITH_OPTIONS = {"single", "multiple", "true_false"}


def problem_with(*, kind: str, options: Sequence[dict[str, Any]], answers: Sequence[str], answer: Decimal | None) -> str:
    """One sentence that says what is missing, or an empty text."""
    if kind in WITH_OPTIONS:
        return _problem_with_options(kind, options)
    if kind == "short_text" and not any(text.strip() for text in answers):
        return _("Give at least one accepted answer.")
    if kind == "number" and answer is None:
        return _("Give the right number.")
    return ""


def _problem_with_options(kind: str, options: Sequence[dict[str, Any]]) -> str:
    texts = [str(option.get("text", "")).strip() for option in options]
    right = sum(bool(option.get("correct")) for option in options)
    if len(texts) < 2 or not all(texts):
        return _("Give at least two options, each with a text.")
    if len(set(texts)) < len(texts):
        return _("Two options have the same text: change one of them.")
    if kind == "multiple" and right < 1:
        return _("Mark at least one option as right.")
    if kind != "multiple" and right != 1:
        return _("Mark exactly one option as right.")
    if kind == "true_false" and len(texts) != 2:
        return _("A true-or-false question has exactly two options.")
    return ""
