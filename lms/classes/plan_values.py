"""What the form of a new class already knows when it is opened from a line of the year plan."""

from typing import Any

from lms.classes import scheduling
from lms.classes.actions import classes, copies
from lms.classes.exceptions import ClassError
from lms.classes.models import PlannedClass


def planned_values(line: PlannedClass) -> dict[str, Any]:
    """Initial values; a programme that has ended is left for the officer to choose."""
    try:
        programme = copies.programme_of_today(line.programme)
    except ClassError:
        programme = None
    year = line.plan.year
    courses = list(programme.courses.filter(live=True)[:2]) if programme else []
    return {
        "code": scheduling.next_code(f"{line.programme.code}-{year}-00", year, classes.codes_in_use()),
        "title": line.title,
        "programme": programme,
        "course": courses[0] if len(courses) == 1 else None,
        "organizer": line.organizer_id,
        "issuer": line.issuer_id,
        "quota": line.quota,
        "coordinators": [each.pk for each in line.plan.approvers.all() if each.pk != line.organizer_id],
    }
