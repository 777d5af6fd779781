"""Attendance reports of online meetings: read, counted against a session, matched with its roster."""

from .counting import Stay, minutes_in
from .matching import Match, match_people
from .reading import Attendee, LogError, read_log

__all__ = ["Attendee", "LogError", "Match", "Stay", "match_people", "minutes_in", "read_log"]
