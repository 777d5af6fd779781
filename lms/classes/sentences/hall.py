"""Sentences about checking in: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
