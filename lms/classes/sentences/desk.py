"""Sentences about the desk, walk-ins, paper sheets: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
