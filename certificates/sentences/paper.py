"""Sentences of what can go wrong: paper."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
