"""Sentences about lists on their way to the roster: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
