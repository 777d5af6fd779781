"""Who of the roster an attendee is: by address, by the exact name, else a person decides. Nobody is matched by likeness alone."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lms.classes.models import Trainee
from lms.foundation.vietnamese import name_key, search_key

from .reading import Attendee

SUGGESTIONS = 4
LIKENESS = 0.75
# What people write around their name: «SYT - Nguyễn Văn An», «Nguyễn Văn An (Sở Y tế)».
_AROUND = re.compile(r"\([^)]*\)|\[[^\]]*\]|[-–_|/,]")


@dataclass
class Match:
    """`trainee` is sure; else `candidates` are shown side by side and a person says who it is."""

    attendee: Attendee
    trainee: Trainee | None = None
    candidates: list[Trainee] = field(default_factory=list)


def match_people(attendees: Iterable[Attendee], roster: Iterable[Trainee]) -> list[Match]:
    roster = list(roster)
    by_email = {person_of(trainee).email.casefold(): trainee for trainee in roster if person_of(trainee).email}
    by_name: dict[str, list[Trainee]] = defaultdict(list)
    by_key: dict[str, list[Trainee]] = defaultdict(list)
    for trainee in roster:
        by_name[name_key(person_of(trainee).full_name)].append(trainee)
        by_key[search_key(person_of(trainee).full_name)].append(trainee)
    return [_match(attendee, by_email, by_name, by_key) for attendee in attendees]


def person_of(trainee: Trainee):  # type: ignore[no-untyped-def]
    return trainee.enrollment.person


def _match(
    attendee: Attendee, by_email: Mapping[str, Trainee], by_name: Mapping[str, list[Trainee]], by_key: Mapping[str, list[Trainee]]
) -> Match:
    if trainee := by_email.get(attendee.email):
        return Match(attendee, trainee)
    exact = by_name.get(name_key(attendee.name), [])
    if len(exact) == 1 and not _is_of_another(attendee, exact[0]):
        return Match(attendee, exact[0])
    return Match(attendee, candidates=exact or _alike(attendee, by_key))


def _is_of_another(attendee: Attendee, trainee: Trainee) -> bool:
    """The same name, but both have an address and they differ: perhaps two people."""
    email = person_of(trainee).email
    return bool(attendee.email and email and attendee.email != email.casefold())


def _alike(attendee: Attendee, by_key: Mapping[str, list[Trainee]]) -> list[Trainee]:
    """Those with the same name without marks, in another order of its words, or nearly; only to be asked about."""
    found: list[Trainee] = []
    parts = [attendee.name, *_AROUND.split(attendee.name)]
    for key in filter(None, (search_key(part) for part in parts)):
        words = sorted(key.split())
        same = [each for each in by_key if sorted(each.split()) == words and len(words) > 1]
        close = difflib.get_close_matches(key, by_key, n=SUGGESTIONS, cutoff=LIKENESS)
        for name in (*same, *close):
            found += [trainee for trainee in by_key[name] if trainee not in found]
    return found[:SUGGESTIONS]
