"""Sentences of what can go wrong: credentials."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
