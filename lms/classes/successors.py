"""What became of an agency that was merged in the middle of a class. Trainees keep the agency that sent them."""

from datetime import date

from lms.people.models import Organization


def agency_on(agency: Organization, day: date) -> Organization:
    """The agency itself, or the one into which it was merged by this day; of a split one nobody can tell."""
    current, seen = agency, {agency.pk}
    while current.valid_to is not None and current.valid_to < day:
        followers = list(current.successors.exclude(pk__in=seen)[:2])
        if len(followers) != 1:
            return agency
        current = followers[0]
        seen.add(current.pk)
    return current
