"""Sentences of what can go wrong: forms."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
