"""Sentences of what can go wrong: verifying."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
