"""Sentences of what can go wrong: signing."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
