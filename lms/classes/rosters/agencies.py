"""Which organization a roster means by “Sở KHCN”, “UBND P. Bến Thành” or the name from before a merger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Self

from lms.foundation.vietnamese import search_key
from lms.people.models import Organization

CITY = "thanh pho ho chi minh"
COMMITTEE = "uy ban nhan dan"
SPELLED_OUT = {
    "ubnd": COMMITTEE, "hdnd": "hoi dong nhan dan", "tphcm": CITY, "hcm": "ho chi minh", "tp": "thanh pho",
    "p": "phuong", "x": "xa", "tt": "trung tam", "vp": "van phong", "gddt": "giao duc va dao tao",
    "gd dt": "giao duc va dao tao", "khcn": "khoa hoc va cong nghe", "kh cn": "khoa hoc va cong nghe",
}  # fmt: skip
LIKENESS = 0.6


@dataclass(frozen=True)
class AgencyAnswer:
    """One organization, or several that bear the name, or none and the nearest name."""

    found: tuple[Organization, ...] = ()
    nearest: str = ""


class AgencyIndex:
    """Names, abbreviations and predecessors' names of the organizations valid on a day."""

    def __init__(self, organizations: Iterable[Organization], on: date) -> None:
        self.by_key: dict[str, dict[int, Organization]] = defaultdict(dict)
        self.names: dict[str, str] = {}
        for organization in organizations:
            if not _is_valid(organization, on):
                continue
            self.names[search_key(organization.name)] = organization.name
            self._enter(organization, organization)
            for predecessor in organization.predecessors.all():
                self._enter(predecessor, organization)

    @classmethod
    def on(cls, day: date) -> Self:
        """Of every organization we know, in two queries."""
        return cls(Organization.objects.prefetch_related("predecessors").by_name(), day)

    def find(self, text: str) -> AgencyAnswer:
        """Tries the name as written first, looser readings after it."""
        for key in _readings(text):
            if key in self.by_key:
                return AgencyAnswer(tuple(self.by_key[key].values()))
        near = get_close_matches(search_key(text), self.names, n=1, cutoff=LIKENESS)
        return AgencyAnswer(nearest=self.names[near[0]] if near else "")

    def _enter(self, named: Organization, meant: Organization) -> None:
        for key in [*_readings(named.name), search_key(named.abbreviation).replace(" ", "")]:
            if key:
                self.by_key[key][meant.pk] = meant


def _is_valid(organization: Organization, on: date) -> bool:
    begun = organization.valid_from is None or organization.valid_from <= on
    return begun and (organization.valid_to is None or organization.valid_to >= on)


def _readings(text: str) -> list[str]:
    """Keys under which a name may be found, the strictest first."""
    key = search_key(text)
    readings = [key, key.replace(" ", "")]
    words = key.split()
    if len(words) == 2 and len(words[1]) > 1:
        readings.append(words[0][0] + words[1])  # Sở KHCN → skhcn
    spelled = _spell_out(key)
    without_city = spelled.removesuffix(CITY).strip() or spelled
    readings += [spelled, without_city, without_city.removeprefix(COMMITTEE).strip() or without_city]
    return list(dict.fromkeys(reading for reading in readings if reading))


def _spell_out(key: str) -> str:
    for short, long in SPELLED_OUT.items():
        key = f" {key} ".replace(f" {short} ", f" {long} ").strip()
    return key
