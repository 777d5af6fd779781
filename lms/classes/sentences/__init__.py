"""What can go wrong with classes, by noun; `lms.classes.exceptions` puts them together."""

from django.utils.functional import Promise

from . import agencies, books, community, desk, hall, imports, notices, plans, venues

BY_NOUN: tuple[dict[str, str | Promise], ...] = (
    agencies.SENTENCES,
    books.SENTENCES,
    community.SENTENCES,
    desk.SENTENCES,
    hall.SENTENCES,
    imports.SENTENCES,
    notices.SENTENCES,
    plans.SENTENCES,
    venues.SENTENCES,
)
