"""The names of agencies in the record of a class: as people were admitted, and what has become of the agency since."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from lms.people.models import Organization


def names_of(agencies: Iterable[int], on: date) -> dict[int, str]:
    """{agency id: «Sở Thông tin và Truyền thông (nay là Sở Khoa học và Công nghệ)»}: three queries whatever their number."""
    found = {agency.pk: agency for agency in Organization.objects.filter(pk__in=set(agencies))}
    successors = _successors(on)
    return {pk: name_with_successors(agency, successors) for pk, agency in found.items()}


def name_with_successors(agency: Organization, successors: Mapping[int, list[Organization]]) -> str:
    """The admitted name, with those in brackets that do its work now."""
    today = sorted({later.name for later in _followed(agency.pk, successors)} - {agency.name})
    if not today:
        return agency.name
    return _("%(name)s (now %(successors)s)") % {"name": agency.name, "successors": ", ".join(today)}


def _successors(on: date) -> dict[int, list[Organization]]:
    """{agency that has ended: those that followed it}."""
    ended = Organization.objects.filter(valid_to__lt=on, successors__isnull=False).distinct().prefetch_related("successors")
    return {agency.pk: list(agency.successors.all()) for agency in ended}


def _followed(pk: int, successors: Mapping[int, list[Organization]], seen: frozenset[int] = frozenset()) -> list[Organization]:
    """The last links of the chain: an agency may have been merged twice."""
    last: list[Organization] = []
    for later in successors.get(pk, []):
        if later.pk in seen:
            continue
        last += _followed(later.pk, successors, seen | {pk}) or [later]
    return last
