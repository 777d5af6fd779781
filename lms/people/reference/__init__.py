"""Agencies of the city as dated data with its source: who is who, since when, and out of what it was formed. No query, no clock."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lms.foundation.vietnamese import fold

HERE = Path(__file__).parent
UNIT_TYPES = {"P": "Phường", "X": "Xã", "TT": "Thị trấn"}
SHORT_TYPES = {"Phường": "P.", "Xã": "X.", "Đặc khu": "ĐK."}


@dataclass(frozen=True)
class ReferenceOrganization:
    """One line of the reference data; `formerly` holds the codes of what it was formed out of."""

    code: str
    name: str
    kind: str
    source: str
    abbreviation: str = ""
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    formerly: tuple[str, ...] = ()


def read() -> list[ReferenceOrganization]:
    """Everything, a parent before its children."""
    document = tomllib.loads((HERE / "organizations.toml").read_text(encoding="utf-8"))
    with (HERE / "communes.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    agencies = [_agency(entry) for entry in document["organizations"]]
    return [*agencies, *_former_units(document, lines), *(_commune(document, line) for line in lines)]


def _agency(entry: dict[str, Any]) -> ReferenceOrganization:
    return ReferenceOrganization(**{**entry, "formerly": tuple(entry.get("formerly", ()))})


def _commune(document: dict[str, Any], line: dict[str, str]) -> ReferenceOrganization:
    head = document["communes"]
    unit_type = next(word for word in SHORT_TYPES if line["name"].startswith(word))
    return ReferenceOrganization(
        code=line["code"],
        name=line["name"],
        kind="commune_unit",
        source=head["source"],
        abbreviation=line["name"].replace(unit_type, SHORT_TYPES[unit_type], 1),
        parent=head["parent"],
        valid_from=head["valid_from"],
        formerly=tuple(code for code, _name in _old_units(line["formed_from"], document["districts"])),
    )


def _former_units(document: dict[str, Any], lines: list[dict[str, str]]) -> list[ReferenceOrganization]:
    """Old districts and the old wards below them, each once however many new units it went into."""
    head = document["former_units"]
    found = {code: name for line in lines for code, name in _old_units(line["formed_from"], document["districts"])}
    return [
        ReferenceOrganization(code=code, name=name, kind="commune_unit", source=head["source"], valid_to=head["valid_to"])
        for code, name in found.items()
    ]


def _old_units(formed_from: str, districts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(code, name) out of “Q6: P 10, P 11; Q8: P 16”: each district itself, then its units that are named."""
    for part in formed_from.split(";"):
        district, _colon, units = part.partition(":")
        district = district.strip()
        yield f"CU.{district}", districts[district]
        for unit in filter(None, map(str.strip, units.split(","))):
            short, _space, name = unit.partition(" ")
            # Numbered wards stand once in many districts, so the district always belongs to the name.
            yield f"CU.{district}.{short}.{_slug(name)}", f"{UNIT_TYPES[short]} {name}, {districts[district]}"


def _slug(name: str) -> str:
    return fold(name).upper().replace(" ", "-")
