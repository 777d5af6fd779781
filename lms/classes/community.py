"""Lượt of «Buổi hướng dẫn cộng đồng»: how often people took part, never who. One head at one session is one lượt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from lms.classes.models import CommunityCount, CommunitySession
from lms.people.models import Organization
from lms.people.models.organizations import OrganizationQuerySet

Sex = CommunityCount.Sex


@dataclass(frozen=True)
class Totals:
    """Sessions held and lượt, with the lượt by sex and age band: {(sex, age band): n}."""

    sessions: int = 0
    participations: int = 0
    minutes: int = 0
    cells: dict[tuple[str, str], int] = field(default_factory=dict)

    def of_sex(self, sex: str) -> int:
        return sum(n for (each, _band), n in self.cells.items() if each == sex)

    def of_band(self, band: str) -> int:
        return sum(n for (_sex, each), n in self.cells.items() if each == band)


@dataclass(frozen=True)
class WardTotals:
    ward: Organization
    sessions: int
    participations: int
    female: int
    male: int


def held(*, wards: Iterable[int] | None = None, since: date | None = None, until: date | None = None) -> QuerySet[CommunitySession]:
    """Sessions that were not removed, of these wards, from `since` to `until` inclusive."""
    found = CommunitySession.objects.filter(removed_at=None)
    if wards is not None:
        found = found.filter(ward__in=wards)
    if since is not None:
        found = found.filter(on__gte=since)
    return found.filter(on__lte=until) if until is not None else found


def participations(*, ward: Organization | None = None, since: date | None = None, until: date | None = None) -> Totals:
    """For reports: one ward, or all of them. Both days belong to the period; None leaves that end open."""
    sessions = held(wards=[ward.pk] if ward else None, since=since, until=until)
    whole = sessions.aggregate(sessions=Count("pk"), minutes=Coalesce(Sum("minutes"), 0))
    counted = CommunityCount.objects.filter(session__in=sessions).values_list("sex", "age_band").annotate(total=Sum("n"))
    cells = {(sex, band): total for sex, band, total in counted}
    return Totals(whole["sessions"], sum(cells.values()), whole["minutes"], cells)


def by_ward(wards: OrganizationQuerySet, *, since: date | None = None, until: date | None = None) -> list[WardTotals]:
    """Those of these wards that existed in the period, also without a session, by name: three queries."""
    sessions = held(wards=wards.values_list("pk", flat=True), since=since, until=until)
    held_by = dict(sessions.order_by().values_list("ward").annotate(n=Count("pk")))
    counted = CommunityCount.objects.filter(session__in=sessions).values("session__ward")
    heads: dict[int, Any] = {row["session__ward"]: row for row in counted.annotate(**_heads())}
    listed = [ward for ward in wards.by_name() if ward.pk in held_by or _existed(ward, since, until)]
    return [_ward_totals(ward, held_by.get(ward.pk, 0), heads.get(ward.pk, {})) for ward in listed]


def by_month(ward: Organization) -> list[tuple[date, int, int]]:
    """(first day of the month, sessions, lượt), the newest first."""
    months = held(wards=[ward.pk]).order_by().annotate(month=TruncMonth("on")).values("month")
    sessions = dict(months.annotate(n=Count("pk")).values_list("month", "n"))
    heads = dict(months.annotate(n=Sum("counts__n")).values_list("month", "n"))
    return [(month, sessions[month], heads[month] or 0) for month in sorted(sessions, reverse=True)]


def _heads() -> dict[str, Sum]:
    return {
        "participations": Sum("n"),
        "female": Sum("n", filter=Q(sex=Sex.FEMALE)),
        "male": Sum("n", filter=Q(sex=Sex.MALE)),
    }


def _existed(ward: Organization, since: date | None, until: date | None) -> bool:
    ended = since is not None and ward.valid_to is not None and ward.valid_to < since
    not_begun = until is not None and ward.valid_from is not None and ward.valid_from > until
    return not ended and not not_begun


def _ward_totals(ward: Organization, sessions: int, heads: dict[str, Any]) -> WardTotals:
    return WardTotals(ward, sessions, *(heads.get(name) or 0 for name in ("participations", "female", "male")))
