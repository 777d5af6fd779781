"""Raising a flag: something odd that a person should look at. A flag decides nothing and is raised once."""

from typing import Any

from lms.classes.models import Browser, ClassSession, Flag, Trainee


def raise_flag(
    *,
    session: ClassSession,
    kind: str,
    trainee: Trainee | None = None,
    browser: Browser | None = None,
    details: dict[str, Any] | None = None,
) -> Flag:
    """The flag of this kind for this trainee and browser in this session; an unsettled one is kept as it is."""
    same = Flag.objects.filter(session=session, kind=kind, trainee=trainee, browser=browser, settled_at__isnull=True)
    return same.first() or Flag.objects.create(session=session, kind=kind, trainee=trainee, browser=browser, details=details or {})
