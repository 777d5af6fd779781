"""Sentences of what can go wrong: lifecycle."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
