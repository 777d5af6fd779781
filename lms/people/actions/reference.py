"""Bringing the reference data of agencies into the tables."""

from dataclasses import dataclass

from django.db import transaction

from lms.foundation import audit
from lms.people.models import Organization
from lms.people.reference import ReferenceOrganization, read


@dataclass(frozen=True)
class Loaded:
    made: int
    changed: int
    total: int


@transaction.atomic
def load() -> Loaded:
    """Makes and updates organizations by code; a second time it changes nothing.

    What somebody ended by hand stays ended, and links to predecessors are only added: the file knows nothing of
    a merger that came after it.
    """
    entries = read()
    known = {organization.code: organization for organization in Organization.objects.select_for_update()}
    made = changed = 0
    for entry in entries:
        organization = known.get(entry.code)
        if organization is None:
            known[entry.code] = _make(entry, known)
            made += 1
        elif _bring_up_to_date(organization, entry, known):
            changed += 1
    _link_predecessors(entries, known)
    return Loaded(made, changed, len(entries))


def _make(entry: ReferenceOrganization, known: dict[str, Organization]) -> Organization:
    return Organization.objects.create(code=entry.code, valid_to=entry.valid_to, **_values(entry, known))


def _values(entry: ReferenceOrganization, known: dict[str, Organization]) -> dict[str, object]:
    return {
        "name": entry.name,
        "abbreviation": entry.abbreviation,
        "kind": entry.kind,
        "parent": known[entry.parent] if entry.parent else None,
        "valid_from": entry.valid_from,
    }


def _bring_up_to_date(organization: Organization, entry: ReferenceOrganization, known: dict[str, Organization]) -> bool:
    values = _values(entry, known)
    if entry.valid_to is not None:
        values["valid_to"] = entry.valid_to
    differing = {name: value for name, value in values.items() if getattr(organization, name) != value}
    if not differing:
        return False
    before = {name: str(getattr(organization, name) or "") for name in differing}
    for name, value in differing.items():
        setattr(organization, name, value)
    organization.save()
    after = {name: str(value or "") for name, value in differing.items()}
    audit.record(None, "organization.reference", organization, before=before, after={**after, "source": entry.source})
    return True


def _link_predecessors(entries: list[ReferenceOrganization], known: dict[str, Organization]) -> None:
    link = Organization.predecessors.through
    wanted = {(known[entry.code].pk, known[code].pk) for entry in entries for code in entry.formerly}
    there = set(link.objects.values_list("from_organization_id", "to_organization_id"))
    link.objects.bulk_create([link(from_organization_id=new, to_organization_id=old) for new, old in sorted(wanted - there)])
