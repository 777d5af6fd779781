"""Sentences about excuses, requests, substitutes, the sealed book: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
