"""How many places are left: of the whole class, and of each agency that was invited with a quota."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from lms.classes.models import AgencyInvitation, TrainingClass
from lms.people.models import Organization


class AgencyLines:
    """Which invited agency a place counts for: the agency itself, what belongs to it, what it was merged into.

    The tree of agencies is read only when somebody's agency was not itself invited: two queries, however many.
    """

    def __init__(self, invited: Collection[int]) -> None:
        self.invited = frozenset(invited)

    @cached_property
    def parents(self) -> dict[int, int | None]:
        return dict(Organization.objects.values_list("pk", "parent"))

    @cached_property
    def came_from(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for successor, predecessor in Organization.predecessors.through.objects.values_list("from_organization", "to_organization"):
            found.setdefault(successor, set()).add(predecessor)
        return found

    def line_of(self, agency: int) -> int | None:
        """The invited agency that stands nearest; None when none does."""
        seen: set[int] = set()
        level = [agency]
        while level:
            if hit := next((pk for pk in level if pk in self.invited), None):
                return hit
            seen.update(level)
            level = [pk for one in level for pk in self._next(one) if pk not in seen]
        return None

    def _next(self, agency: int) -> list[int]:
        parent = self.parents.get(agency)
        return [*self.came_from.get(agency, ()), *([parent] if parent else [])]


@dataclass(frozen=True)
class Room:
    """Places left; None where no quota was set."""

    of_class: int | None
    of_agency: int | None

    @property
    def left(self) -> int | None:
        known = [places for places in (self.of_class, self.of_agency) if places is not None]
        return max(min(known), 0) if known else None

    def fits(self, people: int) -> int:
        """How many of so many people get a place."""
        return people if self.left is None else min(people, self.left)


def taken_by_line(training_class: TrainingClass, lines: AgencyLines) -> Counter[int]:
    """{invited agency: places taken}, one query."""
    found = training_class.trainees.active().values_list("agency").annotate(n=Count("pk")).order_by()
    taken: Counter[int] = Counter()
    for agency, count in found:
        line = lines.line_of(agency)
        if line is not None:
            taken[line] += count
    return taken


class Places:
    """The places of one class, counted once and kept up while people are put on it."""

    def __init__(self, training_class: TrainingClass) -> None:
        live = AgencyInvitation.objects.filter(training_class=training_class, cancelled_at__isnull=True)
        self.quotas = dict(live.values_list("agency", "quota"))
        self.lines = AgencyLines(self.quotas)
        self.taken = taken_by_line(training_class, self.lines)
        self.class_quota = training_class.quota
        self.total = training_class.trainees.active().count()

    def room(self, agency: int) -> Room:
        """What is left for somebody sent by this agency."""
        line = self.lines.line_of(agency)
        quota = self.quotas.get(line) if line else None
        return Room(
            of_class=None if self.class_quota is None else self.class_quota - self.total,
            of_agency=None if quota is None or line is None else quota - self.taken[line],
        )

    def take(self, agency: int) -> None:
        self.total += 1
        line = self.lines.line_of(agency)
        if line is not None:
            self.taken[line] += 1
