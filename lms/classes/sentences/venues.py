"""Sentences about projector, further venues, online presence: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
