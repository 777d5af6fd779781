"""Which organization a roster means by “Sở KHCN”, “UBND P. Bến Thành” or the name from before a merger."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Self

from lms.foundation.vietnamese import canonical_tone_placement, fold, normalise, search_key
from lms.people.models import Organization

CITY = "thanh pho ho chi minh"
COMMITTEE = "uy ban nhan dan"
SPELLED_OUT = {
    "ubnd": COMMITTEE, "ub": COMMITTEE, "hdnd": "hoi dong nhan dan", "tphcm": CITY, "tp hcm": CITY, "hcm": "ho chi minh",
    "tp": "thanh pho", "p": "phuong", "q": "quan", "x": "xa", "h": "huyen", "dk": "dac khu", "tx": "thi xa",
    "tt": "trung tam", "vp": "van phong", "gddt": "giao duc va dao tao", "gd dt": "giao duc va dao tao",
    "gd va dt": "giao duc va dao tao", "khcn": "khoa hoc va cong nghe", "kh cn": "khoa hoc va cong nghe",
    "kh va cn": "khoa hoc va cong nghe", "tttt": "thong tin va truyen thong", "tt tt": "thong tin va truyen thong",
}  # fmt: skip
UNIT_TYPES = ("phuong", "xa", "dac khu", "thi tran", "quan", "huyen", "thanh pho", "thi xa")
# “Q3”, “P12”: the type runs into the number.
RUN_TOGETHER = re.compile(r"\b([pq])(\d{1,2})\b")
LEADING_ZERO = re.compile(r"\b(phuong|quan) 0(\d)\b")
LIKENESS = 0.6


@dataclass(frozen=True)
class AgencyAnswer:
    """One organization, or several that may be meant, or none and the nearest name."""

    found: tuple[Organization, ...] = ()
    nearest: str = ""


# {key: [(the name that led there, who is meant)]}
Names = dict[str, list[tuple[str, Organization]]]


class AgencyIndex:
    """Names, abbreviations and predecessors' names of the organizations valid on a day.

    Marks tell two units apart (Xã Thạnh An, Xã Thanh An), and the name borne today wins over one that is gone. Without
    marks, or without the type (a ward or the old district?), all that may be meant are given and somebody is asked.
    """

    def __init__(self, organizations: Iterable[Organization], on: date) -> None:
        self.own: Names = defaultdict(list)
        self.former: Names = defaultdict(list)
        self.bare: Names = defaultdict(list)
        self.names: dict[str, str] = {}
        everybody = {organization.pk: organization for organization in organizations}
        self.former_of: dict[int, frozenset[int]] = {}
        for organization in everybody.values():
            if not _is_valid(organization, on):
                continue
            self.names[search_key(organization.name)] = organization.name
            self._enter(self.own, organization, organization)
            gone = _predecessors(organization, everybody)
            self.former_of[organization.pk] = frozenset(each.pk for each in gone)
            for predecessor in gone:
                self._enter(self.former, predecessor, organization)

    @classmethod
    def on(cls, day: date) -> Self:
        """Of every organization we know, in two queries."""
        return cls(Organization.objects.prefetch_related("predecessors").by_name(), day)

    def find(self, text: str) -> AgencyAnswer:
        """Tries the name as written first, looser readings after it."""
        readings = _readings(text)
        if _has_marks(text):
            for names in (self.own, self.former, self.bare):
                if found := self._look_up(names, readings, text):
                    return found
        for several in ((self.own, self.former), (self.bare,)):
            for reading in readings:
                if found := _answer([entry for names in several for entry in names.get(reading, ())]):
                    return found
        near = get_close_matches(search_key(text), self.names, n=1, cutoff=LIKENESS)
        return AgencyAnswer(nearest=self.names[near[0]] if near else "")

    def is_or_was(self, agency: Organization, earlier_pk: int) -> bool:
        """Whether the agency of this key is `agency`, or went into it by a merger."""
        return agency.pk == earlier_pk or earlier_pk in self.former_of.get(agency.pk, frozenset())

    @staticmethod
    def _look_up(names: Names, readings: list[str], text: str) -> AgencyAnswer | None:
        """Who bears the name with the very marks of the text."""
        for reading in readings:
            if found := _answer([entry for entry in names.get(reading, ()) if _marks_agree(text, entry[0])]):
                return found
        return None

    def _enter(self, names: Names, named: Organization, meant: Organization) -> None:
        readings = _readings(named.name)
        short = search_key(named.abbreviation).replace(" ", "")
        for key in dict.fromkeys([*readings, short]):
            if key:
                names[key].append((named.name, meant))
        for bare in dict.fromkeys(map(_without_type, readings)):
            if bare:
                self.bare[bare].append((named.name, meant))


def _answer(entries: list[tuple[str, Organization]]) -> AgencyAnswer | None:
    """Each organization once, however many of its names fit."""
    meant = {organization.pk: organization for _name, organization in entries}
    return AgencyAnswer(tuple(meant.values())) if meant else None


def _marked_words(text: str) -> list[str]:
    return re.findall(r"\w+", canonical_tone_placement(normalise(text)).lower())


def _has_marks(text: str) -> bool:
    return any(fold(word) != word for word in _marked_words(text))


def _marks_agree(text: str, name: str) -> bool:
    """No word of the text is a word of the name with other marks."""
    borne: dict[str, set[str]] = defaultdict(set)
    for word in _marked_words(name):
        borne[fold(word)].add(word)
    return all(word in borne[fold(word)] for word in _marked_words(text) if fold(word) in borne)


def _predecessors(organization: Organization, everybody: dict[int, Organization]) -> list[Organization]:
    """All that went into this organization, also by way of others that are gone again; out of memory."""
    found: dict[int, Organization] = {}
    to_look_at = [organization]
    while to_look_at:
        for predecessor in to_look_at.pop().predecessors.all():
            if predecessor.pk not in found and predecessor.pk in everybody:
                found[predecessor.pk] = everybody[predecessor.pk]
                to_look_at.append(everybody[predecessor.pk])
    return list(found.values())


def _is_valid(organization: Organization, on: date) -> bool:
    begun = organization.valid_from is None or organization.valid_from <= on
    return begun and (organization.valid_to is None or organization.valid_to >= on)


def _readings(text: str) -> list[str]:
    """Keys under which a name may be found, the strictest first."""
    key = search_key(text)
    readings = [key, key.replace(" ", "")]
    words = key.split()
    if len(words) == 2 and words[0] == "so" and len(words[1]) > 1:
        readings.append(words[0][0] + words[1])  # Sở KHCN → skhcn
    spelled = _spell_out(key)
    without_city = spelled.removesuffix(CITY).strip() or spelled
    readings += [spelled, without_city, without_city.removeprefix(COMMITTEE).strip() or without_city]
    return list(dict.fromkeys(reading for reading in readings if reading))


def _spell_out(key: str) -> str:
    key = RUN_TOGETHER.sub(r"\1 \2", key)
    for short, long in SPELLED_OUT.items():
        key = f" {key} ".replace(f" {short} ", f" {long} ").strip()
    return LEADING_ZERO.sub(r"\1 \2", key)


def _without_type(reading: str) -> str:
    """“tan binh” of “quan tan binh”; nothing for a name that is a number or has no type."""
    for unit_type in UNIT_TYPES:
        bare = reading.removeprefix(f"{unit_type} ")
        if bare != reading and not bare.isdigit():
            return bare
    return ""
