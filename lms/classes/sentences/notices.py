"""Sentences about notices, class page, ticket, calendar: {code: sentence}."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
