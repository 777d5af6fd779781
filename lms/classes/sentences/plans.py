"""Sentences about year plans, copies of classes, papers: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
