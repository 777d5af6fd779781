"""Sentences about invited agencies, replacements, waiting places: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
